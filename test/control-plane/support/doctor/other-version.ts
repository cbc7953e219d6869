import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";

const ENTRY = path.resolve(import.meta.dirname, "../../../../webhook/src/main.ts");

/** The webhook of today's sources, built as another version of it. */
export async function buildOtherVersion(version: string): Promise<{ readonly file: string } & Disposable> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-build-"));
  const file = path.join(folder, "mount-monitor-webhook.cjs");
  const define = { MOUNT_MONITOR_VERSION: JSON.stringify(version), MOUNT_MONITOR_COMMIT: '"other"' };
  const shape = { bundle: true, platform: "node", target: "node24", format: "cjs" } as const;
  await build({ entryPoints: [ENTRY], outfile: file, define, logLevel: "warning", ...shape });
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
