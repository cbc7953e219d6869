import { type Answer, type ApiConnection, type ApiRequest, ask, type Found } from "@mount-monitor/kube";
import { writtenMetadata } from "../../core/grants/found-metadata.ts";
import { type GrantOwner, grantBinding, grantRole, grantRules } from "../../core/grants/grant-role.ts";
import type { GrantWrite } from "../../core/grants/write.ts";

const RBAC_VERSION = "rbac.authorization.k8s.io/v1";

/** Writes one thing. Never rejects; an object that was made, changed or removed meanwhile is a conflict. */
export async function writeGrant(
  connection: ApiConnection,
  namespace: string,
  name: string,
  write: GrantWrite,
  owner: GrantOwner | undefined,
): Promise<Answer<Found>> {
  const request = requestFor(namespace, name, write, owner);
  if (request === undefined) return { ok: false, reason: "conflict", message: "the owner is not known any more" };
  const [verb = "", kind = ""] = write.t.split("-");
  const purpose = `${verb} ${kind === "role" ? "Role" : "RoleBinding"} ${namespace}/${name}`;
  const answer = await ask(connection, request, purpose);
  // It, or its namespace, has gone; that is what a removal is for.
  if (answer.ok && answer.value === undefined && verb !== "delete")
    return { ok: false, reason: "conflict", message: `failed to ${purpose}: it is not there any more` };
  return answer;
}

function requestFor(
  namespace: string,
  name: string,
  write: GrantWrite,
  owner: GrantOwner | undefined,
): ApiRequest | undefined {
  const base = `/apis/${RBAC_VERSION}/namespaces/${namespace}`;
  const [roles, bindings] = [`${base}/roles`, `${base}/rolebindings`];
  switch (write.t) {
    case "create-role":
      return owner && { method: "POST", path: roles, body: grantRole({ namespace, ...write }, write.needs, owner) };
    case "create-binding":
      return owner && { method: "POST", path: bindings, body: grantBinding({ namespace, ...write }, owner) };
    case "update-role": {
      const metadata = writtenMetadata(write.found, owner);
      const body = { apiVersion: RBAC_VERSION, kind: "Role", metadata, rules: grantRules(write.needs) };
      return { method: "PUT", path: `${roles}/${name}`, body };
    }
    case "update-binding": {
      const metadata = writtenMetadata(write.found, owner);
      const body = {
        apiVersion: RBAC_VERSION,
        kind: "RoleBinding",
        metadata,
        ...boundTo(namespace, name, write.account),
      };
      return { method: "PUT", path: `${bindings}/${name}`, body };
    }
    case "delete-role":
      return removal(`${roles}/${name}`, write);
    case "delete-binding":
      return removal(`${bindings}/${name}`, write);
  }
}

function boundTo(namespace: string, name: string, account: string) {
  return {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name: account, namespace }],
  };
}

function removal(path: string, { found }: Extract<GrantWrite, { t: "delete-role" | "delete-binding" }>): ApiRequest {
  const { uid, resourceVersion } = found;
  const preconditions = { uid, resourceVersion };
  return { method: "DELETE", path, body: { apiVersion: "v1", kind: "DeleteOptions", preconditions } };
}
