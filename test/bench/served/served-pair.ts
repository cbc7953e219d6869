import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeAuthority } from "../../../webhook/test/support/certificates.ts";
import { podReview, post } from "../../../webhook/test/support/https-client.ts";
import { BUNDLES } from "../process/bundles.ts";
import { imageFlags } from "../../../tools/image-flags.ts";
import { type LineProcess, startLines } from "../process/line-process.ts";
import type { Target } from "./raw-client.ts";
import { TREE } from "../process/tree.ts";

const BARE = path.join(import.meta.dirname, "bare-server.ts");

export const REVIEW = Buffer.from(podReview("00000000-0000-4000-8000-000000000000"));

export interface Served {
  readonly pid: number;
  readonly target: Target;
}

/** The built webhook without a cluster, and a server that answers the same bytes and does nothing else; both as the image runs its program. */
export interface ServedPair {
  readonly webhook: Served & { readonly healthPort: number };
  readonly bare: Served;
  readonly answerBytes: number;
  end(): Promise<void>;
}

export interface PairOptions {
  readonly flags?: readonly string[];
  readonly under?: readonly string[];
}

export async function startServedPair({ flags = [], under = [] }: PairOptions = {}): Promise<ServedPair> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-bench-"));
  const write = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  const { ca, issue } = await makeAuthority();
  const { cert, key } = await issue();
  const files = { certFile: write("tls.crt", cert), keyFile: write("tls.key", key) };
  const settings = {
    httpsPort: 0,
    httpPort: 0,
    drainDelay: "0s",
    certificates: { mode: "provided", ...files },
    grants: { mode: "manual" },
  };
  const started: LineProcess[] = [];
  const start = (...args: readonly string[]) => {
    const one = startLines([...under, process.execPath, ...imageFlags("webhook", TREE), ...flags, ...args]);
    started.push(one);
    return one;
  };
  const end = async () => {
    await Promise.all(started.map((one) => one.end()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const program = start(BUNDLES.webhook, "serve", "--config", write("config.json", JSON.stringify(settings)));
    const { port, healthPort } = await portsOf(program);
    const target = { port, ca };
    const { body } = await post(REVIEW, target);
    const bare = start(BARE, files.certFile, files.keyFile, write("answer.json", body));
    return {
      webhook: { pid: program.pid, target, healthPort },
      bare: { pid: bare.pid, target: { port: Number(await bare.nextLine()), ca } },
      answerBytes: body.length,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function portsOf(program: LineProcess): Promise<{ readonly port: number; readonly healthPort: number }> {
  let healthPort = 0;
  for (;;) {
    const line = JSON.parse(await program.nextLine()) as { msg: string; port?: number; httpPort?: number };
    healthPort = line.httpPort ?? healthPort;
    if (line.msg === "answering admission reviews") return { port: line.port ?? 0, healthPort };
  }
}
