import type { Explanation } from "../../core/explanation.ts";
import { adviceOn, findingsOf } from "./findings.ts";
import { nameOf, namespaceOf } from "./object-name.ts";
import type { PlannedManifest } from "./plan-manifests.ts";

/** Everything that `explain` says about one pod template, for `--output json`. */
export interface ExplainedObject extends Explanation {
  readonly source: string;
  readonly document: number;
  readonly line: number | undefined;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string | undefined;
  readonly decision: "inject" | "skip" | "deny" | undefined;
  readonly reason: string | undefined;
  readonly sentence: string | undefined;
  readonly advice: string | undefined;
  readonly findings: ReadonlyArray<{
    readonly level: "refused" | "skipped" | "warning";
    readonly code: string;
    readonly sentence: string;
    readonly advice: string;
  }>;
}

/** One entry for every object that stands for pods, or that there is something to say about. */
export function explainManifests(manifests: readonly PlannedManifest[], namespace: string): ExplainedObject[] {
  return manifests.flatMap(({ manifest, objects }) =>
    objects
      .filter(({ plan }) => plan.pod !== undefined || plan.warnings.length > 0)
      .map(({ object, line, plan }): ExplainedObject => {
        const { pod } = plan;
        return {
          source: manifest.source,
          document: manifest.number,
          line,
          kind: String(object["kind"]),
          namespace: namespaceOf(object) ?? namespace,
          name: nameOf(object),
          decision: pod?.t,
          reason: pod?.reason,
          sentence: pod?.sentence,
          advice: pod && adviceOn(pod.reason),
          findings: findingsOf(plan).map(({ level, code, sentence }) => ({
            level,
            code,
            sentence,
            advice: adviceOn(code),
          })),
          settings: pod?.explanation.settings ?? [],
          paths: pod?.explanation.paths ?? [],
          injection: pod?.explanation.injection,
        };
      }),
  );
}
