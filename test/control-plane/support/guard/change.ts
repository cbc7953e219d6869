import type { AnyObject } from "./write-ways.ts";

/** A change of something that the webhook's account writes. */
export interface Change {
  readonly what: string;
  readonly change: (object: AnyObject) => void;
  /** What the policy says; undefined where it has nothing against the change. */
  readonly refusal?: RegExp;
  /** RBAC is against it, too: the account does not hold what it would grant. */
  readonly beyondItsOwn?: true;
  /** Only something new can be like that: the server lets nobody change an object so. */
  readonly newOnly?: true;
  /** Something is taken away, which by server-side apply is not done by leaving it out. */
  readonly takesAway?: true;
}

const NAME_AND_LABEL =
  /it touches only what is called mount-monitor:… and has the label mount-monitor.io\/grant=restart-self/;
const OWNER = /belong to ClusterRole mount-monitor-webhook, hold up nobody's deletion and have no finalizer/;

/** Changes of what a Role and a RoleBinding have in common. */
export const METADATA_CHANGES: readonly Change[] = [
  {
    what: "another name",
    change: ({ metadata }) => void (metadata.name = "plex"),
    refusal: NAME_AND_LABEL,
    newOnly: true,
  },
  { what: "no label", change: ({ metadata }) => void (metadata.labels = {}), refusal: NAME_AND_LABEL, takesAway: true },
  {
    what: "no labels at all",
    change: ({ metadata }) => void delete metadata.labels,
    refusal: NAME_AND_LABEL,
    takesAway: true,
  },
  {
    what: "another value of the label",
    change: ({ metadata }) => void (metadata.labels["mount-monitor.io/grant"] = "all"),
    refusal: NAME_AND_LABEL,
  },
  { what: "a label more", change: ({ metadata }) => void (metadata.labels.team = "media") },
  { what: "no owner", change: ({ metadata }) => void delete metadata.ownerReferences, takesAway: true },
  {
    what: "another owner",
    change: ({ metadata }) =>
      void (metadata.ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "b" }]),
    refusal: OWNER,
  },
  {
    what: "an owner whose deletion it holds up",
    change: ({ metadata }) => void (metadata.ownerReferences[0].blockOwnerDeletion = true),
    refusal: OWNER,
  },
  {
    what: "an owner that controls it",
    change: ({ metadata }) => void (metadata.ownerReferences[0].controller = true),
    refusal: OWNER,
  },
  {
    what: "a finalizer",
    change: ({ metadata }) => void (metadata.finalizers = ["mount-monitor.io/stay"]),
    refusal: OWNER,
  },
];
