import type { ChildProcess } from "node:child_process";

const children = new Map<ChildProcess, NodeJS.Signals>();

process.on("exit", () => {
  for (const [child, signal] of children) child.kill(signal);
});

/** Whatever ends the bench, nothing that it started goes on. What has children of its own is to be asked, so that it ends those. */
export function endWithUs<Child extends ChildProcess>(child: Child, signal: NodeJS.Signals = "SIGKILL"): Child {
  children.set(child, signal);
  child.once("close", () => children.delete(child));
  return child;
}
