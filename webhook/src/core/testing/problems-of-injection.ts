import { decodeMonitorConfig } from "@mount-monitor/contract";
import { parseQuantity } from "../inject/quantity.ts";
import { GATE_NAME, MONITOR_NAME } from "../own-parts.ts";
import { isEqual } from "../patch/diff.ts";
import type { RawContainer, RawPod } from "../raw-object.ts";

const OURS: ReadonlySet<string> = new Set([GATE_NAME, MONITOR_NAME]);

/**
 * What the API server or the kubelet would refuse about an injected pod, or what no injection may do. Written from the
 * rules of the Kubernetes API, not from the code that injects. For tests.
 */
export function problemsOfInjection(before: RawPod, after: RawPod): string[] {
  const containers = [...(after.spec?.initContainers ?? []), ...(after.spec?.containers ?? [])];
  const ours = containers.filter(({ name }) => OURS.has(name));
  const problems = ours.flatMap((container) => problemsOfContainer(after, container));
  if (ours.length === 0) problems.push("nothing was injected");
  if (new Set(ours.map(({ name }) => name)).size !== ours.length) problems.push("a container was injected twice");
  const volumes = (after.spec?.volumes ?? []).map(({ name }) => name);
  if (new Set(volumes).size !== volumes.length) problems.push("two volumes have the same name");
  if (volumes.some((name) => name.startsWith("kube-api-access-") && !hasVolume(before, name))) {
    problems.push("a volume has the name of the API server's own token volumes");
  }
  for (const list of ["containers", "initContainers"] as const) {
    const kept = (after.spec?.[list] ?? []).filter(({ name }) => !OURS.has(name));
    const was = (before.spec?.[list] ?? []).filter(({ name }) => !OURS.has(name));
    if (!isEqual(kept, was)) problems.push(`${list} of the app were changed`);
  }
  if ((after.spec?.containers ?? []).some(({ name }) => name === GATE_NAME))
    problems.push("the gate is no init container");
  return problems;
}

function problemsOfContainer(pod: RawPod, container: RawContainer): string[] {
  return [
    ...problemsOfMounts(pod, container),
    ...problemsOfEnvironment(container),
    ...problemsOfResources(container),
    ...problemsOfRules(container),
    ...problemsOfSecurity(container),
  ].map((problem) => `${container.name}: ${problem}`);
}

function problemsOfMounts(pod: RawPod, { volumeMounts = [] }: RawContainer): string[] {
  const problems: string[] = [];
  const paths = volumeMounts.map(({ mountPath }) => mountPath);
  if (new Set(paths).size !== paths.length) problems.push("two volumeMounts have the same path");
  if (!paths.includes("/var/run/secrets/kubernetes.io/serviceaccount")) {
    problems.push("nothing is mounted where the API server would mount a token");
  }
  for (const mount of volumeMounts) {
    if (mount.name.startsWith("mount-monitor") && !hasVolume(pod, mount.name)) problems.push(`no volume ${mount.name}`);
    if (mount.mountPropagation === "Bidirectional") problems.push("mounts Bidirectional, which needs privileges");
    const recursive = mount.recursiveReadOnly === "Enabled" || mount.recursiveReadOnly === "IfPossible";
    if (recursive && (mount.readOnly !== true || (mount.mountPropagation ?? "None") !== "None")) {
      problems.push("recursiveReadOnly needs readOnly and no propagation");
    }
  }
  return problems;
}

function problemsOfEnvironment({ env = [], volumeMounts = [] }: RawContainer): string[] {
  const problems: string[] = [];
  const names = env.map(({ name }) => name);
  if (new Set(names).size !== names.length) problems.push("two variables have the same name");
  for (const { subPathExpr } of volumeMounts) {
    for (const [, name] of (subPathExpr ?? "").replaceAll("$$", "").matchAll(/\$\(([^()]*)\)/g)) {
      if (!names.includes(name as string)) problems.push(`subPathExpr refers to ${name}, which is not set`);
    }
  }
  const text = env.find(({ name }) => name === "MOUNT_MONITOR_CONFIG")?.value ?? "";
  if (/(?<!\$)(?:\$\$)*\$(?!\$)/.test(text)) problems.push("the kubelet would expand something in the configuration");
  const decoded = decodeMonitorConfig(text.replaceAll("$$", "$"));
  if (!decoded.ok) problems.push(...decoded.errors);
  const threads = Number(env.find(({ name }) => name === "UV_THREADPOOL_SIZE")?.value);
  if (decoded.ok && threads !== decoded.config.mounts.length + 4) problems.push("the thread pool has the wrong size");
  return problems;
}

function problemsOfResources({ resources }: RawContainer): string[] {
  return Object.entries(resources?.requests ?? {}).flatMap(([name, request]) => {
    const [asked, most] = [parseQuantity(request), parseQuantity(resources?.limits?.[name])];
    if (asked === undefined) return [`requests.${name} is no quantity`];
    return most !== undefined && asked > most ? [`requests.${name} is more than its limit`] : [];
  });
}

function problemsOfRules(container: RawContainer): string[] {
  const problems: string[] = [];
  if (container["restartPolicyRules"] !== undefined && container.restartPolicy === undefined) {
    problems.push("restartPolicyRules need a restartPolicy");
  }
  for (const { containerPort = 0 } of container.ports ?? []) {
    if (containerPort < 1 || containerPort > 65_535) problems.push(`port ${containerPort} is out of range`);
  }
  const image: unknown = container["image"];
  if (typeof image !== "string" || image === "") problems.push("there is no image");
  return problems;
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards: restricted, or baseline where the app is root. */
function problemsOfSecurity({ securityContext = {} }: RawContainer): string[] {
  const root = securityContext.runAsUser === 0;
  const { add = [], drop = [] } = securityContext.capabilities ?? {};
  const rules: ReadonlyArray<readonly [kept: boolean, rule: string]> = [
    [securityContext["allowPrivilegeEscalation"] === false, "allowPrivilegeEscalation"],
    [drop.includes("ALL"), "capabilities.drop"],
    [add.length === 0 || (root && add.every((name) => name === "DAC_OVERRIDE")), "capabilities.add"],
    [securityContext["readOnlyRootFilesystem"] === true, "readOnlyRootFilesystem"],
    [securityContext["runAsNonRoot"] === !root, "runAsNonRoot"],
    [(securityContext["seccompProfile"] as { type?: string } | undefined)?.type === "RuntimeDefault", "seccompProfile"],
    [!("privileged" in securityContext), "privileged"],
  ];
  return rules.flatMap(([kept, rule]) => (kept ? [] : [`securityContext.${rule} is not as restricted wants it`]));
}

function hasVolume(pod: RawPod, name: string): boolean {
  return (pod.spec?.volumes ?? []).some((volume) => volume.name === name);
}
