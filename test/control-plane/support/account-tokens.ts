import { randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ApiClient } from "./api-client.ts";
import type { ControlPlane } from "./control-plane.ts";

export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** What a token goes with: once that is gone, the token is worth nothing. */
export interface BoundObject {
  readonly kind: "Pod" | "Node" | "Secret";
  readonly name: string;
  readonly uid: string;
}

/** A token as the kubelet gets one for a pod; unbound where nothing is named. */
export async function requestToken(admin: ApiClient, { namespace, name }: Account, to?: BoundObject): Promise<string> {
  const { status } = await admin.expect(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, {
    method: "POST",
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 3600, ...(to && { boundObjectRef: { apiVersion: "v1", ...to } }) },
    },
  });
  return status.token;
}

/** A token of the old kind, which never expires and lies in a Secret. Where there is no controller, nobody else makes it. */
export async function writeLegacyToken(plane: ControlPlane, { namespace, name }: Account): Promise<string> {
  const account = await plane.admin.expect(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`);
  const secret = `${name}-token-${randomUUID().slice(0, 8)}`;
  const claims = {
    iss: "kubernetes/serviceaccount",
    sub: `system:serviceaccount:${namespace}:${name}`,
    "kubernetes.io/serviceaccount/namespace": namespace,
    "kubernetes.io/serviceaccount/secret.name": secret,
    "kubernetes.io/serviceaccount/service-account.name": name,
    "kubernetes.io/serviceaccount/service-account.uid": account.metadata.uid,
  };
  const token = signToken(claims, readFileSync(plane.accountKeyFile, "utf8"));
  await plane.admin.expect(`/api/v1/namespaces/${namespace}/secrets`, {
    method: "POST",
    body: {
      metadata: { name: secret, annotations: { "kubernetes.io/service-account.name": name } },
      type: "kubernetes.io/service-account-token",
      data: { token: Buffer.from(token).toString("base64") },
    },
  });
  return token;
}

/** https://www.rfc-editor.org/rfc/rfc7518#section-3.4: ES256 has the two numbers bare, one after the other. */
export function signToken(claims: object, key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "ES256", typ: "JWT" })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}
