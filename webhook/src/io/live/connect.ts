import { readServerVersion } from "../../core/server-version.ts";
import { type CallAnswer, type ClusterCalls, whyNot } from "./cluster-calls.ts";
import { firstSentence } from "./first-sentence.ts";

export type Greeting =
  /** `nowMs` by the clock of the server: it is the one that judges certificates. */
  | { readonly ok: true; readonly version: string; readonly nowMs: number }
  | { readonly ok: false; readonly error: string };

/** A plugin may send the operator to a browser first. */
const LOGIN_MS = 120_000;

/** The first call: now shows whether there is a cluster, and whether it takes the credentials. */
export async function greet(calls: ClusterCalls): Promise<Greeting> {
  const answer = await calls.call("GET", "/version", undefined, { deadlineMs: LOGIN_MS });
  if (answer.t === "unknown") return { ok: false, error: `failed to reach the cluster: ${answer.why}; ${ADVICE}` };
  const version = readServerVersion(answer.value.document);
  if (version !== undefined) return { ok: true, version, nowMs: answer.value.serverMs ?? Date.now() };
  return { ok: false, error: explain(answer.value) };
}

/** Why pods of the namespace cannot be looked at; undefined where they can, or where that is not known. */
export async function missingNamespace(calls: ClusterCalls, namespace: string): Promise<string | undefined> {
  const found = await calls.get(`/api/v1/namespaces/${namespace}`);
  if (found.t === "unknown" || found.value !== undefined) return undefined;
  return `there is no namespace ${namespace} in the cluster; kubectl get namespaces names all`;
}

const ADVICE = "see whether kubectl get namespaces works, and --kubeconfig and --context";

function explain(answer: CallAnswer): string {
  const said = firstSentence(whyNot(answer));
  const why = answer.status === 200 ? `${said}, and no answer of a Kubernetes API server` : said;
  if (answer.status === 401)
    return `the cluster does not accept your credentials: ${why}; log in again, as for kubectl`;
  return `failed to reach the cluster: ${why}; ${ADVICE}`;
}
