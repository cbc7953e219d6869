/** A test that dies with a frozen mount: says what it holds, and ends without any of its hooks. */
import { openScene } from "./scene.ts";

const scene = await openScene({ after: () => {} });
await scene.serve();
const daemon = await scene.mount();
daemon.signal("SIGSTOP");
process.stdout.write(
  `${JSON.stringify({ folder: scene.folder, mountPoint: scene.mountPoint, daemon: daemon.pid })}\n`,
  () => process.kill(process.pid, "SIGKILL"),
);
