import type { RestartAction } from "@mount-monitor/contract";
import { INJECTED_LABEL, readPodStatus } from "@mount-monitor/contract";
import { record, text, texts } from "../object-parts.ts";
import type { RawObject } from "../raw-object.ts";
import { ownContainers, readOwnConfig } from "./own-config.ts";
import { type PodStart, readPodStart } from "./pod-start.ts";

/** What is kept of a pod that carries our containers: enough to grant it what its monitor needs, and to tell how it fares. */
export interface InjectedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly creationTimestamp: string | undefined;
  /** Its service account. */
  readonly account: string;
  /** `ReplicaSet/plex-5d8f`, as its monitor knows it. */
  readonly workload: string | undefined;
  /** What its monitor does about a dead mount; `none` also where it carries a gate alone. */
  readonly action: RestartAction;
  /** Its monitor may delete it once more, at once. */
  readonly force: boolean;
  /** It carries a monitor, not just a gate. */
  readonly monitored: boolean;
  /** Version of the webhook that injected it, and hash of the configuration that it went by. */
  readonly version: string;
  readonly config: string;
  /** It ran to its end, and will not run again. */
  readonly finished: boolean;
  /** When it will have been told to go for as long as its grace period; undefined while nobody told it. */
  readonly deletionTimestamp: string | undefined;
  /** What has to be taken off it before it can go. */
  readonly finalizers: readonly string[];
  readonly node: string | undefined;
  /** What its start waits for; undefined while that is nothing of ours. */
  readonly start: PodStart | undefined;
}

/** Undefined for a pod that is not, or no longer, marked as injected. Never throws, whatever the object is. */
export function readInjectedPod(object: RawObject): InjectedPod | undefined {
  const metadata = record(object["metadata"]);
  const spec = record(object["spec"]);
  const status = record(object["status"]);
  const labels = record(metadata["labels"]);
  if (labels[INJECTED_LABEL] !== "true") return undefined;
  const { monitor } = ownContainers(object);
  const config = readOwnConfig(monitor);
  const watchdog = record(config["watchdog"]);
  const left = readPodStatus(texts(metadata["annotations"]));
  return {
    namespace: text(metadata["namespace"]) ?? "",
    name: text(metadata["name"]) ?? "",
    uid: text(metadata["uid"]) ?? "",
    creationTimestamp: text(metadata["creationTimestamp"]),
    account: text(spec["serviceAccountName"]) ?? "default",
    workload: text(config["workload"]),
    action: actionOf(watchdog),
    force: watchdog["force"] === true,
    monitored: monitor !== undefined,
    version: left?.version ?? "",
    config: left?.config ?? "",
    finished: status["phase"] === "Succeeded" || status["phase"] === "Failed",
    deletionTimestamp: text(metadata["deletionTimestamp"]),
    finalizers: finalizersOf(metadata),
    node: text(spec["nodeName"]),
    start: readPodStart(object),
  };
}

/** Nearly all have none, and there may be thousands. */
const NONE: readonly string[] = [];

function finalizersOf({ finalizers }: RawObject): readonly string[] {
  return Array.isArray(finalizers) ? finalizers.filter((one) => typeof one === "string") : NONE;
}

const ACTIONS: readonly RestartAction[] = ["delete", "evict", "in-place", "none"];

function actionOf({ action }: RawObject): RestartAction {
  return ACTIONS.find((known) => known === action) ?? "none";
}
