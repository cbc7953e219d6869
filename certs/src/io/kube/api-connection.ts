import { readFileSync } from "node:fs";

/** How to reach an API server. Credentials are asked for with every call, since they are replaced while we run. */
export interface ApiConnection {
  /** `https://10.96.0.1:443` */
  readonly url: string;
  readonly credentials: () => ApiCredentials;
}

export interface ApiCredentials {
  /** PEM of the CAs that the API server's certificate is checked against. */
  readonly ca: string;
  readonly token: string;
}

const FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/** From inside a pod: `host` and `port` are `KUBERNETES_SERVICE_HOST` and `_PORT`. */
export function inClusterConnection(host: string, port: number, folder: string = FOLDER): ApiConnection {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return {
    url: `https://${name}:${port}`,
    // Small files in memory (tmpfs); the kubelet replaces the token about every 50 minutes.
    credentials: () => ({
      ca: readFileSync(`${folder}/ca.crt`, "utf8"),
      token: readFileSync(`${folder}/token`, "utf8").trim(),
    }),
  };
}
