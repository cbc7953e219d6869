import { type ApiConnection, ask, callApi, isObject, metadataOf, withoutSecrets } from "@mount-monitor/kube";
import { judgeAnswer } from "../../core/grants/policy/judge-answer.ts";
import type { ProbeOutcome } from "../../core/grants/policy/policy-view.ts";
import type { InjectedPod } from "../../core/pods/injected-pod.ts";

/**
 * Asks for the deletion of a pod, as a dry run: nothing is deleted, whatever the answer. The policy has to refuse that
 * to our own account. Never rejects.
 */
export async function tryPolicy(connection: ApiConnection, policy: string, pod: InjectedPod): Promise<ProbeOutcome> {
  const { namespace, name, uid } = pod;
  try {
    const { status, body } = await callApi(connection, {
      method: "DELETE",
      // The server goes by the body alone. Said here as well, in case something on the way drops bodies of a DELETE.
      path: `/api/v1/namespaces/${namespace}/pods/${name}?dryRun=All`,
      body: { apiVersion: "v1", kind: "DeleteOptions", dryRun: ["All"], preconditions: { uid } },
    });
    const outcome = judgeAnswer({ status, message: messageOf(body, status) }, policy);
    switch (outcome.t) {
      case "refused":
        return outcome;
      case "let-through":
        return await doubt(connection, pod);
      case "no-word":
        return { t: "no-word", why: withoutSecrets(outcome.why) };
    }
  } catch (error) {
    const why = withoutSecrets(error instanceof Error ? error.message : String(error));
    return { t: "no-word", why: `the policy cannot be tried: ${why}` };
  }
}

/**
 * A pod that is told to go already can be told so again, and no policy is asked. If it is there now and was not told to
 * go, it was not told a moment ago either.
 */
async function doubt(connection: ApiConnection, { namespace, name, uid }: InjectedPod): Promise<ProbeOutcome> {
  const path = `/api/v1/namespaces/${namespace}/pods?${new URLSearchParams({ fieldSelector: `metadata.name=${name}` })}`;
  const purpose = `read pod ${namespace}/${name}`;
  const answer = await ask(connection, { method: "GET", path }, purpose);
  if (!answer.ok) return { t: "no-word", why: answer.message };
  const items = answer.value?.["items"];
  const [pod] = Array.isArray(items) ? items.filter(isObject) : [];
  if (pod === undefined || metadataOf(pod).uid !== uid || metadataOf(pod).deletionTimestamp !== undefined)
    return { t: "no-word", why: "the pod that the policy was tried with has just gone; another one will be taken" };
  return { t: "let-through" };
}

function messageOf(body: string, status: number): string {
  try {
    const document: unknown = JSON.parse(body);
    if (isObject(document) && typeof document["message"] === "string") return document["message"];
  } catch {
    // Said below.
  }
  return `status ${status}`;
}
