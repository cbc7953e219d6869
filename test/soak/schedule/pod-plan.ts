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
  /** One after the other, in this order, from a drawn one on. */
  readonly occasions: readonly OccasionKind[];
}

/** What chance alone hardly brings about within minutes, so that it is composed. */
export type OccasionKind =
  /** A mount becomes due while the pod is paused, and still fails when the pause is over. */
  | "due-while-paused"
  /** The monitor is killed, and comes back to a mount that only its state directory knows to have been healthy. */
  | "killed-before-act"
  /** The monitor is killed late in the delay, when what it has waited shows. */
  | "killed-while-delayed"
  /** A mount still fails when the pod was restarted for it, and the new pod has no gate. */
  | "outlasts-restart"
  /** Somebody else replaced the pod just before, and the new pod has no gate. */
  | "fails-from-start";

const mount = (name: string, kind: MountKind = "folder", onFailure: MountPlan["onFailure"] = "restart"): MountPlan => ({
  name,
  kind,
  onFailure,
});

type Fixed = Partial<PodPlan> & Pick<PodPlan, "name" | "mounts">;

const HELD_BACK = ["due-while-paused", "killed-before-act"] as const;
/** Never spent. It makes the wait short after a restart that did not help, or that would hide what is done for a mount that never was healthy. */
const WIDE_BUDGET = { limit: 999, windowMs: 999_000 };

/** It has a budget that its restarts may use up. */
export const hasTightBudget = ({ budget }: Pick<PodPlan, "budget">): boolean =>
  budget !== undefined && budget !== WIDE_BUDGET;

/** Each way to restart a pod, and each setting that decides about one, at least once. The times are drawn. */
export const PODS: readonly Fixed[] = [
  { name: "deleted", mounts: [mount("a"), mount("b")], occasions: HELD_BACK },
  {
    name: "delayed",
    mounts: [mount("a")],
    restartDelayMs: 15_000,
    occasions: ["killed-while-delayed", "due-while-paused"],
  },
  { name: "evicted", mounts: [mount("a"), mount("b", "tmpfs")], action: "evict" },
  { name: "in-place", mounts: [mount("a")], action: "in-place", occasions: HELD_BACK },
  {
    name: "ungated",
    mounts: [mount("a"), mount("b", "folder", "unready"), mount("c", "folder", "report")],
    gate: false,
    budget: WIDE_BUDGET,
    occasions: ["fails-from-start", "outlasts-restart"],
  },
  { name: "budgeted", mounts: [mount("a")], budget: { limit: 2, windowMs: 60_000 } },
  { name: "observing", mounts: [mount("a"), mount("b"), mount("c")], mode: "observe", steady: true },
  { name: "reporting", mounts: [mount("a", "tmpfs"), mount("b")], action: "none", steady: true },
  { name: "fuse", mounts: [mount("a", "fuse"), mount("b")] },
];
