import { formatVersion, isAtLeast, parseKubernetesVersion } from "./cluster-facts.ts";
import { record, text } from "./object-parts.ts";

/**
 * The version that counts, from what `/version` says: `v1.36.3`, or `v1.35 (emulated by v1.36.3)`. A server that was upgraded
 * may stay at an older one for a while (https://kep.k8s.io/4330), and refuses what that does not know. Undefined where
 * none is said.
 */
export function readServerVersion(document: unknown): string | undefined {
  const { gitVersion, emulationMajor, emulationMinor } = record(document);
  const said = text(gitVersion);
  const real = parseKubernetesVersion(said ?? "");
  const emulated = parseKubernetesVersion(`${text(emulationMajor)}.${text(emulationMinor)}`);
  if (real === undefined || emulated === undefined || isAtLeast(emulated, real.major, real.minor)) return said;
  return `v${formatVersion(emulated)} (emulated by ${said})`;
}
