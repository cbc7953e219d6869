import assert from "node:assert/strict";
import { diagnose } from "../../../webhook/src/core/doctor/diagnose.ts";
import { examplePicture } from "../../../webhook/src/core/doctor/testing/example-picture.ts";
import { known } from "../../../webhook/src/core/live/known.ts";
import { readMonitorReport } from "../../../webhook/src/core/doctor/facts/monitor-report.ts";
import { readReplica, readReplicaStatus } from "../../../webhook/src/core/doctor/facts/replica-facts.ts";
import { hostOf, readInstallation, readWebhook } from "../../../webhook/src/core/doctor/facts/webhook-facts.ts";
import * as doctorGrants from "../../../webhook/src/core/doctor/facts/grant-facts.ts";
import { readNamespace as readDoctorNamespace } from "../../../webhook/src/core/doctor/facts/namespace-facts.ts";
import { readNode as readDoctorNode } from "../../../webhook/src/core/doctor/facts/node-facts.ts";
import * as doctorPolicies from "../../../webhook/src/core/doctor/facts/policy-facts.ts";
import { readRefusal } from "../../../webhook/src/core/doctor/facts/refusal-facts.ts";
import { selects } from "../../../webhook/src/core/doctor/facts/selector.ts";
import { readProbeAnswer } from "../../../webhook/src/core/doctor/probe/read-answer.ts";
import { readNamespace } from "../../../webhook/src/core/cluster/read-namespace.ts";
import { readKubeletVersion, readNode } from "../../../webhook/src/core/cluster/read-node.ts";
import { readRestart } from "../../../webhook/src/core/cluster/read-restart.ts";
import { readBinding } from "../../../webhook/src/core/grants/found-binding.ts";
import { writtenMetadata } from "../../../webhook/src/core/grants/found-metadata.ts";
import { readRole } from "../../../webhook/src/core/grants/found-role.ts";
import { judgeAnswer } from "../../../webhook/src/core/grants/policy/judge-answer.ts";
import * as knownPolicies from "../../../webhook/src/core/grants/policy/known-policy.ts";
import { readPod } from "../../../webhook/src/core/live/pod-facts.ts";
import { readWorkload, workloadOfPod } from "../../../webhook/src/core/live/workload-facts.ts";
import { planPause } from "../../../webhook/src/core/pause/plan-pause.ts";
import { readBarePod } from "../../../webhook/src/core/pods/bare-pod.ts";
import { readInjectedPod } from "../../../webhook/src/core/pods/injected-pod.ts";
import { findStuck } from "../../../webhook/src/core/pods/stuck-pod.ts";
import { readServerVersion } from "../../../webhook/src/core/server-version.ts";
import { readMonitorAnswer } from "../../../webhook/src/core/status/monitor-answer.ts";
import { readMonitoredPod } from "../../../webhook/src/core/status/monitored-pod.ts";
import { readPodEvent } from "../../../webhook/src/core/status/pod-events.ts";
import { renderStatus } from "../../../webhook/src/core/status/render-status.ts";
import { reportStatus } from "../../../webhook/src/core/status/report-status.ts";
import { pictureOf } from "../../../webhook/src/core/status/testing/example-status.ts";
import { isObject, parseObject } from "../../../packages/kube/src/api-object.ts";
import type { Target } from "../engine/target.ts";
import { assertSentence } from "./assert-sentence.ts";

const NOW_MS = Date.parse("2026-11-26T12:00:00Z");
const PICTURE = examplePicture();
const ORDER = { value: "true", words: "until it is resumed" };
const OWNER = { name: "mount-monitor-webhook", uid: "owner-1" };

const pod: Target = {
  name: "pod",
  holds: "all that looks at pods of a cluster reads it without a word of complaint, and a stuck one has a time",
  covers: [
    "webhook/src/core/live/pod-facts.ts",
    "webhook/src/core/live/pause-annotation.ts",
    "webhook/src/core/live/workload-facts.ts",
    "webhook/src/core/pods/bare-pod.ts",
    "webhook/src/core/pods/injected-pod.ts",
    "webhook/src/core/pods/own-config.ts",
    "webhook/src/core/pods/pod-start.ts",
    "webhook/src/core/pods/stuck-pod.ts",
    "webhook/src/core/doctor/check/check-running.ts",
    "webhook/src/core/doctor/check/check-terminating.ts",
    "webhook/src/core/status/monitored-pod.ts",
    "webhook/src/core/doctor/facts/replica-facts.ts",
  ],
  words: [
    "mount-monitor",
    "mount-monitor-gate",
    "MOUNT_MONITOR_CONFIG",
    "mount-monitor.io/injected",
    "waiting",
    "running",
  ],
  run(text) {
    const object = parseObject(text);
    if (object === undefined) return;
    const facts = readPod(object);
    if (facts !== undefined) {
      const findings = diagnose({ ...PICTURE, pods: known([facts]) }, NOW_MS);
      for (const finding of findings) assert.notEqual(finding.sentence.trim(), "");
    }
    readReplica(object);
    readBarePod(object);
    workloadOfPod(object);
    readMonitoredPod(object, NOW_MS);
    for (const kind of ["Deployment", "CronJob", "Job"]) readWorkload(kind, object);
    const injected = readInjectedPod(object);
    const stuck = injected && findStuck(injected, () => true, NOW_MS);
    if (stuck !== undefined) assert.ok(Number.isFinite(stuck.sinceMs));
    const paused = planPause(object, ORDER, undefined, NOW_MS);
    if (paused.t !== "patch") assertPrintable(paused.sentence);
  },
};

