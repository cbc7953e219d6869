/** All that the program reads from its environment, in one place; what is passed on is frozen. */
export interface Environment {
  /** Whole configuration as JSON (MOUNT_MONITOR_CONFIG). */
  readonly inlineConfig: string | undefined;
  readonly pod: PodEnvironment;
  /** What the thread pool was told to be (UV_THREADPOOL_SIZE). */
  readonly threads: number | undefined;
  /** Where Kubernetes looks for the last word of a container. */
  readonly terminationLog: string;
}

/** Who we are and where the API is: by the downward API, and by what Kubernetes sets in every container. */
export interface PodEnvironment {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
  readonly node: string | undefined;
  readonly apiHost: string | undefined;
  readonly apiPort: string | undefined;
  readonly tokenFile: string | undefined;
  readonly caFile: string | undefined;
}

export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  // An empty variable is what a manifest leaves behind that wanted to unset it.
  const get = (name: string) => env[name] || undefined;
  const threads = Number(get("UV_THREADPOOL_SIZE"));
  return Object.freeze({
    inlineConfig: get("MOUNT_MONITOR_CONFIG"),
    pod: Object.freeze({
      name: get("POD_NAME"),
      namespace: get("POD_NAMESPACE"),
      uid: get("POD_UID"),
      node: get("NODE_NAME"),
      apiHost: get("KUBERNETES_SERVICE_HOST"),
      apiPort: get("KUBERNETES_SERVICE_PORT"),
      tokenFile: get("MOUNT_MONITOR_TOKEN_FILE"),
      caFile: get("MOUNT_MONITOR_CA_FILE"),
    }),
    threads: Number.isInteger(threads) && threads > 0 ? threads : undefined,
    terminationLog: get("MOUNT_MONITOR_TERMINATION_LOG") ?? "/dev/termination-log",
  });
}
