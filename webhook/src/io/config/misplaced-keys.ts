/** A part of the configuration whose `mode` decides which of its keys count. */
export interface ModalSection {
  readonly section: string;
  readonly mode: string;
  /** Keys that were written there, before defaults were filled in. */
  readonly given: readonly string[];
}

/** Says of keys of another mode that they contradict the mode, instead of passing over what somebody meant. */
export function misplacedKeys(
  { section, mode, given }: ModalSection,
  keys: readonly string[],
  modes: readonly string[],
): string[] {
  const chosen = given.includes("mode") ? "" : ", which is what it is unless you set it";
  return keys
    .filter((key) => given.includes(key))
    .map(
      (key) =>
        `${section}.${key} is for ${section}.mode ${modes.join(" or ")}, but ${section}.mode is ${mode}${chosen}; change the mode, or leave ${section}.${key} out`,
    );
}

/** Keys of a section as they came, whatever else is wrong with them. */
export function keysOf(data: unknown, section: string): readonly string[] {
  const found = isObject(data) ? data[section] : undefined;
  return isObject(found) ? Object.keys(found) : [];
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null;
}
