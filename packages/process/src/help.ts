import type { OptionSpec, ProgramSpec } from "./command-line.ts";

/** What `--help` prints: for the whole program, or for one command with the flags that it takes. */
export function renderHelp(spec: ProgramSpec, command?: string): string {
  const { name, commands } = spec;
  const one = commands.find((candidate) => candidate.name === command);
  const head = one
    ? [
        `${name} ${one.name}: ${one.summary}`,
        "",
        `Usage: ${name} ${one.name}${one.operands === undefined ? "" : ` ${one.operands}`} [flags]`,
        ...(one.details === undefined ? [] : ["", ...one.details]),
      ]
    : [
        spec.about,
        "",
        `Usage: ${name} [command] [flags]`,
        "",
        "Commands:",
        ...columns(commands.map(commandRow(spec.defaultCommand))),
      ];
  const options = spec.options.filter((option) => !command || !option.commands || option.commands.includes(command));
  const rows = [...options.map(optionRow(command)), ["-h, --help", "this text"] as const];
  return [...head, "", "Flags:", ...columns(rows), ...(one ? [] : ["", ...spec.epilogue]), ""].join("\n");
}

const commandRow =
  (defaultCommand: string | undefined) =>
  ({ name, summary }: { name: string; summary: string }) =>
    [name, name === defaultCommand ? `${summary} (default)` : summary] as const;

const optionRow =
  (command: string | undefined) =>
  ({ flag, short, env, value, help, helpOf }: OptionSpec): readonly [string, string] => {
    const left = `${short ? `-${short}, ` : "    "}--${flag}${value ? ` ${value}` : ""}`;
    const right = (command !== undefined && helpOf?.[command]) || help;
    return [left, env ? `${right} [${env}]` : right];
  };

function columns(rows: ReadonlyArray<readonly [string, string]>): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
