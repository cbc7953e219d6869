import type { Observation } from "../../core/mount/observation.ts";
import type { DescriptorCount } from "./finding.ts";
import { type ProbeRequest, runProbe } from "./run-probe.ts";

/** The probes that are out. One mount never has two, so nothing grows however long it hangs. */
export interface Prober {
  /** Does nothing where the mount has a probe out already, be it from before a change of configuration. */
  start(request: ProbeRequest): void;
  /** Paths whose probe is out. Each of them holds a thread. */
  out(): readonly string[];
  /** Whether a file is open on any mount; then the process must not be replaced. */
  holdsDescriptor(): boolean;
}

export function createProber(onAnswer: (path: string, observation: Observation) => void): Prober {
  const counts = new Map<string, DescriptorCount>();
  return {
    start(request) {
      const { path } = request.mount;
      if (counts.has(path)) return;
      const count = { open: 0 };
      counts.set(path, count);
      void runProbe(request, count).then((observation) => {
        counts.delete(path);
        onAnswer(path, observation);
      });
    },
    out: () => [...counts.keys()],
    holdsDescriptor: () => [...counts.values()].some(({ open }) => open > 0),
  };
}
