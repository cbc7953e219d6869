import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the demo needs of an injected container. */
export interface InjectedContainer {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: readonly InjectedVariable[];
}

interface InjectedVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } };
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
}

/** Where the injected containers have their volumes; here they are folders below the demo's own. */
const VOLUME_PATHS = ["/mount-monitor/state", "/mount-monitor/podinfo"];

/** Does for a container what a kubelet would: fields of the pod become variables, volumes become folders. */
export function environmentOf({ env }: InjectedContainer, pod: Pod, folder: string): Record<string, string> {
  const fields: Readonly<Record<string, string>> = {
    "metadata.name": pod.name,
    "metadata.namespace": pod.namespace,
    "metadata.uid": pod.uid,
    "spec.nodeName": pod.node,
  };
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => [
      name,
      moved(value ?? fields[valueFrom?.fieldRef?.fieldPath ?? ""] ?? "", folder),
    ]),
  );
}

/** Writes what the downward API would. */
export function writePodInfo(
  folder: string,
  metadata: { readonly labels: object; readonly annotations: object },
): void {
  const podInfo = moved("/mount-monitor/podinfo", folder);
  mkdirSync(podInfo, { recursive: true });
  for (const [name, entries] of Object.entries(metadata)) {
    const lines = Object.entries(entries as Record<string, string>).map(
      ([key, value]) => `${key}=${JSON.stringify(value)}`,
    );
    writeFileSync(path.join(podInfo, name), lines.join("\n"));
  }
}

function moved(text: string, folder: string): string {
  return VOLUME_PATHS.reduce(
    (result, volume) => result.replaceAll(volume, path.join(folder, path.basename(volume))),
    text,
  );
}
