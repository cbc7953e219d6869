import path from "node:path";
import { SIDECAR_IMAGE, WEBHOOK_IMAGE } from "./images.ts";
import { kubectl } from "./kubectl.ts";
import { expectCommand } from "./run-command.ts";

/** The installation that the tests make, by names that nobody else uses. */
export const RELEASE = "mount-monitor-test";
export const WEBHOOK = `${RELEASE}-webhook`;
export const CHART = path.resolve(import.meta.dirname, "../../../helm/mount-monitor");

export type HelmCommand = "helm" | "helm3";

export interface InstallOptions {
  readonly helm?: HelmCommand;
  /** On top of the images: `log.level=debug`. */
  readonly values?: readonly string[];
}

const LIMIT_MS = 300_000;

/** Installs or upgrades, and comes back when the webhook is ready. */
export function upgrade({ helm = "helm", values = [] }: InstallOptions = {}): Promise<string> {
  const images = [imageValues("image", WEBHOOK_IMAGE), imageValues("sidecar.image", SIDECAR_IMAGE)].flat();
  const sets = [...images, ...values].flatMap((value) => ["--set", value]);
  const target = [RELEASE, CHART, "--namespace", RELEASE, "--create-namespace"];
  const waiting = ["--install", "--wait", `--timeout=${LIMIT_MS / 1_000}s`];
  return expectCommand(helm, ["upgrade", ...target, ...waiting, ...sets], { limitMs: LIMIT_MS + 30_000 });
}

/** Helm leaves the namespace, which it has made; it may have been somebody else's. */
export async function uninstall({ helm = "helm" }: Pick<InstallOptions, "helm"> = {}): Promise<void> {
  await expectCommand(helm, ["uninstall", RELEASE, "--namespace", RELEASE, "--ignore-not-found", "--wait"], {
    limitMs: LIMIT_MS,
  });
}

export async function removeReleaseNamespace(): Promise<void> {
  await kubectl(["delete", "namespace", RELEASE, "--ignore-not-found", "--timeout=120s"], { limitMs: LIMIT_MS });
}

function imageValues(key: string, { repository, tag }: { readonly repository: string; readonly tag: string }) {
  return [`${key}.repository=${repository}`, `${key}.tag=${tag}`, `${key}.pullPolicy=Never`];
}
