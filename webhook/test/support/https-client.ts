import https, { type Agent } from "node:https";
import type { TLSSocket } from "node:tls";

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly connection: string | undefined;
  /** Serial number of the certificate that the connection began with. */
  readonly serial: string;
}

export interface Call {
  readonly port: number;
  readonly ca: string;
  readonly agent?: Agent | false;
  readonly path?: string;
  readonly type?: string;
}

export function post(
  body: string | Buffer,
  { port, ca, agent = false, path = "/mutate/pods", type }: Call,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      {
        host: "127.0.0.1",
        port,
        ca,
        agent,
        path,
        method: "POST",
        headers: { "content-type": type ?? "application/json", "content-length": Buffer.byteLength(body) },
      },
      (response) => {
        const serial = (response.socket as TLSSocket).getPeerCertificate().serialNumber;
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            connection: response.headers.connection,
            serial,
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** A review of a pod that asks for a gate and a monitor. */
export function podReview(uid: string, extra: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid,
      kind: { group: "", version: "v1", kind: "Pod" },
      resource: { group: "", version: "v1", resource: "pods" },
      operation: "CREATE",
      namespace: "media",
      userInfo: { username: "system:serviceaccount:kube-system:replicaset-controller" },
      object: {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          generateName: "plex-5d8f-",
          namespace: "media",
          annotations: { "mount-monitor.io/paths": "/mnt/media", ...extra },
          ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "plex-5d8f", controller: true }],
        },
        spec: {
          containers: [
            { name: "plex", image: "plex:1.40", volumeMounts: [{ name: "media", mountPath: "/mnt/media" }] },
          ],
          volumes: [{ name: "media", hostPath: { path: "/mnt/media" } }],
        },
      },
      oldObject: null,
      dryRun: false,
    },
  });
}
