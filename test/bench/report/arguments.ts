export interface RunArguments {
  readonly t: "run";
  /** Those that were named, in the order of the list; all where none was. */
  readonly suites: readonly string[];
  readonly quick: boolean;
  /** Whether a missed budget is to be seen from the exit code. */
  readonly budgets: boolean;
  readonly json: string | undefined;
  readonly peers: readonly string[];
}

export type Arguments =
  | RunArguments
  | { readonly t: "help" | "list" }
  | { readonly t: "wrong"; readonly error: string };

const VALUED = ["--json", "--peer"] as const;
const FLAGS = ["--quick", "--budgets", "--list", "--help", "-h"] as const;

/** What the command line asks for; `known` are the names of all suites. */
export function readArguments(words: readonly string[], known: readonly string[]): Arguments {
  const suites = new Set<string>();
  const flags = new Set<string>();
  const peers: string[] = [];
  let json: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const [flag = "", inline] = splitFlag(words[index] ?? "");
    if (VALUED.some((valued) => valued === flag)) {
      const value = inline ?? words[++index];
      if (!value) return wrong(`${flag} needs a value: ${flag} ${flag === "--json" ? "FILE" : '"COMMAND"'}`);
      if (flag === "--peer") peers.push(value);
      else json = value;
    } else if (FLAGS.some((known) => known === flag) && inline === undefined) flags.add(flag);
    else if (flag.startsWith("-"))
      return wrong(`there is no ${words[index]}; flags are ${[...FLAGS, ...VALUED].join(", ")}`);
    else if (known.includes(flag)) suites.add(flag);
    else return wrong(`there is no suite ${flag}; suites are ${known.join(", ")}`);
  }
  if (flags.has("--help") || flags.has("-h")) return { t: "help" };
  if (flags.has("--list")) return { t: "list" };
  return {
    t: "run",
    suites: known.filter((name) => suites.size === 0 || suites.has(name)),
    quick: flags.has("--quick"),
    budgets: flags.has("--budgets"),
    json,
    peers,
  };
}

function splitFlag(word: string): readonly [string, string?] {
  const equals = word.startsWith("--") ? word.indexOf("=") : -1;
  return equals === -1 ? [word] : [word.slice(0, equals), word.slice(equals + 1)];
}

function wrong(error: string): Arguments {
  return { t: "wrong", error };
}
