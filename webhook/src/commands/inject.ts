import { EXIT } from "@mount-monitor/contract";
import type { OptionValues } from "@mount-monitor/process";
import type { Environment } from "../environment.ts";
import { notOneOf } from "../io/config/load-config.ts";
import { placeOf } from "../io/manifest/manifest.ts";
import { writeYaml } from "../io/manifest/render-yaml.ts";
import { painter } from "../io/offline/colour.ts";
import { findingsOf, isRefused } from "../io/offline/findings.ts";
import { objectName } from "../io/offline/object-name.ts";
import { planManifests, type PlannedManifest } from "../io/offline/plan-manifests.ts";
import {
  isChanged,
  type RenderedManifest,
  renderManifest,
  valueAfter,
  writeJson,
} from "../io/offline/render-manifest.ts";
import { unifiedDiff } from "../io/offline/unified-diff.ts";
import { sayWrong } from "./say-wrong.ts";
import { usageError } from "./usage-error.ts";

const OUTPUTS = ["yaml", "json", "patch"] as const;

/** Manifests in, the manifests that the cluster would end up with out. What there is to say goes to stderr. */
export function runInject(files: readonly string[], values: OptionValues, env: Environment): void {
  const given = values["output"];
  const output = OUTPUTS.find((known) => known === given);
  if (given !== undefined && output === undefined)
    return usageError([notOneOf("--output", given, OUTPUTS)], env.program);
  if (values["diff"] !== undefined && output !== undefined) {
    return usageError(["--diff and --output exclude each other; drop one of them"], env.program);
  }
  const planned = planManifests(files, values);
  if (!planned.ok) return usageError(planned.errors, env.program);
  const { manifests, namespace } = planned;
  sayWrong(news(manifests, namespace), env.program);
  const rendered = manifests.map(renderManifest);
  if (output === "patch") process.stdout.write(writeJson(patches(manifests, namespace)));
  else if (values["diff"] !== undefined) process.stdout.write(differences(manifests, rendered, namespace, env.colour));
  else {
    const commentsCount = output === undefined && rendered.some(({ lostComments }) => lostComments);
    if (commentsCount) console.error(`${env.program}: comments are lost in documents that use aliases (*name)`);
    process.stdout.write(output === undefined ? together(rendered) : anew(manifests, output));
  }
  if (manifests.some(({ objects }) => objects.some(({ plan }) => isRefused(plan)))) process.exitCode = EXIT.denied;
}

function news(manifests: readonly PlannedManifest[], namespace: string): string[] {
  const lines = manifests.flatMap(({ manifest, objects }) =>
    objects.flatMap(({ object, line, plan }) =>
      findingsOf(plan).map(
        ({ level, sentence, code }) =>
          `${placeOf(manifest.source, manifest.number, line)}: ${objectName(object, namespace)}: ${level}: ${sentence} (${code})`,
      ),
    ),
  );
  const quiet = lines.length === 0 && !manifests.some(isChanged);
  return quiet ? ["nothing to inject: no object has the annotation mount-monitor.io/paths"] : lines;
}

function patches(manifests: readonly PlannedManifest[], namespace: string): object[] {
  return manifests.flatMap(({ manifest, objects }) =>
    objects
      .filter(({ plan }) => plan.patch.length > 0)
      .map(({ object, plan }) => ({
        source: manifest.source,
        document: manifest.number,
        object: objectName(object, namespace),
        patch: plan.patch,
      })),
  );
}

function differences(
  manifests: readonly PlannedManifest[],
  rendered: readonly RenderedManifest[],
  namespace: string,
  colour: boolean,
): string {
  const paint = painter(colour);
  return manifests
    .map((planned, index) => {
      const { source, number } = planned.manifest;
      const names = planned.objects.filter(({ plan }) => plan.patch.length > 0);
      const name = `${placeOf(source, number, undefined)}: ${names.map(({ object }) => objectName(object, namespace)).join(", ")}`;
      const { before = "", text = "" } = rendered[index] ?? {};
      return isChanged(planned) ? unifiedDiff(name, before, text, paint) : "";
    })
    .join("");
}

/** As they came, one after the other. */
function together(rendered: readonly RenderedManifest[]): string {
  let whole = "";
  for (const { text } of rendered) {
    if (text.trim() === "") continue;
    const marked = /^(?:\s*#.*\n|\s*\n|%.*\n)*---(?=\s|$)/.test(text);
    if (whole !== "" && !marked) whole += "---\n";
    whole += text.endsWith("\n") ? text : `${text}\n`;
  }
  return whole;
}

function anew(manifests: readonly PlannedManifest[], output: "yaml" | "json"): string {
  const values = manifests.map(valueAfter).filter((value) => value !== undefined);
  if (output === "yaml") return values.map(writeYaml).join("---\n");
  // One JSON text is what programs read; kubectl takes a List as it takes its items.
  const [only] = values;
  return writeJson(values.length === 1 ? only : { apiVersion: "v1", kind: "List", items: values });
}
