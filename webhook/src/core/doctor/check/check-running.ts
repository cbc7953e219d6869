import { MS_PER_MINUTE, parseTime } from "@mount-monitor/contract";
import type { ClusterPicture } from "../cluster-picture.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { type Finding, found, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { formatSpan } from "../../live/span.ts";
import { groupByWorkload } from "../pod-groups.ts";

const GATE_PATIENCE_MS = 5 * MS_PER_MINUTE;

/** How gate and monitor fare in pods that are meant to stay. */
export function checkRunning({ pods, monitors }: ClusterPicture, nowMs: number): readonly Finding[] {
  const alive = orElse(pods, []).filter(
    ({ carries, finished, deletionTimestamp }) => carries && !finished && deletionTimestamp === undefined,
  );
  return [...stuckContainers(alive), ...waitingGates(alive, nowMs), ...failingMounts(alive, monitors)];
}

function stuckContainers(alive: readonly PodFacts[]): readonly Finding[] {
  return groupByWorkload(alive.filter(({ stuck }) => stuck.length > 0)).map(({ subject, pods }) => {
    const pod = alive.find(({ namespace, name }) => namespace === subject.namespace && name === pods[0]);
    const [first] = pod?.stuck ?? [];
    const message = first?.message ? `: ${first.message}` : "";
    const advice = `kubectl -n ${subject.namespace} describe pod ${pods[0]}`;
    return found(
      "container-does-not-start",
      subject,
      `container ${first?.container} waits: ${first?.reason}${message}`,
      {
        pods,
        advice,
      },
    );
  });
}

function waitingGates(alive: readonly PodFacts[], nowMs: number): readonly Finding[] {
  return alive.flatMap(({ namespace, name, gateSince }) => {
    const sinceMs = gateSince === undefined ? undefined : parseTime(gateSince);
    if (sinceMs === undefined || nowMs - sinceMs < GATE_PATIENCE_MS) return [];
    const advice = `kubectl -n ${namespace} logs ${name} -c mount-monitor-gate`;
    return [
      found(
        "gate-waits",
        subjectOf("Pod", name, namespace),
        `its gate has held it back for ${formatSpan(nowMs - sinceMs)}`,
        { advice },
      ),
    ];
  });
}

function failingMounts(alive: readonly PodFacts[], monitors: ClusterPicture["monitors"]): readonly Finding[] {
  return alive.flatMap(({ namespace, name }) => {
    const report = monitors.get(`${namespace}/${name}`);
    if (report?.t !== "known") return [];
    const { failing, held } = report.value;
    return failing.map(({ path, status, error }) => {
      const but = held === undefined ? "" : `; no restart yet: ${held}`;
      const advice = `kubectl -n ${namespace} describe pod ${name}`;
      return found("mount-failing", subjectOf("Pod", name, namespace), `${path} is ${status}: ${error}${but}`, {
        advice,
      });
    });
  });
}
