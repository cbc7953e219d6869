import {
  annotationKey,
  type AnnotationName,
  formatPodStatus,
  parseAnnotation,
  readPodStatus,
  STATUS_ANNOTATION,
} from "@mount-monitor/contract";
import { checkPodShape } from "./check-shape.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import type { AdmissionRequest, DenyDecision, Finding, PodDecision, SkipDecision } from "./decision.ts";
import type { ExplainedInjection, Explanation } from "./explanation.ts";
import { configHash, podHash } from "./inject/input-hash.ts";
import { injectPod } from "./inject/inject-pod.ts";
import type { InjectorConfig } from "./injector-config.ts";
import { carriesInjection, takenName, withoutInjection } from "./own-parts.ts";
import { diff } from "./patch/diff.ts";
import { parsePaths } from "./paths/parse-paths.ts";
import { resolvePaths } from "./paths/resolve-paths.ts";
import { isRecord, type RawPod } from "./raw-object.ts";
import { type DenyReason, type ReasonCode, type SkipReason, WARNING_ORDER, type WarningReason } from "./reasons.ts";
import { type ResolvedSettings, resolveSettings } from "./settings/resolve-settings.ts";
import { unknownAnnotations } from "./settings/unknown-annotations.ts";

const NOTHING_EXPLAINED: Explanation = { settings: [], paths: [], injection: undefined };

/**
 * What is done about one pod. Pure, never throws, and heeds only the pod, the configuration and the facts; deciding
 * about the pod that it returned changes nothing more.
 */
export function decidePod(
  pod: RawPod,
  request: AdmissionRequest,
  config: InjectorConfig,
  facts: ClusterFacts,
): PodDecision {
  const early = untouched(pod, request, config);
  if (early !== undefined) return { t: "skip", ...early, warnings: [], explanation: NOTHING_EXPLAINED, patch: [], pod };
  const misshapen = checkPodShape(pod);
  if (misshapen !== undefined) return deny("malformed-pod", misshapen, NOTHING_EXPLAINED);
  return decideShaped(pod, request, config, facts);
}

/** Reasons not to touch the pod at all, not even to write them onto it. */
function untouched(
  pod: RawPod,
  { namespace, operation }: AdmissionRequest,
  { excludedNamespaces }: InjectorConfig,
): { reason: SkipReason; sentence: string } | undefined {
  const annotations: unknown = isRecord(pod) ? pod.metadata?.annotations : undefined;
  const paths = isRecord(annotations) ? annotations[annotationKey("paths")] : undefined;
  if (paths === undefined || paths === null || (typeof paths === "string" && paths.trim() === "")) {
    return { reason: "not-opted-in", sentence: `the pod has no annotation ${annotationKey("paths")}` };
  }
  if (operation !== "CREATE") {
    return { reason: "not-a-create", sentence: "containers can be added only while a pod is created" };
  }
  if (excludedNamespaces.includes(namespace)) {
    return { reason: "excluded-namespace", sentence: `namespace ${namespace} is excluded by the configuration` };
  }
  const mark = isRecord(annotations) ? staticMark(pod, annotations) : undefined;
  return mark === undefined
    ? undefined
    : { reason: "static-pod", sentence: `the pod is a static pod (${mark}), which only its node can change` };
}

function staticMark(pod: RawPod, annotations: Readonly<Record<string, unknown>>): string | undefined {
  if (annotations["kubernetes.io/config.mirror"] !== undefined) return "annotation kubernetes.io/config.mirror";
  const source = annotations["kubernetes.io/config.source"];
  if (source === "file" || source === "http") return `annotation kubernetes.io/config.source: ${source}`;
  const owners: unknown = pod.metadata?.ownerReferences;
  return Array.isArray(owners) && owners.some((owner) => isRecord(owner) && owner["kind"] === "Node")
    ? "it belongs to a Node"
    : undefined;
}

