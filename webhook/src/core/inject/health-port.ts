import { annotationKey } from "@mount-monitor/contract";
import { hash } from "../hash.ts";
import { isRecord, type RawContainer, type RawPodSpec } from "../raw-object.ts";
import { isOwnSetting, type Settings } from "../settings/settings.ts";

export type HealthPort =
  | {
      readonly ok: true;
      readonly port: number;
      /** First segment of the probes' paths where a neighbour may listen on the same port of the node. */
      readonly nonce: string | undefined;
      readonly derived: boolean;
    }
  | { readonly ok: false; readonly error: string };

/** Below the ports that Services (30000) and outgoing connections (32768) take by default. */
const DERIVED_FROM = 21_000;
const DERIVED_COUNT = 8_000;

/** `identity`: namespace and workload, the same for every pod of it. */
export function healthPort(spec: RawPodSpec, settings: Settings, identity: string): HealthPort {
  const taken = declaredPorts(spec);
  const wanted = settings.values["http-port"];
  const hostNetwork = spec.hostNetwork === true;
  const nonce = hostNetwork ? nonceOf(identity) : undefined;
  if (isOwnSetting(settings, "http-port")) {
    const owner = taken.get(wanted);
    if (owner === undefined) return { ok: true, port: wanted, nonce, derived: false };
    return {
      ok: false,
      error: `${annotationKey("http-port")} is ${wanted}, but container ${owner} uses that port; choose another, or none to have one chosen`,
    };
  }
  const start = hostNetwork ? DERIVED_FROM + (Number.parseInt(hash(identity).slice(-8), 16) % DERIVED_COUNT) : wanted;
  return { ok: true, port: firstFree(start, taken), nonce, derived: hostNetwork };
}

function firstFree(start: number, taken: ReadonlyMap<number, string>): number {
  let port = start;
  while (taken.has(port)) port = port >= 65_535 ? 1024 : port + 1;
  return port;
}

/** 13 letters and digits, from another half of the information than the port. */
function nonceOf(identity: string): string {
  return BigInt(`0x${hash(`probe ${identity}`)}`)
    .toString(36)
    .padStart(13, "0");
}

/** Ports that a container names, or is probed on: those it listens on without a word cannot be known. */
function declaredPorts(spec: RawPodSpec): Map<number, string> {
  const taken = new Map<number, string>();
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const { containerPort, hostPort } of container.ports ?? []) {
      if (containerPort) taken.set(containerPort, container.name);
      if (hostPort && spec.hostNetwork === true) taken.set(hostPort, container.name);
    }
    for (const port of probedPorts(container)) taken.set(port, container.name);
  }
  return taken;
}

function probedPorts(container: RawContainer): number[] {
  return ["livenessProbe", "readinessProbe", "startupProbe"].flatMap((name) => {
    const probe = container[name];
    if (!isRecord(probe)) return [];
    return ["httpGet", "tcpSocket", "grpc"].flatMap((kind) => {
      const action = probe[kind];
      return isRecord(action) && typeof action["port"] === "number" ? [action["port"]] : [];
    });
  });
}
