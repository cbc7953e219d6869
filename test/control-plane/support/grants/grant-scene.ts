import { setTimeout as wait } from "node:timers/promises";
import { type Change, type CollectionWatch, watchCollection } from "@mount-monitor/kube";
import type { InjectedPod } from "../../../../webhook/src/core/pods/injected-pod.ts";
import { GRANT_LABEL, grantName } from "../../../../webhook/src/core/grants/names.ts";
import { GRANT_TIMING, type GrantTiming } from "../../../../webhook/src/core/grants/timing.ts";
import { openCluster } from "../../../../webhook/src/io/cluster/open-cluster.ts";
import { type Grants, openGrants } from "../../../../webhook/src/io/grants/open-grants.ts";
import { requestToken } from "../account-tokens.ts";
import { createApiClient } from "../api-client.ts";
import type { ControlPlane } from "../control-plane.ts";
import { ADMISSION, type GuardInstall, installGuard, RBAC } from "../guard/guard-install.ts";
import { until } from "../until.ts";

/** Half a minute in seconds. */
export const FAST: GrantTiming = { ...GRANT_TIMING, keepMs: 3_000, gatherMs: 500, proofSpanMs: 400 };
const LIMIT_MS = 60_000;
/** Many short ones: where all is held up for a while, that is one look, and not the whole silence. */
const QUIET_LOOKS = 15;
const LOOK_AGAIN_MS = 100;

export interface GrantReplica {
  readonly grants: Grants;
  readonly pods: ReadonlyMap<string, InjectedPod>;
  readonly logged: readonly string[];
  stop(): void;
}

export interface ReplicaSettings {
  readonly mode?: "managed" | "manual";
  readonly timing?: GrantTiming;
}

/** The webhook's account with its permissions and its policies, and replicas that go by them. */
export interface GrantScene {
  readonly guard: GuardInstall;
  /** Changes of Roles and RoleBindings of ours since the start: `Role media/mount-monitor:plex`. */
  readonly writes: readonly string[];
  startReplica(settings?: ReplicaSettings): Promise<GrantReplica>;
  stopReplicas(): void;
  /** Names that the Role of an account has, as `delete a b evict c`, with `events` and `marker`; undefined without one. */
  granted(namespace: string, account?: string): Promise<string | undefined>;
  /** Resolves once it is so. */
  untilGranted(namespace: string, what: string | undefined, account?: string): Promise<void>;
  /** Resolves once nothing was written for a while. */
  untilQuiet(): Promise<void>;
  /** Until no replica has anything to do or to complain of. */
  untilNoTrouble(limitMs?: number): Promise<void>;
  /** What the API server answers to a pod that wants to delete another one of its account, or itself: a dry run. */
  tryDelete(namespace: string, pod: string, target?: string, account?: string): Promise<number>;
  /** Resolves once a pod may delete itself. */
  untilMayDelete(namespace: string, pod: string): Promise<void>;
  setPolicyBinding(there: boolean): Promise<void>;
  close(): void;
}

