import { MS_PER_MINUTE, parseTime } from "@mount-monitor/contract";
import type { ClusterPicture } from "../cluster-picture.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { type Finding, found, subjectOf } from "../finding.ts";
import { FIND_AND_FREE } from "../../live/free-command.ts";
import { orElse } from "../../live/known.ts";
import { formatSpan } from "../../live/span.ts";

/** Pods that should be gone by now, and what holds them. */
export function checkTerminating(picture: ClusterPicture, nowMs: number): readonly Finding[] {
  return orElse(picture.pods, []).flatMap((pod) => {
    if (!pod.carries || pod.deletionTimestamp === undefined) return [];
    // The time has the grace period in it already.
    const lateMs = nowMs - (parseTime(pod.deletionTimestamp) ?? nowMs);
    return lateMs < MS_PER_MINUTE ? [] : [findingFor(picture, pod, lateMs)];
  });
}

function findingFor(picture: ClusterPicture, pod: PodFacts, lateMs: number): Finding {
  const { namespace, name, node, finalizers } = pod;
  const subject = subjectOf("Pod", name, namespace);
  const late = `it was told to go, its grace period ended ${formatSpan(lateMs)} ago, and it is still there`;
  if (pod.finished && finalizers.length > 0) return heldByFinalizer(subject, late, finalizers);
  if (node === undefined) {
    return finalizers.length > 0
      ? heldByFinalizer(subject, late, finalizers)
      : found("terminating", subject, `${late}, without a node`, {
          advice: `kubectl -n ${namespace} describe pod ${name}`,
        });
  }
  const facts = orElse(picture.nodes, []).find((candidate) => candidate.name === node);
  const force = `kubectl -n ${namespace} delete pod ${name} --grace-period=0 --force`;
  if (facts?.ready === false) {
    return found("terminating", subject, `${late}: node ${node} is not ready, and only its kubelet can end the pod`, {
      advice: `Bring node ${node} back; if it is gone for good: ${force}`,
    });
  }
  const command = commandFor(picture, pod);
  if (command !== undefined) {
    return found("terminating", subject, `${late}, on node ${node}, where a mount does not answer`, {
      advice: `On node ${node}, as root: ${command}`,
    });
  }
  if (finalizers.length > 0) return heldByFinalizer(subject, `${late}, on node ${node}`, finalizers);
  return found(
    "terminating",
    subject,
    `${late}, on node ${node}; most likely a process waits for a mount that does not answer`,
    {
      advice: `On node ${node}, as root: ${FIND_AND_FREE}`,
    },
  );
}

function heldByFinalizer(subject: ReturnType<typeof subjectOf>, late: string, finalizers: readonly string[]): Finding {
  return found("terminating", subject, `${late}; finalizers hold it: ${finalizers.join(", ")}`, {
    advice: "See why whoever set the finalizers does not remove them.",
  });
}

/** From the monitor itself where it still answers, else from what it wrote into an event. */
function commandFor({ monitors, freeCommands }: ClusterPicture, { namespace, name }: PodFacts): string | undefined {
  const key = `${namespace}/${name}`;
  const report = monitors.get(key);
  const said = report?.t === "known" ? report.value.failing : [];
  return said.find(({ freeCommand }) => freeCommand !== undefined)?.freeCommand ?? freeCommands.get(key);
}
