import { parseArgs } from "node:util";
import { nearestKey } from "@mount-monitor/contract";

export interface FuzzOptions {
  readonly targets: readonly string[];
  /** For all targets together. */
  readonly seconds: number;
  readonly seed: number;
  readonly keeps: boolean;
  readonly replay: string | undefined;
}

export type ReadOptions =
  | { readonly t: "run"; readonly options: FuzzOptions }
  | { readonly t: "help" | "list" }
  | { readonly t: "wrong"; readonly error: string };

export const HELP = `Gives every parser inputs that nobody thought of, and looks whether what it promises holds.

  npm run -s fuzz -- [TARGET …] [--seconds N] [--seed N] [--keep]
  npm run -s fuzz -- TARGET --replay FILE
  make fuzz [TARGET=duration] [SECONDS=60] [SEED=1]

  --seconds N    for all targets together, shared evenly (default: 5 for each)
  --seed N       the same inputs again, so far as time reaches (default: another one each time; it is printed)
  --keep         put the smallest inputs that reach code which the corpus does not into test/fuzz/corpus/TARGET
  --replay FILE  only this input, with the whole error
  --list         the targets, and what must hold for each

Inputs are those of test/fuzz/corpus, changed again and again: as JSON where they are JSON, else as text, with the words
that stand in the parser's own source. Whatever reaches a stretch of code for the first time is changed further.

An input that fails is made smaller and written to test/fuzz/found. Move it to test/fuzz/corpus/TARGET under a name that
says what was wrong: make test then replays it for ever. Mend the parser after that, not before.

Exit codes: 0 everything held; 1 something did not; 2 wrong usage.
`;

const SECONDS_EACH = 5;

export function readOptions(argv: readonly string[], known: readonly string[], randomSeed: number): ReadOptions {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        list: { type: "boolean" },
        keep: { type: "boolean" },
        seconds: { type: "string" },
        seed: { type: "string" },
        replay: { type: "string" },
      },
    });
  } catch (error) {
    return wrong((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help) return { t: "help" };
  if (values.list) return { t: "list" };
  const stranger = positionals.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    const nearest = nearestKey(stranger, known);
    return wrong(`there is no target ${stranger}; ${nearest ? `did you mean ${nearest}?` : "--list names them"}`);
  }
  const targets = positionals.length > 0 ? positionals : known;
  if (values.replay !== undefined && targets.length !== 1)
    return wrong("--replay needs the one target to replay it with");
  const seconds = numberOf(values.seconds ?? String(SECONDS_EACH * targets.length));
  if (seconds === undefined || seconds === 0)
    return wrong(`--seconds is ${values.seconds}, but must be a whole number from 1`);
  const seed = numberOf(values.seed ?? String(randomSeed));
  if (seed === undefined) return wrong(`--seed is ${values.seed}, but must be a whole number`);
  return { t: "run", options: { targets, seconds, seed, keeps: values.keep === true, replay: values.replay } };
}

function numberOf(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function wrong(error: string): ReadOptions {
  return { t: "wrong", error };
}
