import { MS_PER_MINUTE } from "@mount-monitor/contract";
import type { PodFacts } from "../../live/pod-facts.ts";
import { known } from "../../live/known.ts";
import type { Case } from "./cases.ts";
import { exampleInstallation, injectedPod, namespace, node, NOW_MS, podOf, statusOf } from "./example-picture.ts";

const [one, two] = ["plex-5d8f-1", "plex-5d8f-2"] as const;
const withStatus = (...reasons: readonly string[]) => ({ "mount-monitor.io/status": statusOf(reasons) });
const beside = (...pods: readonly PodFacts[]) => ({ pods: known([injectedPod(one), ...pods]) });
const leaving = (parts: Parameters<typeof injectedPod>[1] = {}) =>
  injectedPod(two, { ...parts, metadata: { deletionTimestamp: "2026-11-26T11:48:00Z", ...parts.metadata } });
const waiting = (name: string, reason: string, message: string) => ({
  status: { initContainerStatuses: [{ name, state: { waiting: { reason, message } } }] },
});
const FREE = "echo 1 > /sys/fs/fuse/connections/52/abort";
const untouched = (name: string) => ({ namespace: name, namespaces: [name], answer: { t: "untouched" } }) as const;
const injected = (name: string) =>
  ({ namespace: name, namespaces: [name], answer: { t: "injected", version: "1.2.3", config: "c0ffee" } }) as const;

export const POD_CASES: Readonly<Record<string, Case>> = {
  "nothing-annotated": () => ({ pods: known([]), workloads: known([]) }),
  "nothing-annotated-in-scope": () => ({ pods: known([]), workloads: known([]), scope: "media" }),
  "not-injected": () => beside(podOf("plex-5d8f-3"), podOf("plex-5d8f-4")),
  "not-injected-but-over": () =>
    beside(
      podOf("done", { status: { phase: "Succeeded" } }),
      podOf("leaving", { metadata: { deletionTimestamp: "2026-11-26T12:00:10Z" } }),
    ),
  "not-injected-alone": () => beside(podOf("alone", { metadata: { ownerReferences: [] } })),
  "not-injected-of-other-controller": () =>
    beside(
      podOf("runner-1", { metadata: { ownerReferences: [{ kind: "Runner", name: "runner", controller: true }] } }),
      podOf("job-1", { metadata: { ownerReferences: [{ kind: "Job", name: "scan", controller: true }] } }),
    ),
  "workload-not-injected": () => ({
    workloads: known([
      { kind: "StatefulSet", namespace: "media", name: "jellyfin", templateAsks: false },
      { kind: "Job", namespace: "media", name: "scan", templateAsks: false },
    ]),
  }),
  skipped: () => beside(podOf("small", { annotations: withStatus("pod-resources-too-small") })),
  "skipped-for-a-reason-of-tomorrow": () => beside(podOf("odd", { annotations: withStatus("full-moon") })),
  "switched-off": () => beside(podOf("off", { annotations: withStatus("switched-off") })),
  "static-pod": () => beside(podOf("static-node-1", { annotations: { "kubernetes.io/config.mirror": "x" } })),
  "excluded-by-selector": () => ({
    ...beside(podOf("agent", { metadata: { namespace: "kube-system" } })),
    installations: known([exampleInstallation()]),
    namespaces: known([namespace("media"), namespace("kube-system")]),
  }),
  "excluded-by-labels": () => ({
    ...beside(podOf("plex", { metadata: { labels: { "app.kubernetes.io/name": "mount-monitor" } } })),
    installations: known([exampleInstallation()]),
    namespaces: known([namespace("media")]),
  }),
  "excluded-by-configuration": () => ({
    ...beside(podOf("agent", { metadata: { namespace: "monitoring" } })),
    probes: [untouched("monitoring"), injected("media")],
  }),
  "pods-refused": () => {
    const refusal = {
      kind: "ReplicaSet",
      namespace: "media",
      name: "plex-7c9",
      message: "/mnt/boks lies on no volumeMount (path-not-mounted)",
    };
    return {
      refusals: known([
        { ...refusal, lastMs: NOW_MS - 9 * MS_PER_MINUTE },
        { ...refusal, lastMs: NOW_MS - 3 * MS_PER_MINUTE },
        { ...refusal, name: "repaired-5f4", lastMs: NOW_MS - 18 * MS_PER_MINUTE },
      ]),
    };
  },
  "label-gone": () => beside(injectedPod(two, { labels: { "mount-monitor.io/injected": "" } })),
  "outdated-version": () => {
    const status = (version: string) => ({ "mount-monitor.io/status": statusOf(["injected"], { version }) });
    return {
      pods: known([
        injectedPod(one, { annotations: status("1.1.0") }),
        injectedPod(two, { annotations: status("1.0.0") }),
      ]),
    };
  },
  "outdated-config": () =>
    beside(injectedPod(two, { annotations: { "mount-monitor.io/status": statusOf(["injected"], { config: "0ld" }) } })),
  "image-not-pulled": () =>
    beside(injectedPod(two, waiting("mount-monitor-gate", "ImagePullBackOff", "Back-off pulling image"))),
  "being-created": () => beside(injectedPod(two, waiting("mount-monitor", "PodInitializing", ""))),
  "gate-waits": () => {
    const since = (startedAt: string) => ({
      status: { initContainerStatuses: [{ name: "mount-monitor-gate", state: { running: { startedAt } } }] },
    });
    return {
      pods: known([injectedPod(one, since("2026-11-26T11:56:00Z")), injectedPod(two, since("2026-11-26T11:00:00Z"))]),
    };
  },
  "mount-failing": () => ({
    monitors: new Map([
      [
        `media/${one}`,
        known({
          failing: [{ path: "/mnt/media", status: "UNHEALTHY", error: "no answer within 5s", freeCommand: FREE }],
          selfTest: { ok: true, message: "" },
          held: "paused until 13:00",
        }),
      ],
    ]),
  }),
  terminating: () => beside(leaving()),
  "terminating-within-a-minute": () => beside(leaving({ metadata: { deletionTimestamp: "2026-11-26T11:59:10Z" } })),
  "terminating-with-a-command": () => ({ ...beside(leaving()), freeCommands: new Map([[`media/${two}`, FREE]]) }),
  "terminating-on-a-dead-node": () => ({
    ...beside(leaving()),
    nodes: known([node("node-1", "1.36.3", false), node("node-2")]),
  }),
  "terminating-held-by-finalizer": () =>
    beside(leaving({ metadata: { finalizers: ["example.org/hold"] }, status: { phase: "Succeeded" } })),
  "terminating-on-a-node-held-by-finalizer": () => beside(leaving({ metadata: { finalizers: ["example.org/hold"] } })),
  "terminating-and-over": () => beside(leaving({ status: { phase: "Succeeded" } })),
  "terminating-without-a-node": () => beside(leaving({ spec: { nodeName: "" } })),
  "too-many-kinds-of-namespaces": () => ({
    gaps: [{ what: "whether pods in films are out of date", why: "too many" }],
  }),
};
