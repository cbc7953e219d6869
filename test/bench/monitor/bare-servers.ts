import { spawn } from "node:child_process";
import { endWithUs } from "../process/end-with-us.ts";
import { imageFlags } from "../../../tools/image-flags.ts";

/** The least that a program of Node can be that answers probes; with the flags of our image. */
export const BARE_NAME = "bare node:http";
const SOURCE = 'require("node:http").createServer((_, answer) => answer.end()).listen(0)';

/** So many of them, for as long as `use` takes. */
export async function withBareServers<T>(count: number, use: (pids: readonly number[]) => Promise<T>): Promise<T> {
  const children = Array.from({ length: count }, () =>
    endWithUs(spawn(process.execPath, [...imageFlags("sidecar"), "-e", SOURCE], { stdio: "ignore" })),
  );
  try {
    return await use(children.map(({ pid }) => pid ?? 0));
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}