/** What an object of the cluster says may come along; what a terminal obeys is taken out where it is printed. */
function assertPrintable(sentence: string): void {
  assert.notEqual(sentence.trim(), "");
}

const clusterObject: Target = {
  name: "cluster-object",
  holds: "all that looks at other objects of a cluster reads it without a word of complaint",
  covers: [
    "webhook/src/core/cluster/read-namespace.ts",
    "webhook/src/core/cluster/read-node.ts",
    "webhook/src/core/cluster/read-restart.ts",
    "webhook/src/core/doctor/facts/grant-facts.ts",
    "webhook/src/core/doctor/facts/namespace-facts.ts",
    "webhook/src/core/doctor/facts/node-facts.ts",
    "webhook/src/core/doctor/facts/policy-facts.ts",
    "webhook/src/core/doctor/facts/refusal-facts.ts",
    "webhook/src/core/doctor/facts/selector.ts",
    "webhook/src/core/doctor/facts/webhook-facts.ts",
    "webhook/src/core/grants/found-binding.ts",
    "webhook/src/core/grants/found-metadata.ts",
    "webhook/src/core/grants/found-role.ts",
    "webhook/src/core/grants/policy/known-policy.ts",
    "webhook/src/core/cluster-facts.ts",
  ],
  run(text) {
    const object = parseObject(text);
    if (object === undefined) return;
    for (const read of [readDoctorNode, readDoctorNamespace, readNode, readNamespace, readKubeletVersion, readRefusal])
      read(object);
    for (const read of [doctorPolicies.readPolicy, doctorPolicies.readPolicyBinding, knownPolicies.readPolicy])
      read(object);
    for (const read of [doctorGrants.readRole, doctorGrants.readRoleBinding]) read(object);
    knownPolicies.readPolicyBinding(object, "policy");
    for (const found of [readRole(object, OWNER.name), readBinding(object, OWNER.name)]) {
      if (found === undefined) continue;
      const written = writtenMetadata(found, OWNER);
      assert.deepEqual(writtenMetadata({ ...found, kept: JSON.stringify(written) }, OWNER), written);
    }
    selects(object, { app: "plex" });
    readRestart(object);
    for (const webhook of [...(readInstallation(object)?.webhooks ?? []), readWebhook(object)])
      hostOf(webhook.endpoint);
  },
};

const clusterAnswer: Target = {
  name: "cluster-answer",
  holds: "a pod, what its monitor answers and what events say make a table in which each row is one line",
  covers: [
    "webhook/src/core/status/monitor-answer.ts",
    "webhook/src/core/status/pod-events.ts",
    "webhook/src/core/doctor/facts/monitor-report.ts",
    "webhook/src/core/doctor/facts/replica-facts.ts",
    "webhook/src/core/doctor/probe/read-answer.ts",
    "webhook/src/core/grants/policy/judge-answer.ts",
    "webhook/src/core/server-version.ts",
    "webhook/src/core/status/pod-state.ts",
    "webhook/src/core/status/render-status.ts",
    "webhook/src/core/status/status-rows.ts",
  ],
  words: ["DEGRADED", "UNHEALTHY", "WatchdogRestart", "MountUnhealthy", "MountRecovered", "fuse.rclone", "0:52"],
  /** `{ pod, answer, event }`. */
  run(text) {
    const given = parseObject(text);
    if (given === undefined) return;
    const { pod: object, answer: document, event } = given;
    readMonitorReport(document);
    readReplicaStatus(document);
    readServerVersion(document);
    for (const status of [201, 403, 500]) {
      for (const kind of ["pod", "workload"] as const) readProbeAnswer({ status, document }, kind);
      const outcome = judgeAnswer({ status, message: JSON.stringify(document) ?? "" }, "policy");
      if (outcome.t === "no-word") assertSentence(outcome.why);
    }
    const answer = readMonitorAnswer(document);
    const told = isObject(event) ? readPodEvent(event) : undefined;
    const seen = isObject(object) ? readMonitoredPod(object, NOW_MS) : undefined;
    if (seen === undefined) return;
    const heard = answer === undefined ? ({ t: "forbidden" } as const) : ({ t: "answer", answer } as const);
    const report = reportStatus(pictureOf([{ pod: seen, heard }], told === undefined ? [] : [told]), [], NOW_MS);
    for (const line of renderStatus(report, { wide: true, namespaces: true, headers: true }, (cell) => cell))
      assert.doesNotMatch(line, /[\n\r]/);
  },
};

export const CLUSTER_TARGETS: readonly Target[] = [pod, clusterObject, clusterAnswer];
