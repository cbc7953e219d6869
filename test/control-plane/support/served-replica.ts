import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ServeStatus } from "@mount-monitor/contract";
import { metric } from "../../../webhook/test/support/metric.ts";
import { imageFlags } from "../../../tools/image-flags.ts";
import { startGuarded } from "./guarded-process.ts";
import type { Backend } from "./service-proxy.ts";
import { until } from "./until.ts";

/** `mount-monitor-webhook serve` as it was built, as it runs in a pod: with a configuration, a token and a few variables. */
export interface ServedReplica extends Backend {
  readonly name: string;
  status(): Promise<ServeStatus>;
  /** Status and body of an answer on the plain port. */
  get(path: string): Promise<readonly [status: number, body: string]>;
  metric(name: string): Promise<number>;
  log(): readonly LogLine[];
  logText(): string;
  /** How it ended, if it has. */
  ended(): string | undefined;
  /** As the kubelet ends a pod; resolves once it is gone. */
  terminate(): Promise<void>;
  /** As a node ends it that loses power; resolves once the Service knows. */
  kill(): Promise<void>;
  /** What is left on disk; the log is gone after that. */
  remove(): void;
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface ReplicaSettings {
  readonly name: string;
  readonly namespace: string;
  readonly apiServer: { readonly url: string; readonly caPem: string; readonly token: string };
  readonly config: Readonly<Record<string, unknown>>;
  /** Another build of it. */
  readonly bundle?: string;
}

const BUNDLE = path.join(import.meta.dirname, "../../../webhook/dist/mount-monitor-webhook.cjs");
const START_MS = 60_000;
/** For its `drainDelay`, and calls under way. */
const STOP_MS = 60_000;
/** As a readiness probe, but faster. */
const PROBE_MS = 200;

export async function startServedReplica(settings: ReplicaSettings): Promise<ServedReplica> {
  const { name, config, bundle = BUNDLE } = settings;
  if (!existsSync(bundle)) throw new Error(`failed to find ${bundle}; do: npm run build`);
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-replica-"));
  const file = (base: string) => path.join(folder, base);
  writeFileSync(file("config.json"), JSON.stringify({ httpsPort: 0, httpPort: 0, ...config }));
  const variables = environment(settings, file);
  const program = startGuarded(
    "/usr/bin/env",
    ["-i", ...variables, process.execPath, ...imageFlags("webhook"), bundle, "serve", "--config", file("config.json")],
    file("log"),
  );
  const log = () => readLog(file("log"));
  const find = (message: string) => log().find(({ msg }) => msg === message);
  const { httpPort } = await until(`${name} to start`, START_MS, () => {
    const ended = program.ended();
    if (ended !== undefined) throw new Error(`${name} did not start: ${ended}\n${program.logTail()}`);
    return find("started");
  });
  const get = async (place: string) => {
    const answer = await fetch(`http://127.0.0.1:${httpPort as number}${place}`);
    return [answer.status, await answer.text()] as const;
  };
  const probe = startProbe(async () => (await get("/healthz/ready"))[0] === 200);
  const gone = async (end: () => Promise<void>) => {
    await end();
    await probe.stop();
  };
  let port = 0;
  return {
    name,
    get port() {
      // The log grows with every review: it is read only until the port is known.
      if (port === 0) port = (find("answering admission reviews")?.["port"] ?? 0) as number;
      return port;
    },
    isReady: probe.last,
    get,
    status: async () => JSON.parse((await get("/status"))[1]) as ServeStatus,
    metric: (name) => metric(httpPort as number, name),
    log,
    logText: () => readFileSync(file("log"), "utf8"),
    ended: program.ended,
    terminate: () => gone(() => program.stop(STOP_MS)),
    kill: () => gone(program.kill),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function environment({ name, namespace, apiServer }: ReplicaSettings, file: (base: string) => string): string[] {
  const { hostname, port } = new URL(apiServer.url);
  writeFileSync(file("token"), apiServer.token, { mode: 0o600 });
  writeFileSync(file("ca.crt"), apiServer.caPem);
  const variables = {
    PATH: process.env["PATH"] ?? "",
    POD_NAME: name,
    POD_NAMESPACE: namespace,
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
    MOUNT_MONITOR_WEBHOOK_TOKEN_FILE: file("token"),
    MOUNT_MONITOR_WEBHOOK_CA_FILE: file("ca.crt"),
  };
  return Object.entries(variables).map(([key, value]) => `${key}=${value}`);
}

/** Looks again and again; what does not answer is not ready. */
function startProbe(look: () => Promise<boolean>) {
  let ready = false;
  let stopped = false;
  const run = async () => {
    for (;;) {
      if (stopped) return;
      ready = await look().catch(() => false);
      await new Promise((resolve) => setTimeout(resolve, PROBE_MS).unref());
    }
  };
  const running = run();
  return {
    last: () => ready && !stopped,
    stop() {
      stopped = true;
      return running;
    },
  };
}

/** Without a last line that is still being written. */
function readLog(file: string): LogLine[] {
  const text = readFileSync(file, "utf8");
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as LogLine);
}