export async function openGrantScene(plane: ControlPlane): Promise<GrantScene> {
  const { admin } = plane;
  const guard = await installGuard(plane);
  const replicas = new Set<GrantReplica>();
  const writes: string[] = [];
  const quiet = { info() {}, warn() {} };
  const counters = ["Role", "RoleBinding"].map((kind) =>
    watchCollection(
      plane.connectionOf("admin"),
      {
        title: `${kind}s`,
        path: `${RBAC}/${kind.toLowerCase()}s`,
        labelSelector: GRANT_LABEL,
        read: ({ metadata }) => (metadata as { resourceVersion: string }).resourceVersion,
      },
      {
        log: quiet,
        onChange: (changes: readonly Change<string>[]) => writes.push(...changes.map(({ key }) => `${kind} ${key}`)),
      },
    ),
  ) satisfies CollectionWatch<string>[];
  const explain = () =>
    [...replicas].map(({ grants, logged }) => JSON.stringify(grants.status()) + logged.join("\n")).join("\n");

  const granted = async (namespace: string, account = "default") => {
    const [role, binding] = await Promise.all(
      ["roles", "rolebindings"].map((kind) =>
        admin.call(`${RBAC}/namespaces/${namespace}/${kind}/${grantName(account)}`),
      ),
    );
    if (role?.status === 404 && binding?.status === 404) return undefined;
    if (role?.status !== 200) return "no Role";
    const { rules } = role.json();
    return [...(rules ?? []).map(toldRule), ...(binding?.status === 200 ? [] : ["not bound"])].join(" ");
  };
  return {
    guard,
    writes,
    async startReplica({ mode = "managed", timing = FAST } = {}) {
      const token = await requestToken(admin, guard.account);
      const connection = plane.connectionWith(token);
      const logged: string[] = [];
      const say = (level: string) => (fields: object, message: string) =>
        void logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
      const log = { info: say("info"), warn: say("warn"), error: say("error") };
      const cluster = openCluster(connection, { log });
      const { restartPolicy: policy, clusterRole: owner } = guard.names;
      const config = mode === "manual" ? { mode } : { mode, policy, owner };
      const grants = openGrants(config, { connection, cluster, log, timing });
      const replica: GrantReplica = {
        grants,
        pods: cluster.pods,
        logged,
        stop() {
          grants.close();
          cluster.close();
          replicas.delete(replica);
        },
      };
      replicas.add(replica);
      return replica;
    },
    stopReplicas: () => replicas.forEach((replica) => replica.stop()),
    granted,
    async untilGranted(namespace, what, account) {
      let last: string | undefined;
      await until(
        `the grant of ${namespace}/${account ?? "default"}: ${what}`,
        LIMIT_MS,
        async () => (last = await granted(namespace, account)) === what,
        () => `It is: ${last}\n${explain()}`,
      );
    },
    untilNoTrouble(limitMs = LIMIT_MS) {
      const isWell = ({ grants }: GrantReplica) => {
        const { pending, troubles } = grants.status();
        return pending === 0 && troubles.length === 0;
      };
      return until("no trouble", limitMs, () => [...replicas].every(isWell), explain).then(() => {});
    },
    async untilQuiet() {
      for (let quiet = 0; quiet < QUIET_LOOKS;) {
        const before = writes.length;
        await wait(LOOK_AGAIN_MS);
        quiet = writes.length === before ? quiet + 1 : 0;
      }
    },
    async tryDelete(namespace, pod, target = pod, account = "default") {
      const uidOf = async (name: string) =>
        (await admin.expect(`/api/v1/namespaces/${namespace}/pods/${name}`)).metadata.uid;
      const uid = await uidOf(pod);
      const token = await requestToken(admin, { namespace, name: account }, { kind: "Pod", name: pod, uid });
      const client = createApiClient(plane.connectionWith(token));
      const reply = await client.call(`/api/v1/namespaces/${namespace}/pods/${target}`, {
        method: "DELETE",
        body: { apiVersion: "v1", kind: "DeleteOptions", dryRun: ["All"], preconditions: { uid: await uidOf(target) } },
      });
      client.close();
      return reply.status;
    },
    async untilMayDelete(namespace, pod) {
      const path = `/api/v1/namespaces/${namespace}/pods/${pod}`;
      const { metadata } = await admin.expect(path);
      const token = await requestToken(
        admin,
        { namespace, name: "default" },
        { kind: "Pod", name: pod, uid: metadata.uid },
      );
      const client = createApiClient(plane.connectionWith(token));
      const body = { dryRun: ["All"], preconditions: { uid: metadata.uid } };
      const look = async () => (await client.call(path, { method: "DELETE", body })).status === 200;
      await until(`${pod} may delete itself`, LIMIT_MS, look, explain);
      client.close();
    },
    async setPolicyBinding(there) {
      const path = `${ADMISSION}/validatingadmissionpolicybindings`;
      const { restartPolicy: name } = guard.names;
      if (!there) return void (await admin.expect(`${path}/${name}`, { method: "DELETE" }));
      const spec = { policyName: name, validationActions: ["Deny"] };
      await admin.expect(path, { method: "POST", body: { metadata: { name }, spec } });
    },
    close() {
      for (const replica of replicas) replica.stop();
      for (const counter of counters) counter.close();
      guard.close();
    },
  };
}

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

function toldRule({ resources, verbs, resourceNames = ["anything"] }: Rule): string {
  const what = `${verbs.join()} ${resources.join()}`;
  switch (what) {
    case "delete pods":
      return `delete ${resourceNames.join(" ")}`;
    case "create pods/eviction":
      return `evict ${resourceNames.join(" ")}`;
    case "restart-self pods":
      return "marker";
    case "create events":
      return "events";
  }
  return what;
}
