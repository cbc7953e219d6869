/** What a mount is made of. */
export type MountKind = "folder" | "tmpfs" | "fuse";

export interface MountPlan {
  readonly name: string;
  readonly kind: MountKind;
  readonly onFailure: "restart" | "unready" | "report";
}

/** One monitored pod of the soak, with all of its successors. */
export interface PodPlan {
  readonly name: string;
  readonly mounts: readonly MountPlan[];
  readonly action: "delete" | "evict" | "in-place" | "none";
  readonly mode: "enforce" | "observe";
  /** Each pod begins behind a gate. */
  readonly gate: boolean;
  readonly checkIntervalMs: number;
  readonly readTimeoutMs: number;
  readonly failureThreshold: number;
  readonly restartDelayMs: number;
  readonly budget: { readonly limit: number; readonly windowMs: number } | undefined;
  /** How long the app goes on after the pod was told to go; its monitor is told last. */
  readonly appEndsMs: number;
  /** Lives as long as the soak, so that what grows with time can be seen: never killed, never replaced. */
  readonly steady: boolean;
}

const mount = (name: string, kind: MountKind = "folder", onFailure: MountPlan["onFailure"] = "restart"): MountPlan => ({
  name,
  kind,
  onFailure,
});

type Fixed = Partial<PodPlan> & Pick<PodPlan, "name" | "mounts">;

/** Each way to restart a pod, and each setting that decides about one, at least once. The times are drawn. */
export const PODS: readonly Fixed[] = [
  { name: "deleted", mounts: [mount("a"), mount("b")] },
  { name: "delayed", mounts: [mount("a")], restartDelayMs: 6_000 },
  { name: "evicted", mounts: [mount("a"), mount("b", "tmpfs")], action: "evict" },
  { name: "in-place", mounts: [mount("a")], action: "in-place" },
  {
    name: "ungated",
    mounts: [mount("a"), mount("b", "folder", "unready"), mount("c", "folder", "report")],
    gate: false,
  },
  { name: "budgeted", mounts: [mount("a")], budget: { limit: 2, windowMs: 60_000 } },
  { name: "observing", mounts: [mount("a"), mount("b"), mount("c")], mode: "observe", steady: true },
  { name: "reporting", mounts: [mount("a", "tmpfs"), mount("b")], action: "none", steady: true },
  { name: "fuse", mounts: [mount("a", "fuse"), mount("b")] },
];
