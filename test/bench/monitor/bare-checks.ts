import { spawn } from "node:child_process";
import { imageFlags } from "../../../tools/image-flags.ts";
import { endWithUs } from "../process/end-with-us.ts";

/** The least that a check can be: the four calls on a file that a canary takes, one after the other, and nothing decided. */
export const BARE_CHECKS_NAME = "bare node, the same four calls";

const SOURCE = `
const fs = require("node:fs");
const [interval, ...mounts] = process.argv.slice(1);
const look = (mount) =>
  fs.realpath.native(mount, () =>
    fs.open(mount + "/.health-check", "r", (_, file) =>
      fs.read(file, Buffer.alloc(1), 0, 1, 0, () => fs.close(file, () => {}))));
setInterval(() => mounts.forEach(look), Number(interval));
`;

/** Looks at each mount as often as a monitor does; `use` gets the process. */
export async function withBareChecks<T>(
  mounts: readonly string[],
  intervalMs: number,
  use: (pid: number) => Promise<T>,
): Promise<T> {
  const child = endWithUs(
    spawn(process.execPath, [...imageFlags("sidecar"), "-e", SOURCE, "--", String(intervalMs), ...mounts], {
      stdio: "ignore",
      env: { ...process.env, UV_THREADPOOL_SIZE: String(mounts.length + 4) },
    }),
  );
  try {
    return await use(child.pid ?? 0);
  } finally {
    child.kill("SIGKILL");
  }
}
