import type { MonitorConfig } from "@mount-monitor/contract";
import type { MountTrack } from "../../core/health/mount-track.ts";
import { identityOf, type MountIdentity } from "../../core/mount/mount-identity.ts";
import { entryAt } from "../../core/mount/mount-table.ts";
import type { Observation } from "../../core/mount/observation.ts";
import type { RecordedMount } from "../../core/state/mount-record.ts";
import { readMountTable } from "../mount-table.ts";
import { currentOrigin } from "./origin.ts";
import { openStateDir } from "./state-dir.ts";

/** The gate's record of what the app is started with. */
export interface RecordWriter {
  observed(path: string, observation: Observation): void;
  write(tracks: readonly MountTrack[]): void;
}

export function createRecordWriter(
  { mounts, stateDir }: MonitorConfig,
  podUid: string | undefined,
  onTrouble: (message: string) => void,
): RecordWriter {
  const identities = new Map<string, MountIdentity | undefined>();
  return {
    observed(path, observation) {
      if (observation.t !== "void") identities.set(path, observation.identity);
    },
    write(tracks) {
      const table = readMountTable();
      const recorded = mounts.map(({ path }): [string, RecordedMount] => {
        const track = tracks.find(({ config }) => config.path === path);
        // What was not looked at is known by the mount table alone, which cannot hang.
        const entry = entryAt(table, path);
        const identity = identities.get(path) ?? (entry && identityOf(entry));
        return [
          path,
          { healthy: track?.record.health.t === "healthy", canarySeen: track?.record.canarySeen ?? false, identity },
        ];
      });
      openStateDir(stateDir, onTrouble).writeRecord({
        origin: currentOrigin(podUid),
        mounts: Object.fromEntries(recorded),
      });
    },
  };
}
