import type { MountTrack } from "../../core/health/mount-track.ts";
import type { MountIdentity } from "../../core/mount/mount-identity.ts";
import type { Observation } from "../../core/mount/observation.ts";
import { currentOrigin } from "./origin.ts";
import { openStateDir } from "./state-dir.ts";

/** The gate's record of what the app is started with. */
export interface RecordWriter {
  observed(path: string, observation: Observation): void;
  write(tracks: readonly MountTrack[]): void;
}

export function createRecordWriter(stateDir: string | undefined, onTrouble: (message: string) => void): RecordWriter {
  const identities = new Map<string, MountIdentity | undefined>();
  return {
    observed(path, observation) {
      if (observation.t !== "void") identities.set(path, observation.identity);
    },
    write(tracks) {
      const mounts = tracks.map(({ config, record }) => {
        const recorded = {
          healthy: record.health.t === "healthy",
          canarySeen: record.canarySeen,
          identity: identities.get(config.path),
        };
        return [config.path, recorded] as const;
      });
      openStateDir(stateDir, onTrouble).writeRecord({ origin: currentOrigin(), mounts: Object.fromEntries(mounts) });
    },
  };
}
