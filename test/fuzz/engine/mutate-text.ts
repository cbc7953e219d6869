import type { Random } from "./random.ts";

/** What inputs are made of: the words of the sources, and other inputs. */
export interface Material {
  readonly words: readonly string[];
  readonly others: readonly string[];
}

/** Characters that parsers tend to forget. */
const ODD = [
  "\0",
  "\r\n",
  "\r",
  "\n",
  "\t",
  " ",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "\ufffd",
  "\u{1f4be}",
  "\u0301",
  '"',
  "'",
];
const SIGNS = [..."\\/:;,.-+=*&%$#@!?~^`|()[]{}<>_"];
/** Numbers at the edges of what somebody may have thought of. */
export const EDGES = [
  "0", "-0", "-1", "1", "9", "10", "63", "64", "65", "127", "128", "255", "256", "999", "1000", "65535", "65536",
  "2147483647", "2147483648", "4294967296", "9007199254740991", "9007199254740993", "1e3", "1e999", "0.1", "00", "1_0",
] as const; // prettier-ignore
const LINES = /(?<=\n)/;
const TOKEN = /[A-Za-z0-9_$]+|\d+/g;

type Change = (text: string, random: Random, material: Material) => string;

const CHANGES: readonly Change[] = [
  remove,
  insertWord,
  insertWord,
  replaceToken,
  replaceToken,
  replaceNumber,
  insertOdd,
  repeat,
  moveLine,
  takeFromOther,
  truncate,
];

/** One small change; the text may stay as it was. */
export function mutateText(text: string, random: Random, material: Material): string {
  return random.pick(CHANGES)(text, random, material);
}

/** Short ones more often than long ones. */
function stretch(text: string, random: Random): readonly [from: number, to: number] {
  const from = random.below(text.length + 1);
  const most = random.oneIn(4) ? text.length : 8;
  return [from, Math.min(text.length, from + 1 + random.below(most))];
}

function remove(text: string, random: Random): string {
  const [from, to] = stretch(text, random);
  return text.slice(0, from) + text.slice(to);
}

function insert(text: string, random: Random, what: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
}

function insertWord(text: string, random: Random, { words }: Material): string {
  return words.length === 0 ? text : insert(text, random, random.pick(words));
}

function insertOdd(text: string, random: Random): string {
  return insert(text, random, random.pick(random.oneIn(2) ? ODD : SIGNS));
}

function replaceToken(text: string, random: Random, { words }: Material): string {
  const tokens = [...text.matchAll(TOKEN)];
  if (tokens.length === 0 || words.length === 0) return text;
  const { index, 0: token } = random.pick(tokens);
  return text.slice(0, index) + random.pick(words) + text.slice(index + token.length);
}

function replaceNumber(text: string, random: Random): string {
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return insert(text, random, random.pick(EDGES));
  const { index, 0: digits } = random.pick(numbers);
  // As long as it was, or at an edge: a time has to keep its form to get anywhere.
  const other = random.oneIn(2) ? digits.replaceAll(/\d/g, () => String(random.below(10))) : random.pick(EDGES);
  return text.slice(0, index) + other + text.slice(index + digits.length);
}

function repeat(text: string, random: Random): string {
  const [from, to] = stretch(text, random);
  const times = random.oneIn(8) ? 200 : 1 + random.below(4);
  return text.slice(0, to) + text.slice(from, to).repeat(times) + text.slice(to);
}

function moveLine(text: string, random: Random): string {
  const lines = text.split(LINES);
  const [line = ""] = lines.splice(random.below(lines.length), random.oneIn(3) ? 0 : 1);
  lines.splice(random.below(lines.length + 1), 0, line);
  return lines.join("");
}

function takeFromOther(text: string, random: Random, { others }: Material): string {
  if (others.length === 0) return text;
  const other = random.pick(others);
  if (random.oneIn(3))
    return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
  const [from, to] = stretch(other, random);
  return insert(text, random, other.slice(from, to));
}

function truncate(text: string, random: Random): string {
  return text.slice(0, random.below(text.length + 1));
}
