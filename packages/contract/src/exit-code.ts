/** What the programs exit with. Whoever starts them (the kubelet, systemd, a script) may rely on these. */
export const EXIT = {
  /** Done: stopped as told, every mount healthy, the configuration is valid. */
  ok: 0,
  /** Not every mount is healthy (`gate`, `check`, `status --exit-code`). */
  unhealthy: 1,
  /** The cluster would refuse a pod (`inject`, `explain`). */
  denied: 1,
  /** The cluster has a problem (`doctor`). */
  problems: 1,
  /** Not all pods that were named are there, or could be changed (`status`, `pause`, `resume`). */
  notAll: 1,
  /** The configuration or the command line is wrong, or there is no cluster (`status`, `doctor`); the message says what to do. */
  usage: 2,
  /** The restart could not be done and there is no state directory to go on from. */
  restartFailed: 3,
  /** A bug: the log has the stack. */
  bug: 70,
  /** Asks the kubelet to start all containers of the pod anew (RestartAllContainers). */
  restartAllContainers: 88,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
