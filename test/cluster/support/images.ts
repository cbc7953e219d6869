import { copyFileSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isOnPath, readSettings } from "./settings.ts";
import { expectCommand } from "./run-command.ts";

/** A name that no registry has: what is not loaded is an error at once, and never pulled. */
const PREFIX = "localhost/mount-monitor";
const TAG = "test";

export const WEBHOOK_IMAGE = { repository: `${PREFIX}/webhook`, tag: TAG } as const;
export const SIDECAR_IMAGE = { repository: `${PREFIX}/sidecar`, tag: TAG } as const;
/** What is monitored: busybox, with what of it the tests use. */
export const APP_IMAGE = `${PREFIX}/app:${TAG}`;

const APPLETS = ["sh", "sleep", "cat", "rm", "touch", "httpd", "ls", "id"] as const;
export const ROOT = path.resolve(import.meta.dirname, "../../..");
const BUILD_LIMIT_MS = 600_000;

/** Builds the images of both programs and of the app, and loads them into the node. */
export async function loadImages(folder: string, say: (line: string) => void): Promise<void> {
  const archives = path.join(folder, "images");
  const env = { IMAGE_PREFIX: PREFIX, VERSION: TAG, IMAGE_ARCHIVES: archives };
  await expectCommand(process.execPath, [path.join(ROOT, "tools/images.ts")], { env, limitMs: BUILD_LIMIT_MS });
  const app = await buildApp(folder, archives);
  for (const archive of [path.join(archives, "webhook.tar"), path.join(archives, "sidecar.tar"), app]) {
    say(`${path.basename(archive)}: ${(statSync(archive).size / 1024 / 1024).toFixed(1)} MiB`);
    await expectCommand("/bin/sh", ["-c", `${readSettings().load} "$1"`, "sh", archive], { limitMs: BUILD_LIMIT_MS });
  }
}

async function buildApp(folder: string, archives: string): Promise<string> {
  const context = path.join(folder, "app");
  const bin = path.join(context, "root/bin");
  mkdirSync(bin, { recursive: true });
  copyFileSync(readSettings().busybox, path.join(bin, "busybox"));
  for (const applet of APPLETS) symlinkSync("busybox", path.join(bin, applet));
  writeFileSync(path.join(context, "Dockerfile"), 'FROM scratch\nCOPY root /\nENV PATH=/bin\nCMD ["sh"]\n');
  const tool = containerTool();
  const archive = path.join(archives, "app.tar");
  await expectCommand(tool, ["build", "--quiet", `--tag=${APP_IMAGE}`, context], { limitMs: BUILD_LIMIT_MS });
  if (path.basename(tool) === "buildah") {
    await expectCommand(tool, ["push", "--quiet", APP_IMAGE, `docker-archive:${archive}:${APP_IMAGE}`]);
  } else await expectCommand(tool, ["save", "--output", archive, APP_IMAGE]);
  return archive;
}

/** The one that `make images` takes. */
function containerTool(): string {
  return process.env["CONTAINER_TOOL"] || (["docker", "podman", "buildah"].find(isOnPath) ?? "buildah");
}
