import { parseArgs } from "node:util";

export interface MutateOptions {
  /** Globs of sources. */
  readonly files: readonly string[];
  /** How many mutants of each file; undefined for all. */
  readonly sample: number | undefined;
  readonly seed: number;
  readonly seconds: number;
  readonly jobs: number;
  readonly fresh: boolean;
  /** Globs of the tests that may judge; undefined for all beside the sources. */
  readonly tests: readonly string[] | undefined;
}

export type ReadOptions =
  | { readonly t: "run"; readonly options: MutateOptions }
  | { readonly t: "help" }
  | { readonly t: "wrong"; readonly error: string };

/** What decides: the rest of the cores renders, or is generated. */
const DEFAULT_FILES = [
  "packages/contract/src/{duration,time,annotation-parsers,decode-monitor-config,milliseconds,nearest-key}.ts",
  "sidecar/src/core/{restart,health,mount,state,kube,self-test}/*.ts",
  "sidecar/src/core/{gate,monitor,pod-info}.ts",
  "webhook/src/core/{decide-pod,check-shape,cluster-facts}.ts",
  "webhook/src/core/{inject,patch,paths,settings,workload,grants,pods,cluster}/*.ts",
  "webhook/src/core/grants/policy/*.ts",
  "certs/src/core/*.ts",
];

export const HELP = `Changes the sources of the cores, one place at a time, and looks whether a test notices.

  npm run -s mutate -- [GLOB …] [--sample N] [--seed N] [--seconds N] [--jobs N] [--tests GLOB] [--fresh]
  make mutate [FILES=sidecar/src/core/restart/*.ts] [SAMPLE=10] [SEED=1]

  GLOB         sources (default: what decides, in contract, sidecar, webhook and certs)
  --sample N   only so many mutants of each file, picked by the seed (default: all)
  --seed N     which ones (default 1)
  --seconds N  begin no other mutant after this time (default 3600); what was found out stays known
  --jobs N     mutants at a time (default 1)
  --tests GLOB only these files of tests, as often as wanted: quick while one works on a place, but others might notice
  --fresh      also those whose end is known from a run before

First each file of tests runs once, to see what it executes. A mutant is then run against the tests that execute its line,
those that are about least besides first: as many as take 10 s together, and four at least. Nothing on disk is changed.
Ends are remembered in .cache/mutate until the source or one of these tests changes.

A mutant that survives is a line whose change nobody notices: add a row to a table, or, where the change can make no
difference, name it in tools/mutate/equivalent.ts with the reason.
`;

export function readOptions(argv: readonly string[]): ReadOptions {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        fresh: { type: "boolean" },
        tests: { type: "string", multiple: true },
        sample: { type: "string" },
        seed: { type: "string" },
        seconds: { type: "string" },
        jobs: { type: "string" },
      },
    });
  } catch (error) {
    return { t: "wrong", error: (error as Error).message };
  }
  const { values, positionals } = parsed;
  if (values.help) return { t: "help" };
  const numbers = {
    sample: values.sample,
    seed: values.seed ?? "1",
    seconds: values.seconds ?? "3600",
    jobs: values.jobs ?? "1",
  };
  for (const [name, text] of Object.entries(numbers))
    if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text))
      return { t: "wrong", error: `--${name} is ${text}, but must be a whole number from 1` };
  return {
    t: "run",
    options: {
      files: positionals.length > 0 ? positionals : DEFAULT_FILES,
      sample: numbers.sample === undefined ? undefined : Number(numbers.sample),
      seed: Number(numbers.seed),
      seconds: Number(numbers.seconds),
      jobs: Number(numbers.jobs),
      fresh: values.fresh === true,
      tests: values.tests,
    },
  };
}
