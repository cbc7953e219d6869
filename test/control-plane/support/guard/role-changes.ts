import { type Change, METADATA_CHANGES } from "./change.ts";

const SHAPE = /it grants the deletion and eviction of named pods, the marker/;
const MARKER = /gets the marker restart-self with it/;

const rule = (resource: string, verb: string, more: object = {}) => ({
  apiGroups: [""],
  resources: [resource],
  verbs: [verb],
  ...more,
});
/** As `grantRole` makes it: deletion, eviction, marker, events. */
const [DELETION, EVICTION, HELD, EVENTS] = [0, 1, 2, 3];

/** Changes of a Role as it should be, with what comes of each. */
export const ROLE_CHANGES: readonly Change[] = [
  { what: "nothing", change: () => {} },
  { what: "other pods", change: ({ rules }) => void (rules[DELETION].resourceNames = ["plex-7", "plex-8"]) },
  { what: "no pod any more", change: (role) => void (role.rules = [role.rules[EVENTS]]) },
  { what: "no rule", change: (role) => void (role.rules = []) },
  { what: "evictions alone", change: ({ rules }) => void rules.splice(DELETION, 1) },
  { what: "deletions alone", change: ({ rules }) => void rules.splice(EVICTION, 1) },
  {
    what: "thousands of pods",
    change: ({ rules }) =>
      void (rules[DELETION].resourceNames = Array.from(
        { length: 5_000 },
        (_, index) => `a-name-of-usual-length-${index}`,
      )),
  },
  { what: "deletion of any pod", change: ({ rules }) => void delete rules[DELETION].resourceNames, refusal: SHAPE },
  {
    what: "deletion of the pods of an empty list",
    change: ({ rules }) => void (rules[DELETION].resourceNames = []),
    refusal: SHAPE,
  },
  { what: "eviction of any pod", change: ({ rules }) => void delete rules[EVICTION].resourceNames, refusal: SHAPE },
  { what: "an empty name among others", change: ({ rules }) => rules[DELETION].resourceNames.push(""), refusal: SHAPE },
  { what: "no marker", change: ({ rules }) => void rules.splice(HELD, 1), refusal: MARKER },
  {
    what: "the marker for one pod",
    change: ({ rules }) => void (rules[HELD].resourceNames = ["plex-0"]),
    refusal: SHAPE,
  },
  {
    what: "the marker of another group",
    change: ({ rules }) => void (rules[HELD].apiGroups = ["example.org"]),
    refusal: SHAPE,
    beyondItsOwn: true,
  },
  { what: "another verb for its pods", change: ({ rules }) => rules[DELETION].verbs.push("watch"), refusal: SHAPE },
  {
    what: "deletecollection",
    change: ({ rules }) => void (rules[DELETION].verbs = ["deletecollection"]),
    refusal: SHAPE,
    beyondItsOwn: true,
  },
  {
    what: "every verb",
    change: ({ rules }) => void (rules[DELETION].verbs = ["*"]),
    refusal: SHAPE,
    beyondItsOwn: true,
  },
  {
    what: "another resource beside pods",
    change: ({ rules }) => rules[DELETION].resources.push("secrets"),
    refusal: SHAPE,
    beyondItsOwn: true,
  },
  {
    what: "another group beside the core",
    change: ({ rules }) => rules[DELETION].apiGroups.push("apps"),
    refusal: SHAPE,
    beyondItsOwn: true,
  },
  {
    what: "both in one rule",
    change: ({ rules }) => rules[DELETION].resources.push("pods/eviction"),
    refusal: SHAPE,
    beyondItsOwn: true,
  },
  {
    what: "shells in pods",
    change: ({ rules }) => rules.push(rule("pods/exec", "create")),
    refusal: SHAPE,
    beyondItsOwn: true,
  },
  { what: "Secrets", change: ({ rules }) => rules.push(rule("secrets", "get")), refusal: SHAPE, beyondItsOwn: true },
  // What the account holds itself, it could hand out as far as RBAC is concerned.
  { what: "a list of all pods", change: ({ rules }) => rules.push(rule("pods", "list")), refusal: SHAPE },
  { what: "a list of all events", change: ({ rules }) => rules[EVENTS].verbs.push("list"), refusal: SHAPE },
  {
    what: "Roles",
    change: ({ rules }) => rules.push(rule("roles", "create", { apiGroups: ["rbac.authorization.k8s.io"] })),
    refusal: SHAPE,
  },
  {
    what: "its own webhook configuration",
    change: ({ rules }) =>
      rules.push(
        rule("mutatingwebhookconfigurations", "patch", {
          apiGroups: ["admissionregistration.k8s.io"],
          resourceNames: ["mount-monitor-webhook"],
        }),
      ),
    refusal: SHAPE,
  },
  ...METADATA_CHANGES,
];
