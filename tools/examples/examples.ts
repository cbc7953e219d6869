import { readFileSync } from "node:fs";
import path from "node:path";
import { isRecord, type RawObject, type RawPod, type RawWorkload } from "../../webhook/src/core/raw-object.ts";
import { isWorkload } from "../../webhook/src/core/workload/pod-of-template.ts";
import { parseManifests } from "../../webhook/src/io/manifest/read-manifests.ts";

export const FOLDER = path.resolve(import.meta.dirname, "../../examples");

/** What the webhook is to make of the pods of an example. */
export interface InjectedExample {
  readonly file: string;
  /** Init containers, in order. */
  readonly initContainers: readonly string[];
  /** `mounts` of the monitor's configuration. */
  readonly mounts: readonly object[];
  /** volumeMounts that hold the paths, as gate and monitor get them. */
  readonly gate: readonly object[];
  readonly monitor: readonly object[];
  readonly user: { readonly runAsUser: number; readonly runAsGroup: number };
}

const GATE = "mount-monitor-gate";
const MONITOR = "mount-monitor";
const STANDING = { name: "media", mountPath: "/media", readOnly: true };
const follows = (mount: object) => ({ ...mount, mountPropagation: "HostToContainer" });

const sonarr = ["tv", "downloads", "archive"].map((name) => ({ name, mountPath: `/${name}`, readOnly: true }));
const nfs = { name: "downloads", mountPath: "/usr/share/nginx/html", readOnly: true };

export const INJECTED: readonly InjectedExample[] = [
  {
    file: "plex-rclone.yaml",
    initContainers: [GATE, MONITOR],
    mounts: [{ path: "/media" }],
    gate: [follows(STANDING)],
    monitor: [STANDING],
    user: { runAsUser: 1000, runAsGroup: 1000 },
  },
  {
    file: "sonarr-three-mounts.yaml",
    initContainers: [GATE, MONITOR],
    mounts: [
      { path: "/tv", name: "series" },
      { path: "/downloads", onFailure: "unready", allowEmpty: true },
      { path: "/archive", onFailure: "report", readTimeout: "30s", failureThreshold: 10 },
    ],
    gate: sonarr.map(follows),
    // As the app has them: it is to see a dead series as dead.
    monitor: sonarr.map((mount) => (mount.name === "tv" ? mount : follows(mount))),
    user: { runAsUser: 1000, runAsGroup: 1000 },
  },
  {
    file: "nfs-claim.yaml",
    initContainers: [GATE, MONITOR],
    mounts: [{ path: "/usr/share/nginx/html" }],
    gate: [follows(nfs)],
    monitor: [nfs],
    user: { runAsUser: 101, runAsGroup: 101 },
  },
  {
    file: "rclone-sidecar.yaml",
    initContainers: ["rclone", GATE, MONITOR],
    mounts: [{ path: "/media/remote" }],
    gate: [follows(STANDING)],
    monitor: [follows(STANDING)],
    user: { runAsUser: 1000, runAsGroup: 1000 },
  },
];

/** For the cluster, but with nothing in them for the webhook. */
export const STANDALONE = ["standalone/kubernetes.yaml", "standalone/own-pod-only.yaml"] as const;

export function readExample(file: string): string {
  return readFileSync(path.join(FOLDER, file), "utf8");
}

/** The objects of a manifest, in order; throws where it cannot be read. */
export function objectsOf(file: string): readonly RawObject[] {
  const errors: string[] = [];
  const objects = parseManifests(readExample(file), file, errors).flatMap((manifest) => manifest.objects);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return objects.map(({ object }) => object);
}

export function workloadOf(objects: readonly RawObject[]): RawWorkload {
  const found = objects.find(isWorkload);
  if (found === undefined) throw new Error("there is no workload in the example");
  return found;
}

/** The essential part of what was injected, in the form of what is expected above. */
export function injectionOf(pod: RawPod): Omit<InjectedExample, "file"> {
  const inits = pod.spec?.initContainers ?? [];
  const named = (name: string) => inits.find((container) => container.name === name);
  const [gate, monitor] = [named(GATE), named(MONITOR)];
  const config = (monitor?.env ?? []).find(({ name }) => name === "MOUNT_MONITOR_CONFIG");
  const parsed: unknown = JSON.parse(String(config?.["value"] ?? "{}"));
  const { runAsUser, runAsGroup } = (monitor?.securityContext ?? {}) as InjectedExample["user"];
  // What gate and monitor have of their own.
  const ofApp = (mounts: readonly object[] = []) =>
    mounts.filter((mount) => !String((mount as { name?: unknown }).name).startsWith("mount-monitor-"));
  return {
    initContainers: inits.map(({ name }) => name),
    mounts: isRecord(parsed) && Array.isArray(parsed["mounts"]) ? parsed["mounts"] : [],
    gate: ofApp(gate?.volumeMounts),
    monitor: ofApp(monitor?.volumeMounts),
    user: { runAsUser, runAsGroup },
  };
}
