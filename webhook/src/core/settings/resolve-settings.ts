import {
  ANNOTATION_NAMES,
  annotationKey,
  type AnnotationName,
  annotationSpec,
  parseAnnotation,
  type Parsed,
  type ResourceAmounts,
} from "@mount-monitor/contract";
import type { Finding } from "../decision.ts";
import type { ExplainedSetting, SettingSource } from "../explanation.ts";
import { readInherited } from "./inherited.ts";
import type { Settings, SettingValues } from "./settings.ts";

/** What each level says, as text by annotation name; the namespace is named in messages. */
export interface SettingLevels {
  readonly chart: Readonly<Partial<Record<string, string>>>;
  readonly namespace: Readonly<Record<string, string>>;
  readonly pod: Readonly<Record<string, string>>;
  readonly namespaceName: string;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  readonly explained: readonly ExplainedSetting[];
  /** One for each value that cannot be read and that no stronger level overrides. */
  readonly malformed: readonly Finding[];
}

/** default < chart < namespace < workload < pod; an empty value takes away what the levels below it say. */
export function resolveSettings(levels: SettingLevels): ResolvedSettings {
  const inherited = readInherited(levels.pod);
  const values: Partial<Record<AnnotationName, unknown>> = {};
  const sources: Partial<Record<AnnotationName, SettingSource>> = {};
  const explained: ExplainedSetting[] = [];
  const malformed: Finding[] = [];
  for (const setting of SETTINGS) {
    const { name, byDefault } = setting;
    const { chain, unsetBy } = layersOf(setting, levels, inherited);
    if (chain === setting.bottom && unsetBy === undefined) {
      if (byDefault !== undefined) values[name] = byDefault;
      sources[name] = "default";
      explained.push(setting.untouched);
      continue;
    }
    const effective = name === "resources" ? chain : chain.slice(-1);
    const top = chain.at(-1);
    for (const { text, source } of effective) {
      const parsed: Parsed<unknown> =
        source === "default" ? { ok: true, value: byDefault } : parseAnnotation(name, text);
      if (!parsed.ok) {
        malformed.push({ code: "malformed-value", sentence: parsed.error + placeOf(source, levels.namespaceName) });
      } else if (name === "resources") {
        values[name] = mergeResources(values[name] as ResourceAmounts | undefined, parsed.value as ResourceAmounts);
      } else values[name] = parsed.value;
    }
    sources[name] = top?.source ?? "default";
    explained.push({
      name,
      value: name === "resources" && chain.length > 1 ? JSON.stringify(values[name]) : top?.text,
      source: top?.source ?? "default",
      unsetBy,
    });
  }
  return {
    settings: { values: values as SettingValues, sources: sources as Settings["sources"] },
    explained,
    malformed,
  };
}

/** What is wrong with the settings of the chart, one sentence each: asked when the configuration is read. */
export function checkDefaults(defaults: Readonly<Partial<Record<AnnotationName, string>>>): string[] {
  return ANNOTATION_NAMES.flatMap((name) => {
    const text = defaults[name];
    if (text === undefined) return [];
    if (!annotationSpec(name).levels.includes("chart")) {
      return [`defaults.${name} cannot be set for all pods; set ${annotationKey(name)} on a workload`];
    }
    const parsed = text.trim() === "" ? undefined : parseAnnotation(name, text);
    return parsed === undefined || parsed.ok ? [] : [parsed.error];
  });
}

interface Layer {
  readonly source: SettingSource;
  readonly text: string;
}

/** What is known about a setting before any pod is: most pods leave most of them alone. */
interface Setting {
  readonly name: AnnotationName;
  readonly key: string;
  readonly inChart: boolean;
  readonly inNamespace: boolean;
  readonly bottom: readonly Layer[];
  /** The value that the default stands for; undefined where there is none. */
  readonly byDefault: unknown;
  readonly untouched: ExplainedSetting;
}

const SETTINGS: readonly Setting[] = ANNOTATION_NAMES.map((name) => {
  const { default: text, levels } = annotationSpec(name);
  const parsed = text === undefined ? undefined : parseAnnotation(name, text);
  return {
    name,
    key: annotationKey(name),
    inChart: levels.includes("chart"),
    inNamespace: levels.includes("namespace"),
    bottom: text === undefined ? [] : [{ source: "default", text }],
    byDefault: parsed?.ok === true ? parsed.value : undefined,
    untouched: { name, value: text, source: "default", unsetBy: undefined },
  };
});

/** What is said about a setting, weakest first, without what an empty value took away. */
function layersOf(
  { name, key, inChart, inNamespace, bottom }: Setting,
  levels: SettingLevels,
  inherited: Readonly<Record<string, string>>,
): { chain: readonly Layer[]; unsetBy: SettingSource | undefined } {
  const chart = inChart ? levels.chart[name] : undefined;
  const namespace = inNamespace ? levels.namespace[key] : undefined;
  const own = levels.pod[key];
  let chain = bottom;
  let unsetBy: SettingSource | undefined;
  const add = (source: SettingSource, text: string | undefined) => {
    if (text === undefined) return;
    if (text.trim() === "") {
      chain = bottom;
      unsetBy = source;
    } else {
      chain = [...chain, { source, text }];
      if (name !== "resources") unsetBy = undefined;
    }
  };
  add("chart", chart);
  add("namespace", namespace);
  add(own !== undefined && inherited[name] === own ? "workload" : "pod", own);
  return { chain, unsetBy };
}

function placeOf(source: SettingSource, namespace: string): string {
  if (source === "namespace") return ` (set on Namespace ${namespace})`;
  return source === "chart" ? " (set by the webhook's configuration)" : "";
}

function mergeResources(below: ResourceAmounts = {}, above: ResourceAmounts): ResourceAmounts {
  const merge = (section: "requests" | "limits") =>
    Object.fromEntries(Object.entries({ ...below[section], ...above[section] }).filter(([, amount]) => amount !== ""));
  return { requests: merge("requests"), limits: merge("limits") };
}
