/**
 * Writes one self-contained file per program, which is all that an image adds to its base; and from that of the webhook, the
 * package that laptops install.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { NODE_FLOOR, nodeCheck, writeNpmPackage } from "./npm-package.ts";

const root = path.dirname(import.meta.dirname);

const PROGRAMS = [
  {
    entry: "sidecar/src/main.ts",
    package: "sidecar/package.json",
    out: "sidecar/dist/mount-monitor.cjs",
    target: "node24",
    banner: "",
  },
  {
    entry: "webhook/src/main.ts",
    package: "webhook/package.json",
    out: "webhook/dist/mount-monitor-webhook.cjs",
    // It is a plugin of kubectl as well, on laptops with a Node of their own.
    target: `node${NODE_FLOOR}`,
    banner: `#!/usr/bin/env node\n${nodeCheck("mount-monitor-webhook")}`,
  },
];

for (const program of PROGRAMS) {
  const { version } = JSON.parse(readFileSync(path.join(root, program.package), "utf8")) as { version: string };
  const out = path.join(root, program.out);
  await build({
    entryPoints: [path.join(root, program.entry)],
    outfile: out,
    bundle: true,
    platform: "node",
    target: program.target,
    banner: { js: program.banner },
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    define: { MOUNT_MONITOR_VERSION: JSON.stringify(version), MOUNT_MONITOR_COMMIT: JSON.stringify(commit()) },
    logLevel: "warning",
  });
  // Started as it is, or by a link of another name.
  if (program.banner !== "") chmodSync(out, 0o755);
  console.log(`wrote ${program.out}, ${Math.round(statSync(out).size / 1024)} KiB`);
}

console.log(`wrote ${writeNpmPackage(root)}, the package for laptops`);

/** The commit that is built, where that is known; a tarball of the sources has none. */
function commit(): string {
  if (process.env["SOURCE_COMMIT"]) return process.env["SOURCE_COMMIT"];
  try {
    return execFileSync("git", ["rev-parse", "--short=12", "HEAD"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown";
  }
}
