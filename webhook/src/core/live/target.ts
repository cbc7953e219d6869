import { nearestKey } from "@mount-monitor/contract";

/** What somebody names on the command line: a pod, or all pods of a workload. */
export interface Target {
  readonly kind: TargetKind;
  readonly name: string;
}

export type TargetKind = keyof typeof KINDS;

export type ReadTargets =
  | { readonly ok: true; readonly targets: readonly Target[] }
  | { readonly ok: false; readonly error: string };

/** Where the API has each kind, and what kubectl calls it. */
export const KINDS = {
  Pod: { api: "/api/v1", words: ["pod", "pods", "po"] },
  Deployment: { api: "/apis/apps/v1", words: ["deployment", "deployments", "deploy"] },
  StatefulSet: { api: "/apis/apps/v1", words: ["statefulset", "statefulsets", "sts"] },
  DaemonSet: { api: "/apis/apps/v1", words: ["daemonset", "daemonsets", "ds"] },
  ReplicaSet: { api: "/apis/apps/v1", words: ["replicaset", "replicasets", "rs"] },
  Job: { api: "/apis/batch/v1", words: ["job", "jobs"] },
  CronJob: { api: "/apis/batch/v1", words: ["cronjob", "cronjobs", "cj"] },
} as const;

const WORDS = new Map<string, TargetKind>(
  (Object.keys(KINDS) as TargetKind[]).flatMap((kind) => KINDS[kind].words.map((word) => [word, kind] as const)),
);
/** `deployments.apps` and `deployments.v1.apps` are how kubectl tells kinds of the same name apart. */
const GROUP = /\.(?:v1\.)?(?:apps|batch)$/;
const NAME = /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/;

/** `plex-0`, `pod/plex-0`, `deployment/plex`, or a kind and then names of that kind, as kubectl takes them. */
export function readTargets(words: readonly string[]): ReadTargets {
  const [first = "", ...rest] = words;
  const kind = rest.length > 0 && !words.some((word) => word.includes("/")) ? kindOf(first) : undefined;
  const targets: Target[] = [];
  for (const word of kind === undefined ? words : rest.map((name) => `${first}/${name}`)) {
    const target = readTarget(word);
    if (typeof target === "string") return { ok: false, error: target };
    if (!targets.some((known) => known.kind === target.kind && known.name === target.name)) targets.push(target);
  }
  return { ok: true, targets };
}

/** Whether a word can only be meant so: a kind that is known, and a name. */
export function isQualified(word: string): boolean {
  return word.includes("/") && readTargets([word]).ok;
}

/** `deployment/plex` */
export function formatTarget({ kind, name }: Target): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** Where the API has it. */
export function targetPath(namespace: string, { kind, name }: Target): string {
  const { api, words } = KINDS[kind];
  return `${api}/namespaces/${namespace}/${words[1]}/${name}`;
}

function readTarget(word: string): Target | string {
  const parts = word.split("/");
  const [kindWord = "", name = ""] = parts.length === 1 ? ["pod", word] : parts;
  const kind = kindOf(kindWord);
  if (kind === undefined) {
    const nearest = nearestKey(kindWord, [...WORDS.keys()]);
    const hint =
      nearest === undefined ? `kinds are ${Object.keys(KINDS).join(", ").toLowerCase()}` : `did you mean ${nearest}?`;
    return `${JSON.stringify(word)} is of a kind that has no pods of ours; ${hint}`;
  }
  if (parts.length > 2 || !NAME.test(name)) {
    return `${JSON.stringify(word)} cannot be the name of a ${kind}; write POD or KIND/NAME, and the namespace as -n NAME`;
  }
  return { kind, name };
}

function kindOf(word: string): TargetKind | undefined {
  return WORDS.get(word.toLowerCase().replace(GROUP, ""));
}
