import fs from "node:fs";
import path from "node:path";
import { decodeMonitorMemory, encodeMonitorMemory, type MonitorMemory } from "../../core/state/monitor-memory.ts";
import { decodeMountRecord, encodeMountRecord, type MountRecord } from "../../core/state/mount-record.ts";

/** The largest file that is read back; ours stay far below. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * What outlives a restart of the monitor alone. Synchronous: it lies in memory on the node (an emptyDir), and what was
 * not written before the process is killed would be forgotten.
 */
export interface StateDir {
  readRecord(): MountRecord | undefined;
  /** Whether it is kept now; where it is not, that was said once. */
  writeRecord(record: MountRecord): boolean;
  removeRecord(): void;
  readMemory(): MonitorMemory | undefined;
  /** As with the record. */
  writeMemory(memory: MonitorMemory): boolean;
}

/** Without a directory nothing is kept, and that is said by what depends on it. */
export function openStateDir(directory: string | undefined, onTrouble: (message: string) => void): StateDir {
  if (directory === undefined) {
    return {
      readRecord: () => undefined,
      writeRecord: () => true,
      removeRecord() {},
      readMemory: () => undefined,
      writeMemory: () => true,
    };
  }
  const recordFile = path.join(directory, "mounts.json");
  const memoryFile = path.join(directory, "monitor.json");
  const read = <T>(file: string, decode: (text: string) => T | undefined) => readState(file, decode, onTrouble);
  const attempt = createAttempt(onTrouble);
  const write = (file: string, text: string) => attempt(`write ${file}`, () => replaceFile(file, text));
  return {
    readRecord: () => read(recordFile, decodeMountRecord),
    writeRecord: (record) => write(recordFile, encodeMountRecord(record)),
    removeRecord: () => void attempt(`remove ${recordFile}`, () => fs.rmSync(recordFile, { force: true })),
    readMemory: () => read(memoryFile, decodeMonitorMemory),
    writeMemory: (memory) => write(memoryFile, encodeMonitorMemory(memory)),
  };
}

function readState<T>(
  file: string,
  decode: (text: string) => T | undefined,
  onTrouble: (message: string) => void,
): T | undefined {
  let text: string;
  try {
    if (fs.statSync(file).size > MAX_BYTES) throw new Error("larger than 4 MiB");
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      onTrouble(`failed to read ${file}: ${(error as Error).message}; starting without it`);
    return undefined;
  }
  const value = decode(text);
  if (value === undefined)
    onTrouble(`failed to read ${file}: it is damaged or of another version; starting without it`);
  return value;
}

/** By rename, so that a monitor killed in between leaves the old file or the new one. */
function replaceFile(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const next = `${file}.next`;
  fs.writeFileSync(next, text, { mode: 0o600 });
  fs.renameSync(next, file);
}

/** Says what did not work once, and again only after it had worked: a full disk must not fill the log as well. */
function createAttempt(onTrouble: (message: string) => void): (what: string, act: () => void) => boolean {
  const failing = new Set<string>();
  return (what, act) => {
    try {
      act();
      failing.delete(what);
      return true;
    } catch (error) {
      if (!failing.has(what))
        onTrouble(
          `failed to ${what}: ${(error as Error).message}; a restart of the monitor would forget what it knows; make stateDir writable`,
        );
      failing.add(what);
      return false;
    }
  };
}
