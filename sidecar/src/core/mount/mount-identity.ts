import type { MountEntry } from "./mount-table.ts";

/** What tells one mount from another that took its place. */
export interface MountIdentity {
  readonly mountPoint: string;
  readonly device: string;
  readonly fsType: string;
  readonly source: string;
}

export function identityOf({ mountPoint, device, fsType, source }: MountEntry): MountIdentity {
  return { mountPoint, device, fsType, source };
}

export function isSameIdentity(a: MountIdentity | undefined, b: MountIdentity | undefined): boolean {
  if (!a || !b) return a === b;
  return a.mountPoint === b.mountPoint && a.device === b.device && a.fsType === b.fsType && a.source === b.source;
}

/** Why what shows now is not what was there, in one clause; undefined where it is the same. */
export function identityChange(before: MountIdentity, now: MountIdentity | undefined): string | undefined {
  if (!now || now.mountPoint.length < before.mountPoint.length) {
    return `the mount is gone: ${shown(before)} was mounted there, now ${now ? `${shown(now)} shows through` : "nothing is"}`;
  }
  if (now.device !== before.device || now.fsType !== before.fsType || now.source !== before.source) {
    return `the mount was replaced under the app: it has ${shown(before)}, the node now shows ${shown(now)}`;
  }
  return undefined;
}

function shown({ fsType, source, device }: MountIdentity): string {
  return `${fsType} ${source} (${device})`;
}
