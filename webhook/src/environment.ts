/** All that the program reads from its environment, beside the variables of its flags; what is passed on is frozen. */
export interface Environment {
  /** Whether text for people on stdout is coloured. */
  readonly colour: boolean;
}

/** https://no-color.org: any value but the empty one means no. `FORCE_COLOR` is for pagers and CI logs. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Environment {
  const forced = Boolean(env["FORCE_COLOR"]) && env["FORCE_COLOR"] !== "0";
  const refused = Boolean(env["NO_COLOR"]) || env["TERM"] === "dumb";
  return Object.freeze({ colour: !refused && (isTerminal || forced) });
}
