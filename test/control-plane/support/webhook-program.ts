import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type IssuedPair, issueCa, issueLeaf } from "@mount-monitor/certs";
import type { ServeStatus } from "@mount-monitor/contract";
import { DEFAULT_NAMES } from "../../../webhook/src/core/install/install-names.ts";
import type { ControlPlane } from "./control-plane.ts";
import { startGuarded } from "./guarded-process.ts";
import { until } from "./until.ts";
import { webhookToken } from "./webhook-account.ts";

/** A line of the program's log about a review that was answered. */
export interface Review {
  readonly kind: string;
  readonly namespace: string;
  readonly name?: string;
  readonly operation: string;
  readonly dryRun?: boolean;
  readonly decision: string;
  readonly reason: string;
  readonly warnings?: readonly string[];
  readonly patchBytes: number;
}

/** `mount-monitor-webhook serve` as it was built, as a process of its own on loopback, which takes itself for a pod. */
export interface WebhookProgram {
  readonly port: number;
  /** What it says of itself. */
  status(): Promise<ServeStatus>;
  /** What Prometheus would scrape. */
  metrics(): Promise<string>;
  readonly caPem: string;
  /** All that were answered so far. A line is written before its answer is sent: whoever has the answer finds the line. */
  reviews(): Review[];
  reviewsIn(namespace: string): Review[];
  log(): string;
  /** As the kubelet ends it; resolves once it is gone. */
  stop(): Promise<void>;
  /** As a node ends it that loses power. */
  kill(): Promise<void>;
}

export interface WebhookOptions {
  /** On top of what makes it run here. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** For Node itself. */
  readonly nodeArgs?: readonly string[];
}

const BUNDLE = path.join(import.meta.dirname, "../../../webhook/dist/mount-monitor-webhook.cjs");
const START_MS = 60_000;
/** For its `drainDelay`, and calls under way. */
const STOP_MS = 30_000;
const DAY_MS = 86_400_000;

const cas = new WeakMap<ControlPlane, Promise<IssuedPair>>();

/** The same for all programs of a control plane: a replica is ready only while the CA of the one configuration is its own. */
function caOf(plane: ControlPlane): Promise<IssuedPair> {
  const ca = cas.get(plane) ?? issueCa(validity());
  cas.set(plane, ca);
  return ca;
}

export async function startWebhook(
  plane: ControlPlane,
  { config = {}, nodeArgs = [] }: WebhookOptions = {},
): Promise<WebhookProgram> {
  if (!existsSync(BUNDLE)) throw new Error(`failed to find ${BUNDLE}; do: npm run build`);
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-webhook-"));
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const signer = await caOf(plane);
  const leaf = await issueLeaf({ signer, validity: validity(), hosts: ["127.0.0.1"] });
  const settings = {
    httpsPort: 0,
    httpPort: 0,
    drainDelay: "0s",
    certificates: {
      mode: "provided",
      certFile: write("tls.crt", leaf.certPem),
      keyFile: write("tls.key", leaf.key.reveal()),
    },
    // What monitors may do is not what is tested here.
    grants: { mode: "manual" },
    ...config,
  };
  // As the kubelet sets them in a pod.
  const { hostname, port: apiPort } = new URL(plane.url);
  const environment = {
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: apiPort,
    POD_NAMESPACE: DEFAULT_NAMES.namespace,
    POD_NAME: "mount-monitor-webhook",
    MOUNT_MONITOR_WEBHOOK_TOKEN_FILE: write("token", await webhookToken(plane)),
    MOUNT_MONITOR_WEBHOOK_CA_FILE: write("ca.crt", plane.caPem),
  };
  const args = [...nodeArgs, BUNDLE, "serve", "--config", write("config.json", JSON.stringify(settings))];
  const logFile = path.join(folder, "log");
  const program = startGuarded(process.execPath, args, logFile, environment);
  const lines = () => readLog(logFile);
  const logged = (message: string) =>
    until(
      `"${message}" in the log of the webhook`,
      START_MS,
      () => {
        const ended = program.ended();
        if (ended !== undefined) throw new Error(`the webhook did not start: ${ended}\n${program.logTail()}`);
        return lines().find(({ msg }) => msg === message);
      },
      program.logTail,
    );
  const started = async () => {
    const { httpPort } = await logged("started");
    const healthUrl = `http://127.0.0.1:${httpPort as number}`;
    const { port } = await logged("answering admission reviews");
    const isReady = async () => (await fetch(`${healthUrl}/healthz/ready`)).status === 200;
    await until("a webhook that is ready", START_MS, isReady, program.logTail);
    return { healthUrl, port: port as number };
  };
  const { healthUrl, port } = await started().catch(async (error: unknown) => {
    await program.kill();
    throw error;
  });
  const reviews = () => lines().filter(({ msg }) => msg === "reviewed") as unknown as Review[];
  const gone = (end: () => Promise<void>) => async () => {
    await end();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    port,
    status: async () => (await (await fetch(`${healthUrl}/status`)).json()) as ServeStatus,
    metrics: async () => (await fetch(`${healthUrl}/metrics`)).text(),
    caPem: signer.certPem,
    reviews,
    reviewsIn: (namespace) => reviews().filter((review) => review.namespace === namespace),
    log: () => readFileSync(logFile, "utf8"),
    stop: gone(() => program.stop(STOP_MS)),
    kill: gone(program.kill),
  };
}

function validity() {
  return { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + DAY_MS };
}

/** Without a last line that is still being written. */
function readLog(file: string): Array<Readonly<Record<string, unknown>>> {
  const text = readFileSync(file, "utf8");
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
