import { annotationName, annotationSpec, isAnnotationName } from "@mount-monitor/contract";
import { DEFAULT_INJECTOR_CONFIG } from "../../webhook/src/core/injector-config.ts";
import { isRecord, type RawObject } from "../../webhook/src/core/raw-object.ts";
import { decodeWebhookConfig } from "../../webhook/src/io/config/decode-config.ts";
import { parseYaml } from "../../webhook/src/io/manifest/parse-yaml.ts";
import { parseManifests } from "../../webhook/src/io/manifest/read-manifests.ts";
import { findingsOf } from "../../webhook/src/io/offline/findings.ts";
import { offlineFacts } from "../../webhook/src/io/offline/offline-facts.ts";
import { planObject } from "../../webhook/src/io/offline/plan-object.ts";
import { wrongAnnotation } from "./check-annotation.ts";
import { wrongValues } from "./check-chart-values.ts";

export type YamlKind = "values" | "scraping" | "manifests" | "annotations" | "configuration";

/** What a block of YAML is, by what it begins with or has. */
export function kindOfYaml(text: string): YamlKind {
  if (text.startsWith("# values.yaml\n")) return "values";
  // A configuration of Prometheus, which promtool looks at in test/metrics.
  if (text.startsWith("scrape_configs:")) return "scraping";
  if (/^kind:/m.test(text)) return "manifests";
  return text.startsWith("mount-monitor.io/") ? "annotations" : "configuration";
}

/** What is wrong with a block of YAML; nothing where it is what it claims to be. */
export function wrongYaml(text: string): readonly string[] {
  const kind = kindOfYaml(text);
  if (kind === "manifests") return wrongManifests(text);
  const parsed = parseYaml({ text, line: 1 });
  if (!parsed.ok) return [parsed.error];
  switch (kind) {
    case "values":
      return [wrongValues(parsed.value) ?? []].flat();
    case "scraping":
      return [];
    case "annotations":
      return wrongAnnotations(parsed.value);
    case "configuration": {
      const decoded = decodeWebhookConfig(parsed.value, "0");
      return decoded.ok ? [] : decoded.errors;
    }
  }
}

/** Objects of a block of manifests; an error where it cannot be read. */
export function manifestObjects(text: string): readonly RawObject[] {
  const errors: string[] = [];
  const objects = parseManifests(text, "manifest", errors).flatMap((manifest) => manifest.objects);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return objects.map(({ object }) => object);
}

function wrongManifests(text: string): readonly string[] {
  const errors: string[] = [];
  const objects = parseManifests(text, "manifest", errors).flatMap((manifest) => manifest.objects);
  if (errors.length > 0) return errors;
  const known = objects.map(({ object }) => object);
  const facts = offlineFacts(known, "default", undefined);
  return known.flatMap((object) => {
    const plan = planObject(object, { namespace: "default", config: DEFAULT_INJECTOR_CONFIG, facts });
    const mistakes = findingsOf(plan).filter(
      ({ level, code }) => level !== "warning" || code === "unknown-annotation" || code === "annotation-without-effect",
    );
    const asks = plan.pod !== undefined && JSON.stringify(object).includes("mount-monitor.io/paths");
    return [
      ...mistakes.map(({ code, sentence }) => `${sentence} (${code})`),
      ...(asks && plan.pod?.t !== "inject" ? ["it asks to be monitored, and is not"] : []),
    ];
  });
}

/** Annotations without what they stand on: it has to be a place where they count. */
function wrongAnnotations(value: unknown): readonly string[] {
  if (!isRecord(value)) return ["it is no list of annotations"];
  return Object.entries(value).flatMap(([key, text]) => {
    if (typeof text !== "string") return [`${key} is no text: Kubernetes takes no other annotations; set it in quotes`];
    const name = annotationName(key) ?? "";
    const level = isAnnotationName(name) ? annotationSpec(name).levels.at(-1) : undefined;
    return wrongAnnotation(key, text, level ?? "pod") ?? [];
  });
}
