import { parseQuantity } from "../../../webhook/src/core/inject/quantity.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What the API server fills in where nobody says anything. Of a container of ours everything else is an intruder. */
const DEFAULTS: ReadonlySet<string> = new Set([
  "apiVersion",
  "defaultMode",
  "failureThreshold",
  "hostPort",
  "imagePullPolicy",
  "kind",
  "periodSeconds",
  "protocol",
  "recursiveReadOnly",
  "scheme",
  "securityContext",
  "successThreshold",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "timeoutSeconds",
  "type",
  "volumeMode",
]);

/** Of the pod itself. */
const OF_THE_POD: ReadonlySet<string> = new Set([
  "status",
  "metadata.creationTimestamp",
  "metadata.generation",
  "metadata.managedFields",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.dnsPolicy",
  "spec.enableServiceLinks",
  "spec.preemptionPolicy",
  "spec.priority",
  "spec.restartPolicy",
  "spec.schedulerName",
  "spec.serviceAccount",
  "spec.serviceAccountName",
  "spec.terminationGracePeriodSeconds",
]);

/** What the API server's own plugins add, and to which lists. */
const ADDED: Readonly<Record<string, (item: Fields) => boolean>> = {
  volumes: ({ name }) => String(name).startsWith("kube-api-access-"),
  volumeMounts: ({ name }) => String(name).startsWith("kube-api-access-"),
  tolerations: ({ key }) => /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(String(key)),
};

const OURS = /\[mount-monitor(-gate)?\]/;

/** What the stored object says other than the golden one, but for what the API server adds by itself; one line each. */
export function differences(golden: unknown, stored: unknown, path = ""): string[] {
  if (isNothing(golden)) {
    if (isNothing(stored) || isDefault(path)) return [];
    return Array.isArray(stored) ? ofLists([], stored, path) : [`${path}: ${text(stored)} was added`];
  }
  if (isNothing(stored)) return isOmitted(golden, path) ? [] : [`${path}: ${text(golden)} is missing`];
  if (Array.isArray(golden) && Array.isArray(stored)) return ofLists(golden, stored, path);
  if (isFields(golden) && isFields(stored)) {
    const keys = new Set([...Object.keys(golden), ...Object.keys(stored)]);
    return [...keys].flatMap((key) => differences(golden[key], stored[key], path === "" ? key : `${path}.${key}`));
  }
  return isSame(golden, stored) ? [] : [`${path}: ${text(golden)} became ${text(stored)}`];
}

function ofLists(golden: readonly unknown[], stored: readonly unknown[], path: string): string[] {
  const kept = withoutPlugins(golden, stored, path);
  return Array.from({ length: Math.max(golden.length, kept.length) }).flatMap((_, index) =>
    differences(golden[index], kept[index], `${path}[${nameOf(golden[index] ?? kept[index]) ?? index}]`),
  );
}

/** What the plugins added goes; from a container of ours nothing, since they are to find nothing to do there. */
function withoutPlugins(golden: readonly unknown[], stored: readonly unknown[], path: string): readonly unknown[] {
  const isAdded = ADDED[path.slice(path.lastIndexOf(".") + 1)];
  if (isAdded === undefined || OURS.test(path)) return stored;
  return stored.filter(
    (item) => !isFields(item) || !isAdded(item) || golden.some((one) => nameOf(one) === item["name"]),
  );
}

function isDefault(path: string): boolean {
  // Of a resource that is limited as much is requested, where nothing else is said.
  return OF_THE_POD.has(path) || /\.requests(\.|$)/.test(path) || DEFAULTS.has(path.slice(path.lastIndexOf(".") + 1));
}

/** What the API server does not write, since it is what holds anyway, or since it does not know it. */
function isOmitted(golden: unknown, path: string): boolean {
  return (golden === false && path.endsWith(".readOnly")) || path.endsWith(".futureField");
}

/** The API server writes quantities in its own way: `1` for `1000m`. */
function isSame(golden: unknown, stored: unknown): boolean {
  if (golden === stored) return true;
  if (typeof golden !== "string" || typeof stored !== "string") return false;
  const [one, other] = [parseQuantity(golden), parseQuantity(stored)];
  return one !== undefined && one === other;
}

/** Older API servers write `creationTimestamp: null` into templates. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "object" && Object.values(value).every(isNull));
}

function isNull(value: unknown): boolean {
  return value === null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(item: unknown): string | undefined {
  return isFields(item) && typeof item["name"] === "string" ? item["name"] : undefined;
}

function text(value: unknown): string {
  return JSON.stringify(value).slice(0, 300);
}
