import path from "node:path";

/** What the global set-up has made, for the files of tests, which are processes of their own. */
const STATE = "MOUNT_MONITOR_TEST_STATE";

export function announceState(folder: string): void {
  process.env[STATE] = folder;
}

export function stateFolder(): string {
  const folder = process.env[STATE];
  if (!folder) throw new Error("there is no set-up: run it by node tools/test.ts cluster -- FILE");
  return folder;
}

export function proxySocket(folder: string = stateFolder()): string {
  return path.join(folder, "api.sock");
}
