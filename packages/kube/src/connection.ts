import { readFileSync } from "node:fs";

/** How to reach an API server. Credentials are asked for with every call, since they are replaced while we run. */
export interface ApiConnection {
  /** `https://10.96.0.1:443` */
  readonly url: string;
  /** A proxy that listens here adds the credentials itself; nothing is encrypted on the way to it. */
  readonly socketPath?: string;
  readonly credentials: () => ApiCredentials;
}

export interface ApiCredentials {
  /** PEM of the CAs that the API server's certificate is checked against. */
  readonly ca?: string;
  readonly token?: string;
}

export interface CredentialFiles {
  readonly caFile?: string;
  readonly tokenFile?: string;
}

/** What the kubelet mounts into every pod that has not declined it. */
export const SERVICE_ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/** From inside a pod: `host` and `port` are `KUBERNETES_SERVICE_HOST` and `_PORT`. */
export function inClusterConnection(
  host: string,
  port: number,
  { caFile = `${SERVICE_ACCOUNT_FOLDER}/ca.crt`, tokenFile = `${SERVICE_ACCOUNT_FOLDER}/token` }: CredentialFiles = {},
): ApiConnection {
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return {
    url: `https://${name}:${port}`,
    // Small files in memory (tmpfs); the kubelet replaces the token about every 50 minutes.
    credentials: () => ({ ca: readFileSync(caFile, "utf8"), token: readFileSync(tokenFile, "utf8").trim() }),
  };
}

/** By way of `kubectl proxy --unix-socket`, which knows every kind of credentials that there is. */
export function socketConnection(socketPath: string): ApiConnection {
  return { url: "http://localhost", socketPath, credentials: () => ({}) };
}
