import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type IssuedPair, issueCa, issueLeaf } from "@mount-monitor/certs";
import { startGuarded } from "./guarded-process.ts";
import { until } from "./until.ts";

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

/** `mount-monitor-webhook serve` as it was built, as a process of its own on loopback. */
export interface WebhookProgram {
  readonly port: number;
  readonly healthUrl: string;
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
  /** One that others trust already: of another replica, or of the program that ran here before. */
  readonly ca?: IssuedPair;
}

const BUNDLE = path.join(import.meta.dirname, "../../../webhook/dist/mount-monitor-webhook.cjs");
const START_MS = 60_000;
/** For its `drainDelay`, and calls under way. */
const STOP_MS = 30_000;
const DAY_MS = 86_400_000;

export function newWebhookCa(): Promise<IssuedPair> {
  return issueCa(validity());
}

export async function startWebhook({ config = {}, ca }: WebhookOptions = {}): Promise<WebhookProgram> {
  if (!existsSync(BUNDLE)) throw new Error(`failed to find ${BUNDLE}; do: npm run build`);
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-webhook-"));
  const file = (name: string) => path.join(folder, name);
  const signer = ca ?? (await newWebhookCa());
  const leaf = await issueLeaf({ signer, validity: validity(), hosts: ["127.0.0.1"] });
  writeFileSync(file("tls.crt"), leaf.certPem);
  writeFileSync(file("tls.key"), leaf.key.reveal(), { mode: 0o600 });
  const tls = { certFile: file("tls.crt"), keyFile: file("tls.key") };
  writeFileSync(file("config.json"), JSON.stringify({ httpsPort: 0, httpPort: 0, drainDelay: "0s", tls, ...config }));

  const program = startGuarded(process.execPath, [BUNDLE, "serve", "--config", file("config.json")], file("log"));
  const lines = () => readLog(file("log"));
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
  const { httpPort } = await logged("started");
  const { port } = await logged("answering admission reviews");
  const reviews = () => lines().filter(({ msg }) => msg === "reviewed") as unknown as Review[];
  const gone = (end: () => Promise<void>) => async () => {
    await end();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    port: port as number,
    healthUrl: `http://127.0.0.1:${httpPort as number}`,
    caPem: signer.certPem,
    reviews,
    reviewsIn: (namespace) => reviews().filter((review) => review.namespace === namespace),
    log: () => readFileSync(file("log"), "utf8"),
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
