import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { issueCa, issueLeaf } from "@mount-monitor/certs";
import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import { freePort } from "../../../tools/free-ports.ts";
import { startGuarded } from "../../control-plane/support/guarded-process.ts";
import { until } from "../../control-plane/support/until.ts";
import { findPeerLine, type PeerLine } from "./peer-line.ts";

/** Somebody else's injector that answers on loopback. */
export interface Peer extends PeerLine {
  readonly port: number;
  readonly caPem: string;
  stop(): Promise<void>;
}

/** It may have to be built first. */
const START_MS = 30 * 60_000;
const DAY_MS = 86_400_000;

/**
 * Starts a command of a shell, and waits until it has said that it answers. It is given, as variables:
 *
 *   PEER_PORT       where to listen, on 127.0.0.1, with TLS
 *   PEER_TLS_DIR    a folder with tls.crt and tls.key for 127.0.0.1, and ca.crt
 *   PEER_DIR        an empty folder of its own, gone afterwards
 *   KUBECONFIG      of the control plane, as one who may do everything
 *
 * It prints one line of JSON once it answers: `name` and `path`; `annotations` or `labels` that make it inject a pod;
 * `reinvocationPolicy` if its own installation has another than `Never`; `promised: false` if it decides nothing, so that
 * no budget is held against it. It ends at SIGTERM.
 */
export async function startPeer(plane: ControlPlane, command: string): Promise<Peer> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-peer-"));
  const validity = { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + DAY_MS };
  const ca = await issueCa(validity);
  const leaf = await issueLeaf({ signer: ca, validity, hosts: ["127.0.0.1"] });
  const tls = mkdtempSync(path.join(folder, "tls-"));
  const files = { "tls.crt": leaf.certPem, "tls.key": leaf.key.reveal(), "ca.crt": ca.certPem };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(tls, name), text, { mode: 0o600 });
  const port = await freePort();
  const log = path.join(folder, "log");
  const program = startGuarded("/bin/sh", ["-c", `exec ${command}`], log, {
    PEER_PORT: String(port),
    PEER_TLS_DIR: tls,
    PEER_DIR: mkdtempSync(path.join(folder, "own-")),
    KUBECONFIG: plane.kubeconfig,
  });
  const stop = async () => {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const said = await until(`the line of JSON from ${command}`, START_MS, () => {
      const found = findPeerLine(readFileSync(log, "utf8"));
      const ended = program.ended();
      if (found === undefined && ended !== undefined) throw new Error(`failed to start ${command}: ${ended}`);
      return found;
    });
    if (!said.ok) throw new Error(`failed to read what ${command} says: ${said.error}`);
    return { ...said.line, port, caPem: ca.certPem, stop };
  } catch (error) {
    const tail = program.logTail();
    await stop();
    throw new Error(`${(error as Error).message}\n${tail}`, { cause: error });
  }
}
