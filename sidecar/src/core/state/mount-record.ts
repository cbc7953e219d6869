import { isSameIdentity, type MountIdentity } from "../mount/mount-identity.ts";
import { isObject, isText } from "./json-shape.ts";
import type { Origin } from "./origin.ts";

/** What the app was started with: written by the gate as it lets the app pass, or by the monitor when first healthy. */
export interface MountRecord {
  readonly origin: Origin;
  readonly mounts: Readonly<Record<string, RecordedMount>>;
}

export interface RecordedMount {
  /** It answered; so a restart can be worth while when it stops. */
  readonly healthy: boolean;
  readonly canarySeen: boolean;
  readonly identity: MountIdentity | undefined;
}

export function isSameMount(a: RecordedMount, b: RecordedMount): boolean {
  return a.healthy === b.healthy && a.canarySeen === b.canarySeen && isSameIdentity(a.identity, b.identity);
}

export function encodeMountRecord(record: MountRecord): string {
  return JSON.stringify({ version: 1, ...record }, null, 1);
}

/** Undefined where the text is not such a record: damaged, or of another version. */
export function decodeMountRecord(text: string): MountRecord | undefined {
  const data = parse(text);
  if (!isObject(data) || data["version"] !== 1 || !isOrigin(data["origin"]) || !isObject(data["mounts"]))
    return undefined;
  const mounts: [string, RecordedMount][] = [];
  for (const [path, mount] of Object.entries(data["mounts"])) {
    if (!isObject(mount) || typeof mount["healthy"] !== "boolean" || typeof mount["canarySeen"] !== "boolean")
      return undefined;
    const { identity } = mount;
    if (identity !== undefined && !isIdentity(identity)) return undefined;
    mounts.push([path, { healthy: mount["healthy"], canarySeen: mount["canarySeen"], identity }]);
  }
  return { origin: data["origin"], mounts: Object.fromEntries(mounts) };
}

export function isOrigin(data: unknown): data is Origin {
  return isObject(data) && isText(data["start"]) && isText(data["namespace"]);
}

function isIdentity(data: unknown): data is MountIdentity {
  return isObject(data) && ["mountPoint", "device", "fsType", "source"].every((key) => isText(data[key]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
