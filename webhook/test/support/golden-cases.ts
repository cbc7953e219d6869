import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { type ClusterFacts, UNKNOWN_FACTS } from "../../src/core/cluster-facts.ts";
import type { AdmissionRequest } from "../../src/core/decision.ts";
import type { InjectorConfig } from "../../src/core/injector-config.ts";

export const GOLDEN_FOLDER = path.join(import.meta.dirname, "../../testdata");

const CONFIG: InjectorConfig = {
  image: "registry.example.org/mount-monitor:1.0.0",
  imagePullPolicy: "IfNotPresent",
  version: "1.0.0",
  defaults: {},
  excludedNamespaces: ["kube-system"],
};

/** What most clusters are like; the cases that are about something else say so. */
const FACTS: ClusterFacts = {
  ...UNKNOWN_FACTS,
  serverVersion: { major: 1, minor: 35 },
  oldestKubelet: { major: 1, minor: 35 },
};

/** What a golden case is decided by, besides its object. */
export interface Given {
  readonly request: AdmissionRequest;
  readonly config: InjectorConfig;
  readonly facts: ClusterFacts;
}

export function goldenCases(kind: "pod" | "workload"): string[] {
  const suffix = `.${kind}.yaml`;
  return readdirSync(GOLDEN_FOLDER)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .toSorted();
}

export function givenOf(name: string): Given {
  const own = (readGolden(name, "given.yaml") ?? {}) as Record<string, object>;
  return {
    request: { namespace: "media", operation: "CREATE", ...own["request"] },
    config: { ...CONFIG, ...own["config"] },
    facts: { ...FACTS, ...own["facts"] },
  };
}

/** Undefined where there is no such file: nothing is patched, or nothing unusual given. */
export function readGolden(name: string, suffix: string): unknown {
  const file = path.join(GOLDEN_FOLDER, `${name}.${suffix}`);
  return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
}
