import { EDGES, type Material, mutateText } from "./mutate-text.ts";
import type { Random } from "./random.ts";

/** A list or an object, and a key of it: one place in a document. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Names that mean something to JavaScript itself. */
const TREACHEROUS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "then"];

/** One change of the document that keeps it JSON; undefined where the text is none. */
export function mutateJson(text: string, random: Random, material: Material): string | undefined {
  let root: { value: unknown };
  try {
    root = { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
  const place = random.pick(placesOf(root));
  const value = place.holder[place.key];
  switch (random.below(7)) {
    case 0:
      if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
      else if (place.holder !== root) delete place.holder[place.key];
      break;
    case 1:
      rename(place, nameFrom(random, material));
      break;
    case 2:
      set(place, somethingElse(random, material));
      break;
    case 3: {
      const others = placesOf(otherDocument(random, material) ?? root);
      const other = random.pick(others);
      set(place, structuredClone(other.holder[other.key]));
      break;
    }
    case 4:
      set(place, wrap(value, random, material));
      break;
    case 5:
      if (typeof value === "object" && value !== null) addTo(value, random, material);
      else set(place, somethingElse(random, material));
      break;
    case 6:
      if (typeof value === "string") set(place, mutateText(value, random, material));
      else if (typeof value === "number") set(place, Number(random.pick(EDGES.filter((edge) => edge !== "1_0"))));
      else set(place, somethingElse(random, material));
  }
  return JSON.stringify(root.value) ?? "null";
}

/** Own property whatever its name: an assignment to `__proto__` would be another thing. */
function set({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function placesOf(root: object): Place[] {
  const places: Place[] = [];
  const look = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      places.push({ holder, key });
      const value = holder[key];
      if (typeof value === "object" && value !== null) look(value as Record<string, unknown>);
    }
  };
  look(root as Record<string, unknown>);
  return places;
}

function otherDocument(random: Random, { others }: Material): { value: unknown } | undefined {
  if (others.length === 0) return undefined;
  try {
    return { value: JSON.parse(random.pick(others)) as unknown };
  } catch {
    return undefined;
  }
}

function nameFrom(random: Random, { words }: Material): string {
  return random.oneIn(6) || words.length === 0 ? random.pick(TREACHEROUS) : random.pick(words);
}

function rename(place: Place, name: string): void {
  const value = place.holder[place.key];
  if (!Array.isArray(place.holder) && place.key !== "value") delete place.holder[place.key];
  if (!Array.isArray(place.holder)) set({ holder: place.holder, key: name }, value);
}

function somethingElse(random: Random, { words }: Material): unknown {
  const plain: readonly unknown[] = [
    null,
    true,
    false,
    "",
    {},
    [],
    0,
    -1,
    1.5,
    2 ** 53,
    -(2 ** 31),
    1e300,
    [null],
    [[]],
  ];
  switch (random.below(3)) {
    case 0:
      return random.pick(plain);
    case 1:
      return words.length === 0 ? "" : random.pick(words);
  }
  return { [random.pick(["toString", "valueOf", "length", "name", "kind"])]: random.pick(plain) };
}

/** Deeper, at times by much: readers that call themselves have an end. */
function wrap(value: unknown, random: Random, material: Material): unknown {
  let wrapped: unknown = value;
  const depth = random.oneIn(20) ? 2_000 : 1;
  const name = nameFrom(random, material);
  for (let level = 0; level < depth; level++) wrapped = random.oneIn(2) ? [wrapped] : { [name]: wrapped };
  return wrapped;
}

function addTo(value: object, random: Random, material: Material): void {
  if (Array.isArray(value)) {
    const item: unknown = value.length > 0 && random.oneIn(2) ? random.pick(value) : somethingElse(random, material);
    value.splice(random.below(value.length + 1), 0, structuredClone(item));
  } else {
    const name = nameFrom(random, material);
    set({ holder: value as Record<string, unknown>, key: name }, somethingElse(random, material));
  }
}
