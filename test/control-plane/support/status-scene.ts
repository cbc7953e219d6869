import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Program, startProgram } from "../../../sidecar/test/support/program.ts";
import type { StatusReport } from "../../../webhook/src/core/status/status-report.ts";
import { livePod } from "../../../webhook/src/core/status/testing/example-status.ts";
import type { ApiClient } from "./api-client.ts";
import { missingControlPlane } from "./assets.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import type { User } from "./credentials.ts";
import { podAddress } from "./doctor/pod-address.ts";
import { RBAC } from "./guard/guard-install.ts";
import { missingKubectl } from "./kubectl.ts";
import { type Laptop, setUpLaptop } from "./kubectl-plugin.ts";
import { until } from "./until.ts";

const LIMIT_MS = 120_000;

type PodParts = Parameters<typeof livePod>[1];

export interface StatusScene {
  readonly plane: ControlPlane;
  readonly admin: ApiClient;
  readonly laptop: Laptop;
  /** `kubectl mount-monitor …` */
  plugin(args: readonly string[], user?: string): ReturnType<Laptop["kubectl"]>;
  /** What `kubectl mount-monitor status -o json …` says; fails where it complains. */
  report(...args: readonly string[]): Promise<StatusReport>;
  /** An injected pod as the webhook would have made it; gives back its path in the API. */
  createPod(name: string, parts?: PodParts): Promise<string>;
  /** As the kubelet would report it. */
  reportStatus(path: string, status?: object): Promise<void>;
  /** A monitor that really runs, and the pod that it seems to run in; the folder is its mount. */
  startMonitored(
    name: string,
    parts?: PodParts,
  ): Promise<{ readonly monitor: Program; readonly mount: string; readonly path: string }>;
  /** Lets somebody do so in all namespaces; comes back when it counts. */
  grant(user: string, rules: readonly object[]): Promise<void>;
  writeEvent(name: string, event: object, namespace?: string): Promise<void>;
  close(): Promise<void>;
}

/** Why monitors cannot be asked here; false where they can. */
export function missingStatusScene(): string | false {
  return (
    missingControlPlane() ??
    missingKubectl() ??
    (podAddress() === undefined
      ? "needs an address that is not loopback, since the API server calls no pod there"
      : false)
  );
}

/** A control plane whose pods somebody looks at from a laptop. There is no kubelet: what it would do, the scene does. */
export async function openStatusScene(users: readonly User[] = []): Promise<StatusScene> {
  const laptop = setUpLaptop();
  const plane = await startControlPlane({ users });
  const { admin } = plane;
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-status-"));
  const monitors: Program[] = [];
  await plane.createNamespace("media");
  await plane.createNamespace("films");
  const scene: StatusScene = {
    plane,
    admin,
    laptop,
    plugin: (args, user) => laptop.kubectl(plane, ["mount-monitor", ...args], user),
    async report(...args) {
      const { stdout, stderr } = await scene.plugin(["status", "-o", "json", ...args]);
      assert.equal(stderr, "");
      return JSON.parse(stdout) as StatusReport;
    },
    async createPod(name, parts = {}) {
      const { status: _, metadata, spec, ...rest } = livePod(name, parts) as Record<string, unknown> & PodObject;
      const { uid: _uid, ownerReferences, ...kept } = metadata;
      const owners = ownerReferences?.map((owner) => ({ uid: "5d8f", ...owner }));
      const containers = spec.containers.map((container) => ({ image: "app", ...container }));
      const body = {
        ...rest,
        metadata: { ...kept, ...(owners && { ownerReferences: owners }) },
        spec: { ...spec, containers },
      };
      const namespace = parts.namespace ?? "media";
      await admin.expect(`/api/v1/namespaces/${namespace}/pods`, { method: "POST", body });
      return `/api/v1/namespaces/${namespace}/pods/${name}`;
    },
    async reportStatus(place, status = {}) {
      const podIP = podAddress();
      const whole = { phase: "Running", podIP, podIPs: [{ ip: podIP }], ...status };
      await admin.expect(`${place}/status`, { method: "PATCH", body: { status: whole } });
    },
    async startMonitored(name, parts = {}) {
      const mount = path.join(folder, name);
      mkdirSync(mount);
      writeFileSync(path.join(mount, ".health-check"), "");
      const file = path.join(folder, `${name}.json`);
      writeFileSync(
        file,
        JSON.stringify({ checkInterval: "100ms", mounts: [{ path: mount, name: "media" }], httpPort: 0 }),
      );
      const monitor = startProgram({ args: ["-c", file], cwd: folder });
      monitors.push(monitor);
      const port = String(await monitor.port());
      const annotations = { "mount-monitor.io/http-port": port, ...parts.annotations };
      const place = await scene.createPod(name, { ...parts, paths: [mount], annotations });
      await scene.reportStatus(place, monitorReady(true));
      await monitor.waitForStatus("healthy", ({ mounts }) => mounts[0]?.status === "HEALTHY");
      return { monitor, mount, path: place };
    },
    grant: (user, rules) => grant(admin, user, rules),
    async writeEvent(name, event, namespace = "media") {
      const body = {
        reportingComponent: "mount-monitor",
        source: { component: "mount-monitor" },
        type: "Warning",
        ...event,
      };
      const { metadata, ...rest } = body as { metadata?: object };
      await admin.expect(`/api/v1/namespaces/${namespace}/events`, {
        method: "POST",
        body: { ...rest, metadata: { name, ...metadata } },
      });
    },
    async close() {
      await Promise.all(monitors.map((monitor) => monitor.end()));
      rmSync(folder, { recursive: true, force: true });
      await plane.stop();
      laptop.close();
    },
  };
  return scene;
}

/** Two pods with monitors that run, one of a StatefulSet, and in another namespace one that has not begun. */
export async function startUsualPods(scene: StatusScene) {
  const owner = { apiVersion: "apps/v1", kind: "StatefulSet", name: "sonarr", controller: true };
  const plex = await scene.startMonitored("plex-5d8f-1");
  const sonarr = await scene.startMonitored("sonarr-0", { owner });
  await scene.createPod("late-0", { namespace: "films" });
  return { plex, sonarr };
}

/** Of a native sidecar, as the kubelet reports it. */
export function monitorReady(ready: boolean): object {
  const state = { running: { startedAt: "2026-11-26T11:00:00Z" } };
  return {
    initContainerStatuses: [{ name: "mount-monitor", image: "x", imageID: "", ready, restartCount: 0, state }],
  };
}

async function grant(admin: ApiClient, user: string, rules: readonly object[]): Promise<void> {
  const apiGroup = "rbac.authorization.k8s.io";
  const metadata = { name: `status-${user}` };
  await admin.expect(`${RBAC}/clusterroles`, { method: "POST", body: { metadata, rules } });
  const roleRef = { apiGroup, kind: "ClusterRole", name: metadata.name };
  const subjects = [{ apiGroup, kind: "User", name: user }];
  await admin.expect(`${RBAC}/clusterrolebindings`, { method: "POST", body: { metadata, roleRef, subjects } });
  const question = { spec: { user, resourceAttributes: { verb: "list", resource: "pods", namespace: "media" } } };
  await until("a right that counts", LIMIT_MS, async () => {
    const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    return (await admin.expect(path, { method: "POST", body: question })).status.allowed === true;
  });
}

interface PodObject {
  readonly metadata: { readonly uid?: string; readonly ownerReferences?: readonly object[] };
  readonly spec: { readonly containers: readonly object[] };
}
