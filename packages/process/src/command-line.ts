import { parseArgs } from "node:util";
import { nearestKey } from "@mount-monitor/contract";

/** One flag of a program, said once: parsing, environment and help all come from it. */
export interface OptionSpec {
  /** Long name without dashes. */
  readonly flag: string;
  readonly short?: string;
  /** Variable that is read where the flag is not given. */
  readonly env?: string;
  /** What stands for the value in the help; a flag without one is a switch. */
  readonly value?: string;
  readonly help: string;
  /** Where it means something else to a command: what the help of that command says. */
  readonly helpOf?: Readonly<Record<string, string>>;
  /** May be given more than once: every value is kept, in `lists`. */
  readonly repeatable?: boolean;
  /** Names of the commands that take it; all, where it is left out. */
  readonly commands?: readonly string[];
}

export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** What may stand behind the command besides flags, for its usage. */
  readonly operands?: string;
  /** Lines of its own help: what to know, and examples. */
  readonly details?: readonly string[];
}

export interface ProgramSpec {
  readonly name: string;
  /** What the program is for, in one or two sentences. */
  readonly about: string;
  readonly commands: readonly CommandSpec[];
  /** What runs where no command is named; without one, the help is shown. */
  readonly defaultCommand?: string;
  readonly options: readonly OptionSpec[];
  /** Lines after the options: environment, exit codes, where to read on. */
  readonly epilogue: readonly string[];
}

/** Values by flag; a switch that is on is "true". */
export type OptionValues = Readonly<Record<string, string | undefined>>;

/** Every value of the repeatable flags that were given, in order. */
export type OptionLists = Readonly<Record<string, readonly string[]>>;

export type CommandLine =
  | {
      readonly t: "run";
      readonly command: string;
      readonly values: OptionValues;
      readonly lists?: OptionLists;
      readonly operands: readonly string[];
    }
  | { readonly t: "help"; readonly command: string | undefined }
  | { readonly t: "wrong"; readonly error: string };

export function readCommandLine(
  spec: ProgramSpec,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(spec.options.map(parseArgsOption)),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  const operands: string[] = [];
  let help = false;
  let literal = false;
  for (const token of tokens) {
    if (token.kind === "option-terminator") literal = true;
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help" || token.name === "h") {
      help = true;
      continue;
    }
    const option = spec.options.find(({ flag }) => flag === token.name);
    if (!option) return { t: "wrong", error: unknownFlag(spec, token.rawName) };
    if (option.value === undefined && token.value !== undefined) {
      return { t: "wrong", error: `--${option.flag} is a switch and takes no value; leave =${token.value} away` };
    }
    // `--log-level --http-port 1` takes "--http-port" as the level, unless it is refused here.
    if (
      option.value !== undefined &&
      (token.value === undefined || (!token.inlineValue && /^-[-a-z]/.test(token.value)))
    ) {
      return { t: "wrong", error: `--${option.flag} needs a value: --${option.flag} ${option.value}` };
    }
    given[option.flag] = token.value ?? "true";
    if (option.repeatable) (lists[option.flag] ??= []).push(token.value ?? "");
  }
  if (operands[0] === "help") {
    operands.shift();
    help = true;
  }
  const command = commandOf(spec, operands);
  // Nobody means a pod of that name; where somebody does, it is `-- help`. Behind `--file *` it may be a file.
  if (command.rest.length === 1 && command.rest[0] === "help" && !literal && Object.keys(lists).length === 0)
    help = true;
  if (help || (argv.length === 0 && spec.defaultCommand === undefined)) {
    return { t: "help", command: command.explicit ? command.name : undefined };
  }
  if (command.name === undefined) return { t: "wrong", error: command.error };
  const line = finish(spec, command.name, given, command.rest, env);
  return line.t === "run" && Object.keys(lists).length > 0 ? { ...line, lists } : line;
}

function parseArgsOption({ flag, short, value }: OptionSpec) {
  return [flag, { type: value === undefined ? "boolean" : "string", ...(short ? { short } : {}) }] as const;
}

function commandOf(spec: ProgramSpec, operands: readonly string[]) {
  const [first, ...rest] = operands;
  const commands = `commands are ${spec.commands.map(({ name }) => name).join(", ")}`;
  if (first === undefined) {
    const error = `there is no command; ${commands}`;
    return { name: spec.defaultCommand, explicit: false, rest: [], error };
  }
  if (spec.commands.some(({ name }) => name === first)) return { name: first, explicit: true, rest, error: "" };
  const nearest = nearestKey(
    first,
    spec.commands.map(({ name }) => name),
  );
  const hint = nearest ? `did you mean ${nearest}?` : commands;
  const error = `there is no command ${JSON.stringify(first)}; ${hint}`;
  return { name: undefined, explicit: false, rest: [], error };
}

function finish(
  spec: ProgramSpec,
  command: string,
  given: Readonly<Record<string, string>>,
  operands: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  const values: Record<string, string> = {};
  for (const { flag, env: variable, commands } of spec.options) {
    const applies = !commands || commands.includes(command);
    if (given[flag] !== undefined && !applies) {
      return { t: "wrong", error: `--${flag} does not belong to ${command}; it belongs to ${commands?.join(", ")}` };
    }
    // An empty variable is what a manifest leaves behind that wanted to unset it.
    const value = given[flag] ?? ((variable && applies && env[variable]) || undefined);
    if (value !== undefined) values[flag] = value;
  }
  return { t: "run", command, values, operands };
}

function unknownFlag(spec: ProgramSpec, rawName: string): string {
  const flags = [...spec.options.map(({ flag }) => flag), "help"];
  const nearest = nearestKey(rawName.replace(/^-+/, ""), flags);
  const hint = nearest ? `did you mean --${nearest}?` : `flags are ${flags.map((flag) => `--${flag}`).join(", ")}`;
  return `there is no flag ${rawName}; ${hint}`;
}
