import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ApiConnection } from "@mount-monitor/kube";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { programFile } from "./assets.ts";
import { ADMIN, type Credentials, type User, writeCredentials } from "./credentials.ts";
import { freePorts } from "../../../tools/free-ports.ts";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";
import { until } from "./until.ts";

export interface ControlPlaneOptions {
  /** Users besides `admin`, who may do everything; what these may do, RBAC says. */
  readonly users?: readonly User[];
  /** Flags of kube-apiserver on top of ours. */
  readonly apiServerFlags?: readonly string[];
}

export interface NamespaceMetadata {
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** etcd and an API server, on loopback and in a folder of their own; no controllers, no nodes. */
export interface ControlPlane {
  readonly url: string;
  /** Of etcd, which has no credentials here. */
  readonly etcdUrl: string;
  readonly caPem: string;
  /** A file for kubectl and other clients, as admin. */
  readonly kubeconfig: string;
  /** Private key that tokens of service accounts are signed with, in PEM. */
  readonly accountKeyFile: string;
  readonly admin: ApiClient;
  /** How a user reaches it. */
  connectionOf(user: string): ApiConnection;
  /** How whoever has this token reaches it. */
  connectionWith(token: string): ApiConnection;
  tokenOf(user: string): string;
  /** With its account `default`, which otherwise a controller makes, and without which no pod is taken. */
  createNamespace(name: string, metadata?: NamespaceMetadata): Promise<void>;
  /** An outage: etcd goes on. */
  stopApiServer(): Promise<void>;
  startApiServer(): Promise<void>;
  /** Ends both and removes the folder. */
  stop(): Promise<void>;
}

const ATTEMPTS = 3;
const READY_MS = 120_000;

/** Starts both, on other ports where somebody was faster to take the first ones. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (attempt === ATTEMPTS || !/address already in use/.test(String(error))) throw error;
    }
  }
}

async function startOnce({ users = [], apiServerFlags = [] }: ControlPlaneOptions): Promise<ControlPlane> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-control-plane-"));
  const [etcdPort = 0, peerPort = 0, apiPort = 0] = await freePorts(3);
  const credentials = await writeCredentials(folder, [ADMIN, ...users]);
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const url = `https://127.0.0.1:${apiPort}`;
  const log = (name: string) => path.join(folder, `${name}.log`);
  const etcd = startGuarded(programFile("etcd"), etcdFlags(folder, etcdUrl, peerPort), log("etcd"));
  const startApi = () =>
    startGuarded(
      programFile("kube-apiserver"),
      [...apiServerOwnFlags(folder, etcdUrl, apiPort, credentials), ...apiServerFlags],
      log("kube-apiserver"),
    );
  let api = startApi();
  const tokenOf = (user: string): string => {
    const token = credentials.tokens.get(user);
    if (token === undefined) throw new Error(`the control plane was started without a user ${user}`);
    return token;
  };
  const connectionWith = (token: string): ApiConnection => ({
    url,
    credentials: () => ({ ca: credentials.caPem, token }),
  });
  const connectionOf = (user: string): ApiConnection => connectionWith(tokenOf(user));
  const admin = createApiClient(connectionOf(ADMIN.name));
  const stop = async () => {
    admin.close();
    await api.stop();
    await etcd.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(admin, [etcd, api]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    etcdUrl,
    caPem: credentials.caPem,
    kubeconfig: writeKubeconfig(folder, url, credentials.caPem, tokenOf(ADMIN.name)),
    accountKeyFile: credentials.files.accountKey,
    admin,
    connectionOf,
    connectionWith,
    tokenOf,
    async createNamespace(name, metadata = {}) {
      await admin.expect("/api/v1/namespaces", { method: "POST", body: { metadata: { name, ...metadata } } });
      const accounts = `/api/v1/namespaces/${name}/serviceaccounts`;
      await admin.expect(accounts, { method: "POST", body: { metadata: { name: "default" } } });
    },
    stopApiServer: () => api.stop(),
    async startApiServer() {
      api = startApi();
      await ready(admin, [etcd, api]);
    },
    stop,
  };
}

async function ready(admin: ApiClient, processes: readonly GuardedProcess[]): Promise<void> {
  const logs = () => processes.map((one) => one.logTail()).join("\n");
  await until(
    "an API server that is ready",
    READY_MS,
    async () => {
      const dead = processes.map((one) => one.ended()).find((end) => end !== undefined);
      if (dead !== undefined) throw new Error(`the control plane did not start: ${dead}\n${logs()}`);
      const reply = await admin.call("/readyz").catch(() => undefined);
      return reply?.status === 200;
    },
    logs,
  );
}

function etcdFlags(folder: string, url: string, peerPort: number): string[] {
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    `--data-dir=${path.join(folder, "etcd")}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    "--unsafe-no-fsync",
    "--log-level=error",
  ];
}

function apiServerOwnFlags(folder: string, etcdUrl: string, port: number, { files }: Credentials): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--cert-dir=${folder}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--tls-cert-file=${files.cert}`,
    `--tls-private-key-file=${files.key}`,
    `--token-auth-file=${files.tokens}`,
    "--authorization-mode=RBAC",
    "--service-cluster-ip-range=10.0.0.0/24",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${files.accountPublicKey}`,
    `--service-account-signing-key-file=${files.accountKey}`,
    // It would want an address that is not loopback.
    "--endpoint-reconciler-type=none",
    "--allow-privileged",
  ];
}

/** JSON is YAML. */
function writeKubeconfig(folder: string, server: string, ca: string, token: string): string {
  const file = path.join(folder, "kubeconfig");
  const name = "test";
  const cluster = { server, "certificate-authority-data": Buffer.from(ca).toString("base64") };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
