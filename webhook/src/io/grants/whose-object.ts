import { type Answer, type ApiConnection, ask } from "@mount-monitor/kube";
import { readFoundMetadata } from "../../core/grants/found-metadata.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

/** Whose a Role or a RoleBinding of that name is; undefined where there is none. Never rejects. */
export async function askWhose(
  connection: ApiConnection,
  kind: "role" | "binding",
  namespace: string,
  name: string,
): Promise<Answer<"ours" | "foreign" | undefined>> {
  const [resource, title] = kind === "role" ? ["roles", "Role"] : ["rolebindings", "RoleBinding"];
  const path = `${RBAC}/namespaces/${namespace}/${resource}/${name}`;
  const answer = await ask(connection, { method: "GET", path }, `read ${title} ${namespace}/${name}`);
  if (!answer.ok) return answer;
  if (answer.value === undefined) return { ok: true, value: undefined };
  return { ok: true, value: readFoundMetadata(answer.value, "") === undefined ? "foreign" : "ours" };
}
