import { isAtLeast, parseKubernetesVersion } from "../../cluster-facts.ts";
import type { ClusterPicture } from "../cluster-picture.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { type Finding, found } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { groupByWorkload } from "../pod-groups.ts";
import { adviceOnReason, explainReason } from "../reason-text.ts";

/** Pods that are restarted otherwise than was asked for, or not at all. */
export function checkRestartKinds(picture: ClusterPicture): readonly Finding[] {
  const alive = orElse(picture.pods, []).filter(
    ({ injected, finished, deletionTimestamp }) =>
      injected?.monitored === true && !finished && deletionTimestamp === undefined,
  );
  return [...neverRestarted(alive), ...decidedOtherwise(picture, alive), ...onOldNodes(picture, alive)];
}

const NOT_RESTARTED = ["no-controller", "unknown-controller", "job-restart"] as const;

/** Nobody asked for that: the webhook noted why when it decided. */
function neverRestarted(alive: readonly PodFacts[]): readonly Finding[] {
  const idle = alive.filter(({ injected }) => injected?.action === "none");
  return NOT_RESTARTED.flatMap((reason) =>
    groupByWorkload(idle.filter(({ status }) => status?.reasons.includes(reason))).map(({ subject, pods }) =>
      found("never-restarted", subject, explainReason(reason), { pods, advice: adviceOnReason(reason) }),
    ),
  );
}

const UPGRADE_SERVER = "Upgrade the API server and restart the workload, or set `mount-monitor.io/restart: delete`.";

function decidedOtherwise({ server, nodes }: ClusterPicture, alive: readonly PodFacts[]): readonly Finding[] {
  const serverVersion = parseKubernetesVersion(server);
  const old = orElse(nodes, []).filter(({ version }) => version !== undefined && !isAtLeast(version, 1, 36));
  const isOld = old.length > 0 || (serverVersion !== undefined && !isAtLeast(serverVersion, 1, 36));
  const which = old.length > 0 ? `node ${old[0]?.name} has kubelet ${old[0]?.kubelet}` : `the server is ${server}`;
  const now = isOld ? which : "by now it is";
  const pods = alive.filter(({ status }) => status?.reasons.includes("in-place-unsupported"));
  return groupByWorkload(pods).map(({ subject, pods, restart }) =>
    found("in-place-unsupported", subject, `restart: in-place was not possible when it was injected; ${now}`, {
      pods,
      ...(old.length > 0 ? {} : { advice: isOld ? UPGRADE_SERVER : restart }),
    }),
  );
}

/** A node pool that was added later, or went back to an older version. */
function onOldNodes({ nodes }: ClusterPicture, alive: readonly PodFacts[]): readonly Finding[] {
  return orElse(nodes, []).flatMap(({ name, kubelet, version }) => {
    if (version === undefined || isAtLeast(version, 1, 36)) return [];
    const pods = alive.filter(({ node, injected }) => node === name && injected?.action === "in-place");
    return groupByWorkload(pods).map(({ subject, pods }) =>
      found("in-place-unsupported", subject, `it restarts in place, which kubelet ${kubelet} of node ${name} cannot`, {
        pods,
        advice: "Keep the workload off that node, or set `mount-monitor.io/restart: delete`.",
      }),
    );
  });
}
