import { setTimeout as wait } from "node:timers/promises";
import type { Observation } from "../../core/mount/observation.ts";
import { daemonAnswers } from "./ask-daemon.ts";
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
  /** Asks the daemons of the mounts whose probe is out; `isPinned` knows more then. For when the process is about to leave. */
  askDaemons(limitMs: number): Promise<void>;
  /** A probe can be ended by nothing but its mount: it has a file open there, or a daemon that runs has its request. */
  isPinned(): boolean;
}

interface OutProbe extends DescriptorCount {
  taken: boolean;
}

const probers: Prober[] = [];

/** Whether the process can only be left by replacing it, and may be: see `leave`. */
export function mustBeReplaced(): boolean {
  return probers.some((prober) => prober.out().length > 0) && !probers.some((prober) => prober.isPinned());
}

export function createProber(onAnswer: (path: string, observation: Observation) => void): Prober {
  const probes = new Map<string, OutProbe>();
  const holdsDescriptor = () => [...probes.values()].some(({ open }) => open > 0);
  const prober: Prober = {
    start(request) {
      const { path } = request.mount;
      if (probes.has(path)) return;
      const probe: OutProbe = { open: 0, taken: false };
      probes.set(path, probe);
      void runProbe(request, probe).then((observation) => {
        probes.delete(path);
        onAnswer(path, observation);
      });
    },
    out: () => [...probes.keys()],
    holdsDescriptor,
    async askDaemons(limitMs) {
      const asked = [...probes].map(async ([path, probe]) => {
        if (await daemonAnswers(path, probe)) probe.taken = true;
      });
      await Promise.race([Promise.all(asked), wait(limitMs)]);
    },
    isPinned: () => holdsDescriptor() || [...probes.values()].some(({ taken }) => taken),
  };
  probers.push(prober);
  return prober;
}
