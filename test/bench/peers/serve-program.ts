import { connect } from "node:net";
import path from "node:path";
import { startGuarded } from "../../control-plane/support/guarded-process.ts";
import { until } from "../../control-plane/support/until.ts";
import type { PeerLine } from "../admission/peer-line.ts";
import type { Surroundings } from "./surroundings.ts";

const LISTENS_MS = 120_000;

/** Runs a peer that is a program of its own, says so once it listens, and ends it when told to. */
export async function serveProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { port, folder }: Surroundings,
  line: Partial<PeerLine>,
): Promise<void> {
  const running = startGuarded(program, args, path.join(folder, "log"), env);
  process.once("SIGTERM", () => void running.stop().finally(() => process.exit()));
  await until(`${line.name} on port ${port}`, LISTENS_MS, async () => {
    const ended = running.ended();
    if (ended !== undefined) throw new Error(`failed to start ${line.name}: ${ended}\n${running.logTail()}`);
    return await listens(port);
  });
  console.log(JSON.stringify(line));
}

export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
