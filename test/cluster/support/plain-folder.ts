import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readSettings } from "./settings.ts";
import type { TestCase } from "./test-case.ts";

/** A folder of the node with a canary in it: what stands for a mount where nothing needs to hang. */
export interface PlainFolder {
  readonly folder: string;
  putCanary(): void;
  removeCanary(): void;
}

export function openPlainFolder(t: TestCase): PlainFolder {
  const folder = mkdtempSync(path.join(readSettings().mounts, "plain-"));
  chmodSync(folder, 0o755);
  const canary = path.join(folder, ".health-check");
  const putCanary = () => writeFileSync(canary, "");
  putCanary();
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, putCanary, removeCanary: () => rmSync(canary) };
}
