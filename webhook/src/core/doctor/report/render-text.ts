import { type Finding, formatSubject } from "../finding.ts";
import type { Severity } from "../finding-table.ts";

/** Colours a text, or not. */
export type Painter = (text: string, colour: "red" | "green" | "yellow" | "cyan" | "dim" | "bold") => string;

const COLOURS = { problem: "red", warning: "yellow", note: "cyan", ok: "green" } as const satisfies Readonly<
  Record<Severity, string>
>;

const WIDTH = "problem  ".length;
const SHOWN_PODS = 5;

/** For people: one finding after the other, and what to do about each; at the end, how many. */
export function renderText(findings: readonly Finding[], paint: Painter): string {
  return [...findings.flatMap((finding) => linesOf(finding, paint)), "", summary(findings), ""].join("\n");
}

function linesOf({ code, severity, subject, sentence, advice, pods = [] }: Finding, paint: Painter): readonly string[] {
  const head = paint(severity.padEnd(WIDTH), COLOURS[severity]);
  const line = `${head}${paint(formatSubject(subject), "bold")}: ${sentence} ${paint(`(${code})`, "dim")}`;
  const indent = " ".repeat(WIDTH);
  return [
    line,
    ...(pods.length === 0 || subject.kind === "Pod" ? [] : [`${indent}pods: ${shortened(pods)}`]),
    ...(advice === "" ? [] : [`${indent}do: ${advice}`]),
  ];
}

function shortened(pods: readonly string[]): string {
  const more = pods.length - SHOWN_PODS;
  return more <= 1 ? pods.join(", ") : `${pods.slice(0, SHOWN_PODS).join(", ")} and ${more} more`;
}

function summary(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const words = (["problem", "warning", "note"] as const).flatMap((severity) => {
    const number = count(severity);
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? "" : "s"}`];
  });
  return words.length === 0 ? "No problem was found." : words.join(", ");
}
