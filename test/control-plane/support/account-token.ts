import { createPrivateKey, sign } from "node:crypto";
import type { ApiClient } from "./api-client.ts";
import type { PodRef } from "./pods.ts";

const HOUR_S = 3_600;

/** A token as the kubelet gets one for a container: of the pod's account, and bound to the pod. */
export function issueToken(admin: ApiClient, pod: PodRef): Promise<string> {
  const { name, uid } = pod;
  return request(admin, pod, { boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid } });
}

/** A token of the account that is bound to no pod, and does not end with any. */
export function issueUnboundToken(admin: ApiClient, pod: PodRef): Promise<string> {
  return request(admin, pod, {});
}

async function request(admin: ApiClient, { namespace, account }: PodRef, bound: object): Promise<string> {
  const { status } = await admin.expect(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
    method: "POST",
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: HOUR_S, ...bound },
    },
  });
  return status.token;
}

/** The same token as it would be had it been issued two hours ago, for one hour: the shortest that the server issues lives for ten minutes. */
export function expireToken(token: string, accountKeyPem: string): string {
  const [header = "", payload = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  const nowS = Math.floor(Date.now() / 1_000);
  const old = { ...claims, iat: nowS - 2 * HOUR_S, nbf: nowS - 2 * HOUR_S, exp: nowS - HOUR_S };
  const signed = `${header}.${Buffer.from(JSON.stringify(old)).toString("base64url")}`;
  const key = createPrivateKey(accountKeyPem);
  return `${signed}.${sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}
