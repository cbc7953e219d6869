import { INJECTED_LABEL } from "@mount-monitor/contract";
import type { ClusterFacts } from "../cluster-facts.ts";
import type { AdmissionRequest, Finding } from "../decision.ts";
import type { ExplainedInjection } from "../explanation.ts";
import type { InjectorConfig } from "../injector-config.ts";
import { copyMounts } from "./copy-mounts.ts";
import type { ResolvedPath } from "../paths/resolve-path.ts";
import type { RawContainer, RawPod, RawPodSpec } from "../raw-object.ts";
import type { DenyReason, SkipReason } from "../reasons.ts";
import type { Settings } from "../settings/settings.ts";
import { type Base, GATE_TIMEOUT, gateContainer, monitorContainer } from "./containers.ts";
import { monitorVariables } from "./environment.ts";
import { healthPort } from "./health-port.ts";
import { meshWarning } from "./mesh.ts";
import { buildMonitorConfig, STATE_DIR } from "./monitor-config.ts";
import { ownerOf } from "./owner.ts";
import { type Placement, placeContainers } from "./place-containers.ts";
import { exceededPodResources } from "./pod-resources.ts";
import { containerResources, contradiction, isGuaranteed } from "./resources.ts";
import { decideRestart } from "./restart.ts";
import { userOf } from "./run-as.ts";
import { securityContextFor } from "./security-context.ts";
import { chooseSidecarKind, type SidecarKind } from "./sidecar-kind.ts";
import { spentBudget } from "./spent-budget.ts";
import { gateMounts, monitorMounts, podInfoVolume, stateVolume, tokenVolume } from "./volumes.ts";

export interface InjectionInput {
  readonly pod: RawPod;
  readonly spec: RawPodSpec;
  readonly paths: readonly ResolvedPath[];
  readonly settings: Settings;
  readonly request: AdmissionRequest;
  readonly config: InjectorConfig;
  readonly facts: ClusterFacts;
}

export type Injection =
  | {
      readonly t: "injected";
      readonly pod: RawPod;
      readonly warnings: readonly Finding[];
      readonly explanation: ExplainedInjection;
    }
  | { readonly t: "deny"; readonly reason: DenyReason; readonly sentence: string }
  | { readonly t: "skip"; readonly reason: SkipReason; readonly sentence: string };

/** The pod with gate and monitor, but without the annotation that says so. */
export function injectPod(input: InjectionInput): Injection {
  const { pod, spec, paths, settings, request, facts } = input;
  const placement = placeContainers(spec, paths, settings);
  if (!placement.ok) return deny("contradictory-settings", placement.error);
  const owner = ownerOf(pod);
  const kind = chooseSidecarKind(spec, owner.kind === "job", settings, facts);
  if (!kind.monitor && placement.gate === undefined) {
    return {
      t: "skip",
      reason: "nothing-to-inject",
      sentence: `there is no gate (${placement.why}) and no monitor (${kind.why})`,
    };
  }
  const restart = decideRestart(settings, owner, facts);
  const port = healthPort(spec, settings, `${request.namespace}/${owner.workload}`);
  if (!port.ok) return deny("contradictory-settings", port.error);
  const mounts = copyMounts(paths, settings, placement.mountedLate);
  if (!mounts.ok) return deny("sub-path-variable", mounts.error);
  const built = buildMonitorConfig(settings, {
    paths: paths.map(({ path }) => path),
    port: port.port,
    nonce: port.nonce,
    workload: owner.workload,
    action: kind.monitor ? restart.action : "none",
    recentRestarts:
      restart.action === "none" ? [] : spentBudget(facts, owner.workload, settings.values["restart-budget"]),
    stateDir: kind.monitor ? STATE_DIR : undefined,
  });
  if (!built.ok) return deny(built.code, built.error);
  const excess = contradiction(settings.values.resources);
  if (excess !== undefined) return deny("contradictory-settings", excess);

  const app = (paths[0] as ResolvedPath).holder.container;
  const user = userOf(spec, app, settings);
  const base: Base = {
    image: settings.values.image ?? input.config.image,
    imagePullPolicy: input.config.imagePullPolicy,
    env: monitorVariables(built.text, paths.length, mounts.variables),
    resources: containerResources(settings.values.resources, facts, isGuaranteed(spec)),
    securityContext: securityContextFor(user, app),
  };
  const mayExit = spec.restartPolicy !== "Never" && !mounts.gateFollows;
  const gate = gateContainer(base, [...mounts.gate, ...gateMounts(kind.monitor)], mayExit);
  const monitor = monitorContainer(base, [...mounts.monitor, ...monitorMounts], {
    native: kind.native,
    inPlace: restart.action === "in-place",
    port: port.port,
    hostNetwork: spec.hostNetwork === true,
    nonce: port.nonce,
  });
  const patched = assemble(spec, placement, kind, gate, monitor);
  const exceeded = exceededPodResources(patched);
  if (exceeded !== undefined) {
    return { t: "skip", reason: "pod-resources-too-small", sentence: `gate and monitor do not fit in: ${exceeded}` };
  }
  const mesh = kind.monitor ? meshWarning(pod, port.port) : undefined;
  return {
    t: "injected",
    pod: {
      ...pod,
      metadata: { ...pod.metadata, labels: { ...pod.metadata?.labels, [INJECTED_LABEL]: "true" } },
      spec: patched,
    },
    warnings: [
      ...kind.warnings,
      ...(kind.monitor ? restart.warnings : []),
      ...placement.warnings,
      ...(user.uid === undefined ? [noUser(app)] : []),
      ...(port.derived && kind.monitor ? [derivedPort(port.port)] : []),
      ...(mesh === undefined ? [] : [mesh]),
    ],
    explanation: {
      gate: {
        injected: placement.gate !== undefined,
        why: placement.why,
        position: placement.gate,
        timeout: placement.gate !== undefined && mayExit ? GATE_TIMEOUT : undefined,
      },
      monitor: {
        injected: kind.monitor,
        kind: kind.native ? "native" : "container",
        why: kind.why,
        port: port.port,
      },
      restart: { wanted: restart.wanted, action: restart.action, why: restart.why },
      user,
      workload: owner.workload,
      volumes: volumesFor(kind).map(({ name }) => name),
    },
  };
}

function deny(reason: DenyReason, sentence: string): Injection {
  return { t: "deny", reason, sentence };
}

function assemble(
  spec: RawPodSpec,
  placement: Placement & { ok: true },
  kind: SidecarKind,
  gate: RawContainer,
  monitor: RawContainer,
): RawPodSpec {
  const inits = [...(spec.initContainers ?? [])];
  const added = [...(placement.gate === undefined ? [] : [gate]), ...(kind.monitor && kind.native ? [monitor] : [])];
  inits.splice(placement.gate ?? placement.monitor, 0, ...added);
  return {
    ...spec,
    ...(added.length === 0 ? {} : { initContainers: inits }),
    ...(kind.monitor && !kind.native ? { containers: [...(spec.containers ?? []), monitor] } : {}),
    volumes: [...(spec.volumes ?? []), ...volumesFor(kind)],
  };
}

function volumesFor({ monitor }: SidecarKind) {
  return monitor ? [podInfoVolume, stateVolume, tokenVolume] : [podInfoVolume];
}

function noUser({ name }: RawContainer): Finding {
  return {
    code: "no-user-known",
    sentence: `container ${name} names no user, so gate and monitor run as their image's; set run-as if that may not read`,
  };
}

function derivedPort(port: number): Finding {
  return {
    code: "host-network",
    sentence: `the pod uses the node's network, so the monitor listens on port ${port} of the node`,
  };
}
