import { type Answer, type ApiConnection, ask, isObject } from "@mount-monitor/kube";
import type { AccountAccess } from "../../core/grants/access.ts";
import type { AccountNeeds } from "../../core/grants/needs.ts";

const PATH = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

interface Attributes {
  readonly resource: string;
  readonly subresource?: string;
  readonly verb: string;
}

const DELETE_ANY: Attributes = { resource: "pods", verb: "delete" };
const EVICT_ANY: Attributes = { resource: "pods", subresource: "eviction", verb: "create" };
const WRITE_EVENTS: Attributes = { resource: "events", verb: "create" };

/** What an account may do in its namespace, as far as its needs make that matter. Never rejects. */
export async function askAccess(connection: ApiConnection, needs: AccountNeeds): Promise<Answer<AccountAccess>> {
  const may = (attributes: Attributes) => askOne(connection, needs, attributes);
  const deletes = needs.deletes.size > 0 ? await may(DELETE_ANY) : NO;
  if (!deletes.ok) return deletes;
  const evicts = needs.evicts.size > 0 ? await may(EVICT_ANY) : NO;
  if (!evicts.ok) return evicts;
  const events = deletes.value || evicts.value ? await may(WRITE_EVENTS) : NO;
  if (!events.ok) return events;
  return { ok: true, value: { deletesAny: deletes.value, evictsAny: evicts.value, writesEvents: events.value } };
}

const NO: Answer<boolean> = { ok: true, value: false };

async function askOne(
  connection: ApiConnection,
  { namespace, account }: AccountNeeds,
  attributes: Attributes,
): Promise<Answer<boolean>> {
  const body = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: `system:serviceaccount:${namespace}:${account}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      // Without a name: any object. A rule with resourceNames, such as ours, does not allow that.
      resourceAttributes: { namespace, ...attributes },
    },
  };
  const purpose = `ask what service account ${namespace}/${account} may do`;
  const answer = await ask(connection, { method: "POST", path: PATH, body }, purpose);
  if (!answer.ok) return answer;
  const status = answer.value?.["status"];
  if (!isObject(status) || typeof status["allowed"] !== "boolean")
    return { ok: false, reason: "unreachable", message: `failed to ${purpose}: the answer has no status` };
  return { ok: true, value: status["allowed"] };
}
