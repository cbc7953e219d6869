/** All that the program reads from its environment, beside the variables of its flags; what is passed on is frozen. */
export interface Environment {
  /** How it was called, for what it says of itself. */
  readonly program: string;
  /** Whether text for people on stdout is coloured. */
  readonly colour: boolean;
  readonly pod: PodEnvironment;
}

/** Who we are and where the API is: by the downward API, and by what Kubernetes sets in every container. */
export interface PodEnvironment {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly apiHost: string | undefined;
  readonly apiPort: string | undefined;
  readonly tokenFile: string | undefined;
  readonly caFile: string | undefined;
}

/** https://no-color.org: any value but the empty one means no. `FORCE_COLOR` is for pagers and CI logs. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
  program: string,
): Environment {
  // An empty variable is what a manifest leaves behind that wanted to unset it.
  const get = (name: string) => env[name] || undefined;
  const forced = Boolean(env["FORCE_COLOR"]) && env["FORCE_COLOR"] !== "0";
  const refused = Boolean(env["NO_COLOR"]) || env["TERM"] === "dumb";
  return Object.freeze({
    program,
    colour: !refused && (isTerminal || forced),
    pod: Object.freeze({
      name: get("POD_NAME"),
      namespace: get("POD_NAMESPACE"),
      apiHost: get("KUBERNETES_SERVICE_HOST"),
      apiPort: get("KUBERNETES_SERVICE_PORT"),
      tokenFile: get("MOUNT_MONITOR_WEBHOOK_TOKEN_FILE"),
      caFile: get("MOUNT_MONITOR_WEBHOOK_CA_FILE"),
    }),
  });
}
