import {
  ANNOTATION_NAMES,
  annotationKey,
  annotationSpec,
  INHERITED_ANNOTATION,
  INJECTED_LABEL,
  PAUSE_REASON_ANNOTATION,
  type SettingLevel,
  STATUS_ANNOTATION,
} from "../../packages/contract/src/index.ts";
import { KIND_TABLE, TRUTH_TABLE } from "../../webhook/src/core/workload/truth-table.ts";

const LEVEL_NAMES: Readonly<Record<SettingLevel, string>> = {
  chart: "chart",
  namespace: "Namespace",
  workload: "workload",
  pod: "pod template",
};

/** What the whole cluster may set but a Namespace may not. */
const NOT_ON_NAMESPACES = ANNOTATION_NAMES.filter((name) => {
  const { levels } = annotationSpec(name);
  return levels.includes("chart") && !levels.includes("namespace");
});

/** docs/annotations.md, from the tables that the webhook itself decides by. */
export function renderAnnotationsPage(): string {
  return `# Annotations

Each begins with \`mount-monitor.io/\`. Set them on the workload (Deployment, StatefulSet, DaemonSet, Job, CronJob), from
where they are copied to its pod template, or on the template itself:

\`\`\`sh
kubectl annotate deployment plex mount-monitor.io/paths=/mnt/media
\`\`\`

What is said nearer to the pod counts: default < chart < Namespace < workload < pod template. An empty value takes away what
weaker levels say, and the default holds again. A value that cannot be read refuses the pod, with a message that shows one
that is right; an unknown annotation is a warning that names the nearest. In the chart the names stand without the prefix.

${NOT_ON_NAMESPACES.map(code).join(" and ")} do not count on a Namespace, and a warning says so: they decide what runs in the pods, and whoever may
annotate a Namespace need not be allowed to write those.

| annotation | default | example | may stand on |
|---|---|---|---|
${ANNOTATION_NAMES.map(row).join("\n")}

${ANNOTATION_NAMES.map(section).join("\n\n")}

## Written by our programs

| key | on | meaning |
|---|---|---|
| annotation \`${STATUS_ANNOTATION}\` | pod | What was decided, as JSON: \`decision\`, \`reasons\` (see [reasons](reasons.md)), \`version\` of the webhook, \`hash\` of what the pod says, \`config\`, the hash of everything else. |
| label \`${INJECTED_LABEL}\` | pod | \`true\` where gate and monitor were injected. A monitor whose pod has lost it (a copy by \`kubectl debug\`) only reports. |
| annotation \`${INHERITED_ANNOTATION}\` | pod template | What was copied there from the workload, so that it can be taken away again. |
| annotation \`${PAUSE_REASON_ANNOTATION}\` | pod | Why its restarts are [paused](#pause), for people: what \`pause --reason\` was told. |

## Which level wins

For \`mount-monitor.io/mode\`, by where it stands. A dash: not set there. A copy: whether the pod template carries the value
of the workload.

| Namespace | workload | pod template | a copy | pods get |
|---|---|---|---|---|
${TRUTH_TABLE.map(
  ({ namespace, workload, template, copied, effective }) =>
    `| ${[namespace, workload, template].map(cell).join(" | ")} | ${copied ? "yes" : "no"} | \`${effective}\` |`,
).join("\n")}

Whether an annotation on the workload reaches its pods:

| kind | moment | reaches |
|---|---|---|
${KIND_TABLE.map(({ kind, moment, reaches }) => `| ${kind} | ${moment} | ${reaches ? "yes" : "no, with a warning"} |`).join("\n")}
`;
}

function row(name: (typeof ANNOTATION_NAMES)[number]): string {
  const { example, levels } = annotationSpec(name);
  const places = levels.map((level) => (name === "pause" ? "pod" : LEVEL_NAMES[level]));
  return `| [\`${name}\`](#${name}) | ${defaultOf(name)} | ${code(example)} | ${places.join(", ")} |`;
}

function section(name: (typeof ANNOTATION_NAMES)[number]): string {
  const { description, example } = annotationSpec(name);
  return `### ${name}\n\n${description}\n\n\`\`\`yaml\n${annotationKey(name)}: ${quote(example)}\n\`\`\``;
}

function defaultOf(name: (typeof ANNOTATION_NAMES)[number]): string {
  const spec = annotationSpec(name);
  return spec.shownDefault ?? (spec.default === undefined ? "none" : code(spec.default));
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function quote(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

function cell(value: string | undefined): string {
  return value === undefined ? "–" : value === "" ? "empty" : code(value);
}
