import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { KeyPair } from "./certificates.ts";
import { type RunningProgram, start } from "./program.ts";

/** A folder with certificate and key that is changed as the kubelet changes a Secret: all at once, by a symbolic link. */
export interface SecretFolder {
  readonly folder: string;
  write(pair: Partial<KeyPair>): void;
}

export function makeSecretFolder(): SecretFolder & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-webhook-"));
  let version = 0;
  return {
    folder,
    write({ cert, key }) {
      const data = `..${++version}`;
      mkdirSync(path.join(folder, data));
      if (cert !== undefined) writeFileSync(path.join(folder, data, "tls.crt"), cert);
      if (key !== undefined) writeFileSync(path.join(folder, data, "tls.key"), key);
      symlinkSync(data, path.join(folder, "..next"));
      renameSync(path.join(folder, "..next"), path.join(folder, "..data"));
      if (version > 1) return;
      for (const name of ["tls.crt", "tls.key"]) symlinkSync(`..data/${name}`, path.join(folder, name));
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface ServedWebhook extends RunningProgram, Disposable {
  readonly httpPort: number;
  /** Rejects where the program ends before it listens. */
  httpsPort(): Promise<number>;
}

/** Without a cluster, on any free ports. */
const ALONE = { httpsPort: 0, httpPort: 0, drainDelay: "0s", grants: { mode: "manual" } };

export function withCertificates(folder: string) {
  const [certFile, keyFile] = ["tls.crt", "tls.key"].map((name) => path.join(folder, name));
  return { certificates: { mode: "provided", certFile, keyFile, pollInterval: "200ms" } };
}

/** `mount-monitor-webhook serve` as a process of its own. */
export async function serve(folder: string, config: Readonly<Record<string, unknown>> = {}): Promise<ServedWebhook> {
  const file = path.join(folder, "config.json");
  writeFileSync(file, JSON.stringify({ ...ALONE, ...withCertificates(folder), ...config }));
  const program = start(["serve", "--config", file]);
  const { httpPort } = await program.logged("started");
  return {
    ...program,
    httpPort: httpPort as number,
    // A test that fails must not leave a process behind that keeps the others waiting.
    [Symbol.dispose]: () => void program.child.kill("SIGKILL"),
    httpsPort: async () => (await program.logged("answering admission reviews"))["port"] as number,
  };
}
