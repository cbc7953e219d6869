import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a laptop may have: the oldest Node.js on which the commands for people are tried. */
export const NODE_FLOOR = 20;

const BUNDLE = "mount-monitor-webhook.cjs";
const PLUGIN = "kubectl-mount_monitor.cjs";

/** In words of an old Node.js: what is too old for the program says so, in place of failing somewhere in it. */
export function nodeCheck(name: string): string {
  return `if (parseInt(process.versions.node, 10) < ${NODE_FLOOR}) { console.error("${name}: Node.js " + process.versions.node + " is too old; install ${NODE_FLOOR} or newer"); process.exit(2); }`;
}

/**
 * Writes the folder that is published to npm: the one bundle, under both names, with nothing to install beside it. Gives back
 * the folder, from the root.
 */
export function writeNpmPackage(root: string): string {
  const folder = "webhook/dist/npm";
  const place = (name: string) => path.join(root, folder, name);
  rmSync(path.join(root, folder), { recursive: true, force: true });
  mkdirSync(path.join(root, folder), { recursive: true });
  copyFileSync(path.join(root, "webhook/dist", BUNDLE), place(BUNDLE));
  // Not only a link: what starts it (npm, pnpm, a shim) may show the program the name of the file alone.
  writeFileSync(place(PLUGIN), `#!/usr/bin/env node\nrequire("./${BUNDLE}");\n`, { mode: 0o755 });
  copyFileSync(path.join(root, "webhook/npm/README.md"), place("README.md"));
  copyFileSync(path.join(root, "LICENSE"), place("LICENSE"));
  const { version } = JSON.parse(readFileSync(path.join(root, "webhook/package.json"), "utf8")) as { version: string };
  writeFileSync(place("package.json"), `${JSON.stringify(manifestOf(version), null, 2)}\n`);
  return folder;
}

function manifestOf(version: string): object {
  return {
    name: "mount-monitor",
    version,
    description: "kubectl mount-monitor: how the mounts of monitored pods fare, and what is wrong with them",
    keywords: ["kubectl", "kubectl-plugin", "kubernetes", "rclone", "fuse", "nfs", "mount"],
    license: "Apache-2.0",
    bin: { "mount-monitor-webhook": BUNDLE, "kubectl-mount_monitor": PLUGIN },
    files: [BUNDLE, PLUGIN],
    engines: { node: `>=${NODE_FLOOR}` },
    // It reaches the cluster by a socket of kubectl proxy, and keeps that in check by a shell.
    os: ["linux", "darwin"],
  };
}
