import type { Target } from "./target.ts";

/** What is wrong with one input. */
export interface Failure {
  readonly message: string;
  readonly stack: string;
}

const BUILT_IN = [Object, Array, Function, String, Number, Boolean, Map, Set, Promise, RegExp, Date].map(
  ({ prototype, name }) => ({
    prototype: prototype as object,
    name,
    keys: Reflect.ownKeys(prototype as object).length,
  }),
);

/** One input; undefined where all holds. Beside what the target says: nothing that all objects share has changed. */
export async function check({ run }: Target, input: Buffer): Promise<Failure | undefined> {
  try {
    const pending = run(input.toString("utf8"), input);
    if (pending instanceof Promise) await pending;
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(`threw ${String(error)}`);
    return { message, stack: stack ?? message };
  }
  return pollution();
}

function pollution(): Failure | undefined {
  for (const { prototype, name, keys } of BUILT_IN) {
    if (Reflect.ownKeys(prototype).length === keys) continue;
    const message = `${name}.prototype has got a property that it did not have; build objects without assigning to keys from outside`;
    return { message, stack: message };
  }
  return undefined;
}

/** What two inputs have in common that fail for the same cause: the place in our sources, and the kind of error. */
export function causeOf({ message, stack }: Failure): string {
  const place = /(?:packages|certs|sidecar|webhook)\/[^\s)]+:\d+/.exec(stack)?.[0];
  return place ?? message.slice(0, 80).replaceAll(/\d+/g, "0");
}
