import type { RawContainer, RawPodSpec } from "../raw-object.ts";
import { parseQuantity } from "./quantity.ts";

/**
 * Whether the containers fit into what the pod sets for all of them (`spec.resources`): the API server refuses a pod
 * whose containers request more together, or of which one limits itself to more. Undefined where they fit.
 */
export function exceededPodResources(spec: RawPodSpec): string | undefined {
  const total = spec.resources;
  if (!total) return undefined;
  for (const name of ["cpu", "memory"]) {
    const limit = total.limits?.[name];
    const request = total.requests?.[name] ?? limit;
    if (request !== undefined && requested(spec, name) > (parseQuantity(request) ?? 0) + 1e-9) {
      return `requests of ${name} of all containers are more than the ${request} of spec.resources`;
    }
    const greedy = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].find(
      ({ resources }) => (parseQuantity(resources?.limits?.[name]) ?? 0) > (parseQuantity(limit) ?? Infinity),
    );
    if (greedy !== undefined) {
      return `container ${greedy.name} limits ${name} to more than the ${limit} of spec.resources`;
    }
  }
  return undefined;
}

/** As the scheduler counts: what runs together, or one init container with the sidecars before it, whichever is more. */
function requested(spec: RawPodSpec, name: string): number {
  let sidecars = 0;
  let peak = 0;
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === "Always") sidecars += requestOf(container, name);
    else peak = Math.max(peak, sidecars + requestOf(container, name));
  }
  const running = (spec.containers ?? []).reduce((sum, container) => sum + requestOf(container, name), sidecars);
  return Math.max(running, peak, sidecars);
}

function requestOf({ resources }: RawContainer, name: string): number {
  return parseQuantity(resources?.requests?.[name] ?? resources?.limits?.[name]) ?? 0;
}
