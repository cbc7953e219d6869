import { printable } from "../core/printable.ts";

/** One line each on stderr, under the name by which the program was called, without what would drive a terminal. */
export function sayWrong(errors: readonly string[], program: string): void {
  for (const error of errors) console.error(`${program}: ${printable(error)}`);
}
