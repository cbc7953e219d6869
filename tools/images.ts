/**
 * Builds both images: with docker buildx where there is docker, else with podman or buildah.
 *
 *   CONTAINER_TOOL   docker, podman or buildah (default: the first one that is there)
 *   NODE_IMAGE       what to build on
 *   IMAGE_PREFIX     default ghcr.io/mount-monitor
 *   VERSION          default dev
 *   IMAGE_ARCHIVES   a folder: archives webhook.tar and sidecar.tar are left there, to be loaded into a node
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
const TOOLS = ["docker", "podman", "buildah"] as const;
const TARGETS = ["webhook", "sidecar"] as const;

const { env } = process;
const tool = env["CONTAINER_TOOL"] || TOOLS.find(isThere);
if (tool === undefined) {
  fail(`there is none of ${TOOLS.join(", ")}; install one, or name yours in CONTAINER_TOOL`);
}
const settings = {
  IMAGE_PREFIX: env["IMAGE_PREFIX"] || "ghcr.io/mount-monitor",
  VERSION: env["VERSION"] || "dev",
  COMMIT: env["COMMIT"] || commit(),
};
const nodeImage = env["NODE_IMAGE"];
const archives = env["IMAGE_ARCHIVES"];
const images = TARGETS.map((target) => ({ target, image: `${settings.IMAGE_PREFIX}/${target}:${settings.VERSION}` }));

if (path.basename(tool) === "docker") run(tool, ["buildx", "bake"]);
else {
  for (const { target, image } of images) {
    run(tool, [
      "build",
      ...(nodeImage ? ["--build-arg", `NODE_IMAGE=${nodeImage}`] : []),
      `--target=${target}`,
      `--tag=${image}`,
      `--label=org.opencontainers.image.version=${settings.VERSION}`,
      `--label=org.opencontainers.image.revision=${settings.COMMIT}`,
      ".",
    ]);
  }
}
for (const { target, image } of images) {
  if (!archives) {
    console.log(`built ${image}`);
    continue;
  }
  mkdirSync(archives, { recursive: true });
  const file = path.join(archives, `${target}.tar`);
  rmSync(file, { force: true });
  if (path.basename(tool) === "buildah") run(tool, ["push", "--quiet", image, `docker-archive:${file}:${image}`]);
  else run(tool, ["save", "--output", file, image]);
  console.log(`built ${image}, ${Math.round(statSync(file).size / 1024 / 1024)} MiB in ${file}`);
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...env, ...settings },
  });
  if (error) fail(`${command}: ${error.message}`);
  if (status !== 0) fail(`${command} ${args[0]} ended with ${status}; what it said stands above`);
}

function fail(why: string): never {
  console.error(`failed to build the images: ${why}`);
  process.exit(1);
}

function isThere(command: string): boolean {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;
}

function commit(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}
