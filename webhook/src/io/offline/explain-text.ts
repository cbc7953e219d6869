import type { ExplainedInjection, ExplainedPath, ExplainedSetting } from "../../core/explanation.ts";
import { placeOf } from "../manifest/manifest.ts";
import type { Paint } from "./colour.ts";
import type { ExplainedObject } from "./explain-document.ts";

/** One pod template for people: verdict first, then why, then what to do. */
export function explainText(entry: ExplainedObject, paint: Paint): string {
  const { source, document, line, kind, namespace, name } = entry;
  const title = `${kind} ${namespace}/${name ?? "(without a name)"}`;
  return [
    `${paint(title, "bold")}  ${paint(placeOf(source, document, line), "dim")}`,
    ...verdict(entry, paint),
    ...section("paths", entry.paths.flatMap(pathLines), paint),
    ...section("settings", settingLines(entry.settings), paint),
    ...section("injects", entry.injection ? injectionLines(entry.injection) : [], paint),
    ...section("notes", notes(entry, paint), paint),
    "",
  ].join("\n");
}

function verdict({ decision, reason, sentence, advice }: ExplainedObject, paint: Paint): string[] {
  if (decision === undefined) return [`  ${paint("undecided", "red")}`];
  const colour = decision === "inject" ? "green" : decision === "deny" ? "red" : "yellow";
  const head = `  ${paint(decision, colour)} (${reason ?? ""}): ${sentence ?? ""}`;
  return advice ? [head, `    do: ${advice}`] : [head];
}

function section(name: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [`  ${paint(name, "cyan")}`, ...lines.map((line) => `    ${line}`)];
}

function pathLines({
  path,
  container,
  mountPath,
  volume,
  volumeKind,
  subPath,
  mounters,
  problem,
}: ExplainedPath): string[] {
  if (container === undefined) {
    const why = problem ?? "not resolved";
    return [why.startsWith(path) ? why : `${path}: ${why}`];
  }
  const of = subPath === undefined ? "" : `, subPath ${subPath}`;
  const line = `${path}: container ${container}, volumeMount ${mountPath ?? "?"} of volume ${volume ?? "?"} (${volumeKind ?? "unknown kind"}${of})`;
  const mounted = mounters.length === 0 ? [] : [`  mounted by ${mounters.join(", ")} (Bidirectional)`];
  return [line, ...mounted, ...(problem === undefined ? [] : [`  ${problem}`])];
}

/** Those that somebody set, one a line, with where; the defaults in one. */
function settingLines(settings: readonly ExplainedSetting[]): string[] {
  const set = settings.filter(({ source, unsetBy }) => source !== "default" || unsetBy !== undefined);
  const width = Math.max(0, ...set.map(({ name }) => name.length));
  const rows = set.map(({ name, value, source, unsetBy }) => {
    const from = unsetBy === undefined ? `from ${source}` : `${source}, since ${unsetBy} unset it`;
    return `${name.padEnd(width)}  ${oneLine(value ?? "(none)")}  (${from})`;
  });
  const rest = settings.filter((setting) => !set.includes(setting) && setting.value !== undefined);
  return rest.length === 0
    ? rows
    : [
        ...rows,
        ...wrap(
          "defaults: ",
          rest.map(({ name, value = "" }) => `${name} ${value}`),
        ),
      ];
}

const LINE_LENGTH = 110;

function wrap(head: string, words: readonly string[]): string[] {
  const lines = [head];
  for (const [index, word] of words.entries()) {
    const last = lines.length - 1;
    const piece = index === words.length - 1 ? word : `${word}, `;
    if (`${lines[last]}${piece}`.length > LINE_LENGTH) lines.push(`  ${piece}`);
    else lines[last] += piece;
  }
  return lines.map((line) => line.trimEnd());
}

/** Of a list, which may be one an entry a line. JSON has commas of its own. */
function oneLine(text: string): string {
  const trimmed = text.trim();
  return trimmed.replaceAll(/\s*\n\s*/g, /^[[{]/.test(trimmed) ? " " : ", ");
}

function injectionLines({ gate, monitor, restart, user, workload, volumes }: ExplainedInjection): string[] {
  const wait = gate.timeout === undefined ? "" : `, tries for ${gate.timeout} at a time`;
  const place = gate.position === undefined ? "" : `, init container ${gate.position + 1}`;
  const ids = user.uid === undefined ? "the image's" : `${user.uid}${user.gid === undefined ? "" : `:${user.gid}`}`;
  const other = restart.wanted === restart.action ? "" : ` instead of ${restart.wanted}`;
  return [
    gate.injected ? `gate     mount-monitor-gate${place}${wait}: ${gate.why}` : `no gate: ${gate.why}`,
    monitor.injected
      ? `monitor  mount-monitor, ${monitor.kind === "native" ? "native sidecar" : "container"}, port ${monitor.port}: ${monitor.why}`
      : `no monitor: ${monitor.why}`,
    `restart  ${restart.action}${other}: ${restart.why}`,
    `user     ${ids}: ${user.why}`,
    `counts for ${workload}; adds volumes ${volumes.join(", ")}`,
  ];
}

function notes({ findings, decision, reason }: ExplainedObject, paint: Paint): string[] {
  return findings
    .filter(({ code }) => !(decision !== undefined && code === reason))
    .flatMap(({ level, code, sentence, advice }) => [
      `${paint(level, level === "refused" ? "red" : "yellow")} (${code}): ${sentence}`,
      ...(advice === "" ? [] : [`  do: ${advice}`]),
    ]);
}
