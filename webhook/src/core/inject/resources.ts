import { annotationKey, type ResourceAmounts } from "@mount-monitor/contract";
import type { ClusterFacts, ContainerLimit } from "../cluster-facts.ts";
import type { RawPodSpec } from "../raw-object.ts";
import { formatQuantity, parseQuantity } from "./quantity.ts";

type Amounts = {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
};

/** For what must be said but was not: little enough to fit anywhere, a CPU limit high enough not to make checks late. */
const FALLBACK: Amounts = {
  requests: { cpu: "10m", memory: "64Mi", "ephemeral-storage": "16Mi" },
  limits: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" },
};

/** The sentence about a request above its limit, which nothing could fulfil. */
export function contradiction({ requests, limits }: ResourceAmounts): string | undefined {
  for (const [name, request] of Object.entries(requests ?? {})) {
    const limit = limits?.[name];
    if (limit !== undefined && numberOf(request) > numberOf(limit)) {
      return `${annotationKey("resources")} requests ${request} of ${name} but limits it to ${limit}; raise the limit`;
    }
  }
  return undefined;
}

/**
 * Resources of gate and monitor: what was set, what a quota demands, what a LimitRange would add anyway (or the API
 * server changes the pod after us, and calls a second time), clamped, and equal in a Guaranteed pod.
 */
export function containerResources(
  { requests, limits }: ResourceAmounts,
  facts: ClusterFacts,
  guaranteed: boolean,
): Amounts {
  let amounts: Amounts = { requests: { ...requests }, limits: { ...limits } };
  if (guaranteed) amounts = withLimits(amounts, ["cpu", "memory"]);
  amounts = demandedByQuota(amounts, facts.quotaResources);
  for (const limit of facts.containerLimits) amounts = clamped(amounts, limit);
  if (guaranteed) {
    const { cpu, memory } = amounts.limits;
    amounts = {
      ...amounts,
      requests: { ...amounts.requests, ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}) },
    };
  }
  return amounts;
}

/** All containers with CPU and memory limits and no lower requests: one that differs would take that class from the pod. */
export function isGuaranteed(spec: RawPodSpec): boolean {
  if (spec.resources) return false;
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])].every(({ resources }) =>
    ["cpu", "memory"].every((name) => {
      const limit = parseQuantity(resources?.limits?.[name]);
      return limit !== undefined && limit > 0 && (parseQuantity(resources?.requests?.[name]) ?? limit) === limit;
    }),
  );
}

function withLimits(amounts: Amounts, names: readonly string[]): Amounts {
  const fallback = Object.fromEntries(names.map((name) => [name, FALLBACK.limits[name] as string]));
  return { ...amounts, limits: { ...fallback, ...amounts.limits } };
}

function demandedByQuota(amounts: Amounts, quotaResources: readonly string[]): Amounts {
  const requests = { ...amounts.requests };
  const limits = { ...amounts.limits };
  for (const name of Object.keys(FALLBACK.limits)) {
    if (quotaResources.includes(`limits.${name}`)) limits[name] ??= FALLBACK.limits[name] as string;
    if (quotaResources.includes(name) || quotaResources.includes(`requests.${name}`)) {
      requests[name] ??= smaller(FALLBACK.requests[name] as string, limits[name]);
    }
  }
  return { requests, limits };
}

function clamped(amounts: Amounts, range: ContainerLimit): Amounts {
  const limits: Record<string, string> = { ...range.max, ...range.default, ...amounts.limits };
  const requests: Record<string, string> = { ...range.defaultRequest, ...range.min, ...amounts.requests };
  for (const name of Object.keys(limits)) limits[name] = within(limits[name] as string, name, range);
  for (const name of Object.keys(requests)) {
    requests[name] = smaller(within(requests[name] as string, name, range), limits[name]);
  }
  for (const [name, ratio] of Object.entries(range.maxLimitRequestRatio ?? {})) {
    const most = parseQuantity(ratio);
    if (most === undefined || most <= 0) continue;
    if (amounts.limits[name] === undefined) limits[name] = limitFor(name, requests[name], most, range, limits[name]);
    const least = numberOf(limits[name] as string) / most;
    if (numberOf(requests[name] ?? "0") < least) requests[name] = formatQuantity(name, least);
  }
  return { requests, limits };
}

/**
 * A ratio demands a limit. The default of the LimitRange may be so large that the ratio would have us request whole
 * CPUs, so it is only taken up to what our request allows, or what keeps checks from being late.
 */
function limitFor(
  name: string,
  request: string | undefined,
  ratio: number,
  range: ContainerLimit,
  byDefault: string | undefined,
): string {
  const allowed = formatQuantity(name, numberOf(request ?? "0") * ratio);
  const enough = FALLBACK.limits[name] ?? "1";
  const wanted = numberOf(allowed) > numberOf(enough) ? allowed : enough;
  return within(smaller(wanted, byDefault), name, range);
}

function within(amount: string, name: string, { min, max }: ContainerLimit): string {
  const raised = min?.[name] !== undefined && numberOf(amount) < numberOf(min[name]) ? min[name] : amount;
  return smaller(raised, max?.[name]);
}

function smaller(amount: string, bound: string | undefined): string {
  return bound !== undefined && numberOf(amount) > numberOf(bound) ? bound : amount;
}

function numberOf(amount: string): number {
  return parseQuantity(amount) ?? 0;
}
