/** What the command line says. */
export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** This pod alone, or `webhook`. */
  readonly only: string | undefined;
  /** Ends so many seconds after the beginning; the schedule stays that of all minutes. */
  readonly untilMs: number;
  readonly json: string | undefined;
  /** Prints the schedule, and does nothing. */
  readonly dry: boolean;
}

export type Parsed =
  | { readonly t: "run"; readonly options: SoakOptions }
  | { readonly t: "help" }
  | { readonly t: "wrong"; readonly why: string };

export const DEFAULT_MINUTES = 15;
const MOST_MINUTES = 24 * 60;
const LARGEST_SEED = 2 ** 31 - 1;

export const HELP = `soak: days of work in an hour, with faults all the time, and a model that looks on

  make soak                            ${DEFAULT_MINUTES} minutes, a seed of its own
  SOAK_MINUTES=3 SOAK_SEED=7 make soak
  npm run soak -- [FLAGS]

  --minutes N     how long (SOAK_MINUTES; default ${DEFAULT_MINUTES})
  --seed N        which faults, and when (SOAK_SEED; default: drawn, and printed)
  --only POD      one pod alone, or "webhook": its faults are the same as among the others
  --until S       ends after S seconds; with --minutes as it was, the faults are the same up to then
  --json FILE     the figures and violations, as JSON
  --dry           prints the faults, and does nothing

Monitors run as processes beside folders, FIFOs, and real mounts where there are root, rclone and fuse3. Two replicas of
the webhook serve a real API server where KUBEBUILDER_ASSETS names a folder with one. What is left out is said at the start.

A violation is printed at once, with what came before it. The end is a table, and exit code 1 where a promise was broken,
with the command that does the same again. Times are of real processes: the same seed brings the same faults at the same
times, and not always the same moment between two system calls.
`;

export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  drawnSeed: number,
): Parsed {
  const values = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const flag = args[index] ?? "";
    if (flag === "--help" || flag === "-h") return { t: "help" };
    if (flag === "--dry") values.set(flag, "yes");
    else if (["--minutes", "--seed", "--only", "--until", "--json"].includes(flag)) {
      const value = args[++index];
      if (value === undefined) return { t: "wrong", why: `${flag} lacks its value` };
      values.set(flag, value);
    } else return { t: "wrong", why: `there is no flag ${flag}` };
  }
  const minutesText = values.get("--minutes") ?? (env["SOAK_MINUTES"] || String(DEFAULT_MINUTES));
  const minutes = Number(minutesText);
  if (!(minutes > 0 && minutes <= MOST_MINUTES))
    return { t: "wrong", why: `minutes are ${minutesText}, but must be a number from 0.1 to ${MOST_MINUTES}` };
  const seedText = values.get("--seed") ?? (env["SOAK_SEED"] || String(drawnSeed));
  const seed = Number(seedText);
  if (!Number.isInteger(seed) || seed < 0 || seed > LARGEST_SEED)
    return { t: "wrong", why: `the seed is ${seedText}, but must be a whole number from 0 to ${LARGEST_SEED}` };
  const untilText = values.get("--until");
  const untilMs = untilText === undefined ? minutes * 60_000 : Number(untilText) * 1_000;
  if (!(untilMs > 0)) return { t: "wrong", why: `--until is ${untilText}, but must be a number of seconds` };
  return {
    t: "run",
    options: {
      minutes,
      seed,
      only: values.get("--only"),
      untilMs,
      json: values.get("--json"),
      dry: values.has("--dry"),
    },
  };
}
