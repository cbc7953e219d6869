import { spawn } from "node:child_process";

/** The least that a program of Node can be that answers probes. */
export const BARE_NAME = "bare node:http";
const SOURCE = 'require("node:http").createServer((_, answer) => answer.end()).listen(0)';

/** So many of them, for as long as `use` takes. */
export async function withBareServers<T>(count: number, use: (pids: readonly number[]) => Promise<T>): Promise<T> {
  const children = Array.from({ length: count }, () => spawn(process.execPath, ["-e", SOURCE], { stdio: "ignore" }));
  try {
    return await use(children.map(({ pid }) => pid ?? 0));
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}
