import { type ApiConnection, type CollectionWatch, watchCollection } from "@mount-monitor/kube";
import { type KnownPolicy, readPolicy, readPolicyBinding } from "../../core/grants/policy/known-policy.ts";
import { NOTHING_KNOWN, notePolicies, noteProbe, type Sighting } from "../../core/grants/policy/policy-view.ts";
import { dueProbe } from "../../core/grants/policy/probe-due.ts";
import { type PolicyVerdict, verdictOf } from "../../core/grants/policy/verdict.ts";
import type { GrantTiming } from "../../core/grants/timing.ts";
import type { InjectedPod } from "../../core/pods/injected-pod.ts";
import type { GrantLog } from "./grant-settings.ts";
import { tryPolicy } from "./try-policy.ts";
import { whyNotCurrent } from "./why-not-current.ts";

/** Policy and binding, and whether they are in force. */
export interface FollowedPolicy {
  verdict(): PolicyVerdict;
  /** There may be a pod to try it with. */
  retry(): void;
  close(): void;
}

export interface PolicyTools {
  readonly log: GrantLog;
  readonly steadyMs: () => number;
  readonly pods: () => Iterable<InjectedPod>;
  /** It is another one than before. */
  readonly onVerdict: (verdict: PolicyVerdict) => void;
}

const PATH = "/apis/admissionregistration.k8s.io/v1";
/** One or two are nothing to speak of: pods come and go. */
const SILENT_TRIES = 3;

export function followPolicy(
  connection: ApiConnection,
  name: string,
  timing: GrantTiming,
  { log, steadyMs, pods, onVerdict }: PolicyTools,
): FollowedPolicy {
  let view = NOTHING_KNOWN;
  let last: PolicyVerdict["t"] = "unknown";
  let timer: NodeJS.Timeout | undefined;
  let trying = false;
  let closed = false;

  const look = () => {
    if (closed) return;
    clearTimeout(timer);
    view = notePolicies(view, sight(policies, name), sight(bindings, name));
    tell();
    const due = dueProbe(view, steadyMs(), timing);
    if (due === undefined || trying) return;
    const waitMs = due.atMs - steadyMs();
    if (waitMs > 0) {
      timer = setTimeout(look, waitMs);
      timer.unref();
      return;
    }
    const pod = choose(pods());
    // `retry` calls when there is one.
    if (pod !== undefined) void attempt(pod, due.version);
  };
  const attempt = async (pod: InjectedPod, version: string) => {
    trying = true;
    const outcome = await tryPolicy(connection, name, pod);
    trying = false;
    view = noteProbe(view, version, outcome, steadyMs(), timing);
    if (view.silence?.tries === SILENT_TRIES) log.warn({ reason: view.silence.why }, "the policy cannot be tried");
    look();
  };
  const tell = () => {
    const verdict = verdictOf(view, name, steadyMs(), timing);
    if (verdict.t === last) return;
    last = verdict.t;
    onVerdict(verdict);
  };
  const follow = (kind: string, read: (object: Readonly<Record<string, unknown>>) => KnownPolicy) =>
    watchCollection(
      connection,
      { title: kind, path: `${PATH}/${kind.toLowerCase()}`, fieldSelector: `metadata.name=${name}`, read },
      { log, onChange: look, onState: look },
    );
  const policies = follow("ValidatingAdmissionPolicies", readPolicy);
  const bindings = follow("ValidatingAdmissionPolicyBindings", (object) => readPolicyBinding(object, name));
  return {
    verdict: () => verdictOf(view, name, steadyMs(), timing),
    retry: look,
    close() {
      closed = true;
      clearTimeout(timer);
      policies.close();
      bindings.close();
    },
  };
}

function sight(watch: CollectionWatch<KnownPolicy>, name: string): Sighting {
  const why = whyNotCurrent(watch.title, watch.state());
  if (why !== undefined) return { t: "unknown", why };
  const known = watch.objects.get(name);
  return known === undefined ? { t: "absent" } : { t: "held", ...known };
}

/** Any that was not told to go, by chance: where somebody else refuses the deletion of some, another one comes up. */
function choose(pods: Iterable<InjectedPod>): InjectedPod | undefined {
  const there = [...pods].filter(({ deletionTimestamp }) => deletionTimestamp === undefined);
  return there[Math.floor(Math.random() * there.length)];
}
