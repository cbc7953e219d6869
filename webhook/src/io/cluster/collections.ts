import { INJECTED_LABEL } from "@mount-monitor/contract";
import type { Collection } from "@mount-monitor/kube";
import type { ContainerLimit } from "../../core/cluster-facts.ts";
import { readAccessModes } from "../../core/cluster/read-claim.ts";
import { readContainerLimits } from "../../core/cluster/read-limits.ts";
import { type KnownNamespace, readNamespace } from "../../core/cluster/read-namespace.ts";
import { type KnownNode, readNode } from "../../core/cluster/read-node.ts";
import { readQuotaResources } from "../../core/cluster/read-quota.ts";
import { readRestart, RESTART_REASON, type SeenRestart } from "../../core/cluster/read-restart.ts";
import { type BarePod, readBarePod } from "../../core/pods/bare-pod.ts";
import { type InjectedPod, readInjectedPod } from "../../core/pods/injected-pod.ts";

export const NAMESPACES: Collection<KnownNamespace> = {
  title: "Namespaces",
  path: "/api/v1/namespaces",
  form: "metadata",
  read: readNamespace,
};

export const NODES: Collection<KnownNode> = {
  title: "Nodes",
  path: "/api/v1/nodes",
  read: readNode,
};

export const LIMIT_RANGES: Collection<readonly ContainerLimit[]> = {
  title: "LimitRanges",
  path: "/api/v1/limitranges",
  read: readContainerLimits,
};

export const QUOTAS: Collection<readonly string[]> = {
  title: "ResourceQuotas",
  path: "/api/v1/resourcequotas",
  read: readQuotaResources,
};

export const CLAIMS: Collection<readonly string[]> = {
  title: "PersistentVolumeClaims",
  path: "/api/v1/persistentvolumeclaims",
  read: readAccessModes,
};

export const INJECTED_PODS: Collection<InjectedPod> = {
  title: "Pods",
  path: "/api/v1/pods",
  labelSelector: `${INJECTED_LABEL}=true`,
  read: readInjectedPod,
};

/** Of all the others, what asks for a monitor. Only their metadata is sent, since there may be very many. */
export const BARE_PODS: Collection<BarePod> = {
  title: "Pods without a monitor",
  path: "/api/v1/pods",
  labelSelector: `${INJECTED_LABEL}!=true`,
  fieldSelector: "status.phase!=Succeeded,status.phase!=Failed",
  form: "metadata",
  read: readBarePod,
};

/** Nothing is kept of them here: whoever notes them keeps them longer than the API server does, and sees to a bound. */
export function restartEvents(note: (restart: SeenRestart) => void): Collection<never> {
  return {
    title: "Events",
    path: "/api/v1/events",
    fieldSelector: `reason=${RESTART_REASON}`,
    read(event) {
      const restart = readRestart(event);
      if (restart !== undefined) note(restart);
      return undefined;
    },
  };
}
