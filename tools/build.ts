/** Writes one self-contained file per program, which is all that an image adds to its base. */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = path.dirname(import.meta.dirname);

const PROGRAMS = [
  { entry: "sidecar/src/main.ts", package: "sidecar/package.json", out: "sidecar/dist/mount-monitor.cjs" },
  { entry: "webhook/src/main.ts", package: "webhook/package.json", out: "webhook/dist/mount-monitor-webhook.cjs" },
];

for (const program of PROGRAMS) {
  const { version } = JSON.parse(readFileSync(path.join(root, program.package), "utf8")) as { version: string };
  const out = path.join(root, program.out);
  await build({
    entryPoints: [path.join(root, program.entry)],
    outfile: out,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    define: { MOUNT_MONITOR_VERSION: JSON.stringify(version), MOUNT_MONITOR_COMMIT: JSON.stringify(commit()) },
    logLevel: "warning",
  });
  console.log(`wrote ${program.out}, ${Math.round(statSync(out).size / 1024)} KiB`);
}

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