function decideShaped(
  given: RawPod,
  request: AdmissionRequest,
  config: InjectorConfig,
  facts: ClusterFacts,
): PodDecision {
  const carries = carriesInjection(given);
  const pod = carries ? withoutInjection(given) : given;
  const spec = pod.spec ?? {};
  const annotations = pod.metadata?.annotations ?? {};
  const resolution = resolveSettings({
    chart: config.defaults,
    namespace: facts.namespaceAnnotations,
    pod: annotations,
    namespaceName: request.namespace,
  });
  const { values } = resolution.settings;
  const strangers = [
    ...unknownAnnotations(annotations, "pod", ""),
    ...unknownAnnotations(facts.namespaceAnnotations, "namespace", ` on Namespace ${request.namespace}`),
  ];
  const explained: Explanation = { settings: resolution.explained, paths: [], injection: undefined };
  const hashes = { config: configHash(config, facts), version: config.version };
  const skip = (reason: SkipReason, sentence: string, explanation: Explanation): SkipDecision => {
    const status = { decision: "skip", reasons: [reason], hash: podHash(pod, []), ...hashes } as const;
    const marked = withAnnotation(pod, formatPodStatus(status));
    return {
      t: "skip",
      reason,
      sentence,
      warnings: inOrder(strangers),
      explanation,
      patch: diff(given, marked),
      pod: marked,
    };
  };

  if (isSwitchedOff(resolution)) {
    return skip("switched-off", `${annotationKey("inject")} is false (${sourceOf(resolution, "inject")})`, explained);
  }
  if (isWindows(pod)) return skip("windows", "the pod runs on Windows", explained);
  const [malformed] = resolution.malformed;
  if (malformed !== undefined) {
    const sentence = resolution.malformed.map((finding) => finding.sentence).join("; ");
    return deny("malformed-value", sentence, explained);
  }
  const parsed = parsePaths(values.paths ?? []);
  if (!parsed.ok) return deny(parsed.error.code as DenyReason, parsed.error.sentence, explained);
  const paths = resolvePaths(spec, parsed.paths, values.containers);
  const withPaths: Explanation = { ...explained, paths: paths.explained };
  const [problem] = paths.problems;
  if (problem !== undefined) {
    const sentence = paths.problems.map((finding) => finding.sentence).join("; ");
    return deny(problem.code as DenyReason, sentence, withPaths);
  }
  const hash = podHash(pod, paths.resolved);
  const before = readPodStatus(given.metadata?.annotations);
  if (carries && before?.hash === hash) {
    const sentence = `the pod was injected by version ${before.version || "unknown"} for just these settings`;
    const warnings = inOrder(strangers);
    return { t: "skip", reason: "already-injected", sentence, warnings, explanation: withPaths, patch: [], pod: given };
  }
  const taken = takenName(spec);
  if (taken !== undefined) {
    const sentence = `the pod has a ${taken} of its own; rename it, or remove it where it is a monitor that was written by hand`;
    return deny("name-taken", sentence, withPaths);
  }
  const { settings } = resolution;
  const injection = injectPod({ pod, spec, paths: paths.resolved, settings, request, config, facts });
  if (injection.t === "deny") return deny(injection.reason, injection.sentence, withPaths);
  if (injection.t === "skip") return skip(injection.reason, injection.sentence, withPaths);
  const warnings = inOrder([...injection.warnings, ...paths.warnings, ...strangers]);
  const reasons = ["injected", ...new Set(warnings.map(({ code }) => code))];
  const patched = withAnnotation(injection.pod, formatPodStatus({ decision: "inject", reasons, hash, ...hashes }));
  return {
    t: "inject",
    reason: "injected",
    sentence: `${partsOf(injection.explanation)} injected for ${parsed.paths.join(", ")}`,
    warnings,
    explanation: { ...withPaths, injection: injection.explanation },
    patch: diff(given, patched),
    pod: patched,
  };
}

function partsOf({ gate, monitor }: ExplainedInjection): string {
  if (!monitor.injected) return "a gate was";
  return gate.injected ? "gate and monitor were" : "a monitor was";
}

function deny(reason: DenyReason, sentence: string, explanation: Explanation): DenyDecision {
  return { t: "deny", reason, sentence, warnings: [], explanation };
}

/** Asked before anything else is judged, so that what is switched off cannot be refused. */
function isSwitchedOff({ explained }: ResolvedSettings): boolean {
  const inject = explained.find(({ name }) => name === "inject")?.value;
  const parsed = inject === undefined ? undefined : parseAnnotation("inject", inject);
  return parsed?.ok === true && !parsed.value;
}

function sourceOf({ explained }: ResolvedSettings, name: AnnotationName): string {
  const source = explained.find((setting) => setting.name === name)?.source ?? "default";
  return source === "pod" ? "set on the pod" : `set by the ${source}`;
}

function isWindows({ spec }: RawPod): boolean {
  const selector = spec?.nodeSelector;
  return [spec?.os?.name, selector?.["kubernetes.io/os"], selector?.["beta.kubernetes.io/os"]].includes("windows");
}

function withAnnotation(pod: RawPod, status: string): RawPod {
  const annotations = { ...pod.metadata?.annotations, [STATUS_ANNOTATION]: status };
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}

/** Most important first: of many warnings a client may show only the first. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const rank = (code: ReasonCode) => WARNING_ORDER.indexOf(code as WarningReason);
  return findings.toSorted((a, b) => rank(a.code) - rank(b.code));
}
