import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { annotationKey, decodeMonitorConfig, INHERITED_ANNOTATION } from "@mount-monitor/contract";
import { UNKNOWN_FACTS } from "../cluster-facts.ts";
import type { AdmissionRequest } from "../decision.ts";
import { decidePod } from "../decide-pod.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../injector-config.ts";
import type { RawWorkload } from "../raw-object.ts";
import { examplePod } from "../testing/example-pod.ts";
import { podOfTemplate, templateOf, type WorkloadKind, WORKLOAD_KINDS } from "./pod-of-template.ts";
import { reviewWorkload } from "./review-workload.ts";
import { KIND_TABLE, TRUTH_TABLE } from "./truth-table.ts";

const MODE = annotationKey("mode");
const CREATE: AdmissionRequest = { namespace: "media", operation: "CREATE" };

function workloadOf(kind: WorkloadKind, own: string | undefined, inTemplate: string | undefined): RawWorkload {
  const template = examplePod(inTemplate === undefined ? {} : { [MODE]: inTemplate });
  const group = kind === "Job" || kind === "CronJob" ? "batch/v1" : "apps/v1";
  return {
    apiVersion: group,
    kind,
    metadata: { name: "app", annotations: own === undefined ? {} : { [MODE]: own } },
    spec: kind === "CronJob" ? { jobTemplate: { spec: { template } } } : { template },
  };
}

describe("which level wins", () => {
  for (const kind of WORKLOAD_KINDS) {
    for (const { namespace, workload, template, effective, copied } of TRUTH_TABLE) {
      it(`${kind}: ${[namespace, workload, template].map((value) => JSON.stringify(value) ?? "-").join(" x ")}`, () => {
        const namespaceAnnotations: Record<string, string> = namespace === undefined ? {} : { [MODE]: namespace };
        const facts = { ...UNKNOWN_FACTS, namespaceAnnotations };
        const reviewed = reviewWorkload(workloadOf(kind, workload, template), CREATE, DEFAULT_INJECTOR_CONFIG, facts);
        assert.equal(
          templateOf(reviewed.workload)?.metadata?.annotations?.[INHERITED_ANNOTATION] !== undefined,
          copied,
        );

        const pod = podOfTemplate(reviewed.workload);
        assert.ok(pod);
        const decision = decidePod(pod, CREATE, DEFAULT_INJECTOR_CONFIG, facts);
        assert.ok(decision.t === "inject");
        const gate = decision.pod.spec?.initContainers?.[0];
        const decoded = decodeMonitorConfig(
          gate?.env?.find(({ name }) => name === "MOUNT_MONITOR_CONFIG")?.value ?? "",
        );
        assert.ok(decoded.ok);
        assert.equal(decoded.config.mode, effective);
      });
    }
  }
});

describe("whether an annotation on the workload reaches its pods", () => {
  for (const { kind, moment, operation, suspended, started, reaches } of KIND_TABLE) {
    it(`${kind}, ${moment}`, () => {
      const workload = workloadOf(kind, "observe", undefined);
      const { patch, warnings } = reviewWorkload(
        {
          ...workload,
          spec: { ...workload.spec, ...(suspended ? { suspend: true } : {}) },
          ...(started ? { status: { startTime: "2026-01-31T12:00:00Z" } } : {}),
        },
        { namespace: "media", operation },
        DEFAULT_INJECTOR_CONFIG,
        UNKNOWN_FACTS,
      );
      assert.equal(patch.length > 0, reaches);
      assert.equal(
        warnings.some(({ code }) => code === "job-template-immutable"),
        !reaches,
      );
    });
  }
});
