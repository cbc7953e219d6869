import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startGuarded, type GuardedProcess } from "../control-plane/support/guarded-process.ts";
import { until } from "../control-plane/support/until.ts";
import { callServer, find } from "./support/api.ts";
import { loadImages } from "./support/images.ts";
import { kubectl } from "./support/kubectl.ts";
import { TEST_LABEL } from "./support/namespace.ts";
import { removeReleaseNamespace, uninstall, upgrade, WEBHOOK } from "./support/release.ts";
import { missingCluster } from "./support/settings.ts";
import { announceState, proxySocket } from "./support/state.ts";

const PROXY_LIMIT_MS = 30_000;

let folder: string | undefined;
let proxy: GuardedProcess | undefined;

/** Images in the node, the chart installed, a way to the API server. Where anything is missing, the tests say what. */
export async function globalSetup(): Promise<void> {
  if (missingCluster() !== undefined) return;
  folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-cluster-"));
  announceState(folder);
  proxy = await startProxy(folder);
  await refuseAnotherInstallation();
  // Of a run that was killed.
  await removeAll();
  await loadImages(folder, (line) => console.log(`image ${line}`));
  await upgrade();
}

/** May be called twice, after an interrupt. */
export async function globalTeardown(): Promise<void> {
  const [made, running] = [folder, proxy];
  [folder, proxy] = [undefined, undefined];
  if (made === undefined) return;
  try {
    await removeAll();
  } catch (error) {
    // What the tests found stands; the next run removes first what is left.
    console.error(`failed to remove all that the tests made: ${String(error)}`);
  } finally {
    await running?.stop();
    rmSync(made, { recursive: true, force: true });
  }
}

async function startProxy(folder: string): Promise<GuardedProcess> {
  const socket = proxySocket(folder);
  const started = startGuarded("kubectl", ["proxy", `--unix-socket=${socket}`], path.join(folder, "proxy.log"));
  await until(
    "an answer of the API server",
    PROXY_LIMIT_MS,
    async () => (await callServer("GET", "/readyz").catch(() => undefined))?.status === 200,
    started.logTail,
  );
  return started;
}

/** Both would change every pod. */
async function refuseAnotherInstallation(): Promise<void> {
  interface Webhooks {
    readonly items: readonly {
      readonly metadata: { readonly name: string };
      readonly webhooks?: readonly { readonly name: string }[];
    }[];
  }
  const list = await find<Webhooks>("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations");
  const other = list?.items.find(
    ({ metadata, webhooks = [] }) =>
      metadata.name !== WEBHOOK && webhooks.some(({ name }) => name.endsWith(".mount-monitor.io")),
  );
  if (other) {
    throw new Error(
      `mount-monitor is installed in this cluster (${other.metadata.name}): test on another one, or uninstall it`,
    );
  }
}

/** Pods first: while the webhook is there, nothing waits for it. */
async function removeAll(): Promise<void> {
  await kubectl(["delete", "namespaces", `--selector=${TEST_LABEL}`, "--ignore-not-found", "--timeout=180s"], {
    limitMs: 240_000,
  });
  await uninstall();
  await removeReleaseNamespace();
}
