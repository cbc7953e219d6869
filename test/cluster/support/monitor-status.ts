import type { StatusDocument } from "@mount-monitor/contract";
import { until } from "../../control-plane/support/until.ts";
import { callServer } from "./api.ts";
import { MONITOR, type Pod } from "./objects.ts";

export function monitorPort({ spec }: Pod): number {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const port = all.find(({ name }) => name === MONITOR)?.ports?.[0]?.containerPort;
  if (port === undefined) throw new Error("the pod has no monitor with a port");
  return port;
}

/** What the monitor of a pod answers, by way of the API server; undefined while it does not. */
export async function askMonitor(pod: Pod, path: string): Promise<string | undefined> {
  const { name, namespace } = pod.metadata;
  const address = `/api/v1/namespaces/${namespace}/pods/${name}:${monitorPort(pod)}/proxy${path}`;
  const { status, text } = await callServer("GET", address);
  // 503 with a document means that not all is well; with a Status of the API server, that nobody answers.
  return (status === 200 || status === 503) && !text.startsWith('{"kind":"Status"') ? text : undefined;
}

export async function statusOf(pod: Pod): Promise<StatusDocument | undefined> {
  const text = await askMonitor(pod, "/healthz/status");
  return text === undefined ? undefined : (JSON.parse(text) as StatusDocument);
}

export async function untilStatus(
  pod: Pod,
  what: string,
  limitMs: number,
  wanted: (status: StatusDocument) => boolean,
): Promise<StatusDocument> {
  let last: StatusDocument | undefined;
  const look = async () => {
    last = await statusOf(pod);
    return last && wanted(last) ? last : undefined;
  };
  return until(what, limitMs, look, () => `It is ${JSON.stringify(last)}`);
}
