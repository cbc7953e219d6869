import type { MonitorState } from "../../core/monitor.ts";
import { identityOf, type MountIdentity } from "../../core/mount/mount-identity.ts";
import { entryAt } from "../../core/mount/mount-table.ts";
import type { Observation } from "../../core/mount/observation.ts";
import type { SeenPause } from "../../core/restart/pause.ts";
import { isSameForMemory, memoryAfterRestart, memoryOf } from "../../core/state/monitor-memory.ts";
import { isSameMount, type MountRecord, type RecordedMount } from "../../core/state/mount-record.ts";
import { isSameNamespace, isSameStart, type Origin } from "../../core/state/origin.ts";
import { readMountTable } from "../mount-table.ts";
import type { ExpectedMount } from "../probe/run-probe.ts";
import type { StateDir } from "./state-dir.ts";

/** Keeps what must outlive the monitor: its memory, and which mounts the app was started with. */
export interface Keeper {
  expected(path: string): ExpectedMount | undefined;
  /** What was mounted there when it was looked at last. */
  mounted(path: string): MountIdentity | undefined;
  observed(path: string, observation: Observation): void;
  /** Writes only what changed. */
  save(state: MonitorState, pause: SeenPause | undefined): void;
  /** Before all containers are started anew: the gate will see other mounts, and nothing is due any more. */
  clearForRestart(state: MonitorState, pause: SeenPause | undefined): void;
}

export function createKeeper(dir: StateDir, origin: Origin, found: MountRecord | undefined): Keeper {
  const record = found && isSameStart(found.origin, origin) ? found : undefined;
  const elsewhere = record !== undefined && !isSameNamespace(record.origin, origin);
  // What an earlier process saw from another namespace stays as it was; what this one sees is renewed as it changes.
  const inherited = new Map(Object.entries(record?.mounts ?? {}));
  const seen = new Map<string, RecordedMount>();
  const latest = new Map<string, MountIdentity | undefined>();
  let saved: { readonly state: MonitorState; readonly pause: SeenPause | undefined } | undefined;
  let recordKept = true;
  const writeRecord = () => {
    // Ours stands for a mount only where nobody wrote before: the gate knows better what the app was started with.
    const mounts = Object.fromEntries([...seen, ...(elsewhere ? inherited : [])]);
    recordKept = dir.writeRecord({ origin: elsewhere ? (record as MountRecord).origin : origin, mounts });
  };
  return {
    expected(path) {
      const before = elsewhere
        ? inherited.get(path)?.identity
        : (seen.get(path)?.identity ?? inherited.get(path)?.identity);
      return before && { identity: before, elsewhere };
    },
    mounted: (path) => latest.get(path) ?? inherited.get(path)?.identity ?? shownNow(path),
    observed(path, observation) {
      if (observation.t === "void") return;
      if (observation.identity) latest.set(path, observation.identity);
      if (observation.t !== "ok" || (elsewhere && inherited.has(path))) return;
      const next: RecordedMount = { healthy: true, canarySeen: observation.canary, identity: observation.identity };
      const before = seen.get(path);
      if (recordKept && before && isSameMount(before, next)) return;
      seen.set(path, next);
      writeRecord();
    },
    save(state, pause) {
      if (saved && isSameForMemory(saved.state, state) && saved.pause === pause) return;
      // What could not be written is not forgotten: it is tried again with the next check.
      if (dir.writeMemory(memoryOf(state, origin, pause))) saved = { state, pause };
    },
    clearForRestart(state, pause) {
      dir.removeRecord();
      dir.writeMemory(memoryAfterRestart(memoryOf(state, origin, pause)));
    },
  };
}

/** From the mount table alone, which cannot hang: for a mount that has hung since before it was first looked at. */
function shownNow(path: string): MountIdentity | undefined {
  const entry = entryAt(readMountTable(), path);
  return entry && identityOf(entry);
}
