/** How a mount fails. What needs root or FUSE is left out where that is not to be had; the rest of the schedule stays as it is. */
export type MountFault =
  /** Opening the canary does not come back. */
  | { readonly t: "hang" }
  /** The canary is gone. */
  | { readonly t: "vanish" }
  /** The whole folder is gone. */
  | { readonly t: "away" }
  /** Gone and back, again and again, never for long enough. */
  | { readonly t: "flap"; readonly downMs: number; readonly upMs: number }
  /** Whoever the monitor runs as may no longer read. */
  | { readonly t: "deny" }
  /** The file system is unmounted, and the bare folder shows. */
  | { readonly t: "unmount" }
  /** Mounted read-only: no fault, and must not be taken for one. */
  | { readonly t: "read-only" }
  /** The FUSE daemon is stopped for a moment, shorter than `readTimeout`: no fault either. */
  | { readonly t: "slow" }
  /** The FUSE daemon is stopped. */
  | { readonly t: "freeze" }
  /** The server behind the FUSE daemon is stopped: the daemon has taken requests and does not answer. */
  | { readonly t: "freeze-backend" }
  /** The FUSE daemon is killed, and the mount made anew at the end. */
  | { readonly t: "daemon-killed" };

/** How the Kubernetes API fails, in the words of the stand-in. */
export const API_FAULTS = [
  "refused",
  "reset",
  "hang",
  "not-tls",
  "wrong-certificate",
  "not-http",
  "hang-after-request",
  "lost-answer",
  "hang-after-headers",
  "cut-off",
  "oversized",
  "not-json",
  "unauthorized",
  "rotate-token",
  "forbidden",
  "denied",
  "disruption-budget",
  "busy",
  "server-error",
  "late",
] as const;
export type ApiFault = (typeof API_FAULTS)[number];

/** What happens to the monitor itself. */
export type ProcessFault =
  /** SIGSTOP, and SIGCONT at the end. */
  | { readonly t: "stop" }
  /** Stopped and continued again and again: some of these come while it looks at a mount. */
  | { readonly t: "stutter"; readonly stopMs: number; readonly goMs: number }
  /** SIGKILL; started again, with its state directory, at the end. */
  | { readonly t: "kill" }
  /** Its wall clock is off by this. */
  | { readonly t: "clock"; readonly byMs: number }
  /** The pod carries `mount-monitor.io/pause`. */
  | { readonly t: "pause" }
  /** Somebody else replaced the pod: its name has another UID, while the old monitor still runs. */
  | { readonly t: "replaced" };

/** One misfortune, as plain data: it prints well, and does the same the next time. */
export interface Fault {
  readonly atMs: number;
  readonly forMs: number;
  readonly pod: string;
  readonly what:
    | { readonly on: "mount"; readonly mount: string; readonly fault: MountFault }
    | { readonly on: "api"; readonly fault: ApiFault }
    | { readonly on: "process"; readonly fault: ProcessFault };
}

/** The kind, for counting. */
export function kindOf({ what }: Fault): string {
  return what.on === "api" ? `api ${what.fault}` : `${what.on} ${what.fault.t}`;
}

export function describeFault({ atMs, forMs, pod, what }: Fault): string {
  const where = what.on === "mount" ? `${pod}/${what.mount}` : pod;
  const how = what.on === "api" ? what.fault : Object.values(what.fault).join(" ");
  return `${(atMs / 1_000).toFixed(1)}s ${where} ${what.on} ${how} for ${(forMs / 1_000).toFixed(1)}s`;
}
