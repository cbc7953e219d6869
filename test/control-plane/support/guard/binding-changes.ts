import { type Change, METADATA_CHANGES } from "./change.ts";

const ACCOUNT = /it binds the Role of the same name to one service account/;

/** Changes of a RoleBinding as it should be. */
export const BINDING_CHANGES: readonly Change[] = [
  { what: "nothing", change: () => {} },
  { what: "another account", change: ({ subjects }) => void (subjects[0].name = "other"), refusal: ACCOUNT },
  {
    what: "an account of another namespace",
    change: ({ subjects }) => void (subjects[0].namespace = "books"),
    refusal: ACCOUNT,
  },
  {
    what: "an account more",
    change: ({ subjects }) => subjects.push({ ...subjects[0], name: "other" }),
    refusal: ACCOUNT,
  },
  { what: "the account twice", change: ({ subjects }) => subjects.push({ ...subjects[0] }), refusal: ACCOUNT },
  { what: "nobody", change: (binding) => void delete binding.subjects, refusal: ACCOUNT, takesAway: true },
  {
    what: "a user",
    change: (binding) => void (binding.subjects = [rbac({ kind: "User", name: "plex" })]),
    refusal: ACCOUNT,
  },
  {
    what: "everybody",
    change: (binding) => void (binding.subjects = [rbac({ kind: "Group", name: "system:authenticated" })]),
    refusal: ACCOUNT,
  },
  { what: "another Role", change: ({ roleRef }) => void (roleRef.name = "others"), refusal: ACCOUNT, newOnly: true },
  {
    what: "the ClusterRole of the webhook",
    change: (binding) => void (binding.roleRef = rbac({ kind: "ClusterRole", name: "mount-monitor-webhook" })),
    refusal: ACCOUNT,
    newOnly: true,
  },
  {
    what: "a ClusterRole of that name",
    change: ({ roleRef }) => void (roleRef.kind = "ClusterRole"),
    refusal: ACCOUNT,
    newOnly: true,
  },
  ...METADATA_CHANGES,
];

function rbac<T extends object>(object: T) {
  return { apiGroup: "rbac.authorization.k8s.io", ...object };
}
