import { FINDINGS, type FindingCode, type Severity } from "./finding-table.ts";

/** What a finding is about. */
export interface Subject {
  readonly kind: string;
  /** Undefined for what belongs to no namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One thing that was found out about the cluster. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly subject: Subject;
  /** What is the case, about this very subject. */
  readonly sentence: string;
  /** What to do, a command to type where there is one; empty where there is nothing to do. */
  readonly advice: string;
  /** Names of the pods that it is true of, where the subject is what makes them. */
  readonly pods?: readonly string[];
}

/** What is said besides the code; `advice` where it can be more exact than the table. */
export interface FindingDetails {
  readonly advice?: string;
  readonly pods?: readonly string[];
}

export function found(code: FindingCode, subject: Subject, sentence: string, details: FindingDetails = {}): Finding {
  const { severity, advice } = FINDINGS[code];
  const { pods } = details;
  return {
    code,
    severity,
    subject,
    sentence: plain(sentence),
    advice: plain(details.advice ?? advice),
    ...(pods === undefined ? {} : { pods: [...pods].toSorted() }),
  };
}

const MAX_LENGTH = 1000;

/**
 * On one line, since messages of others may have several, and none should pass for a finding of its own. The tables are
 * written for pages, where code stands between backticks.
 */
function plain(text: string): string {
  const line = text.replaceAll("`", "").replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)} …` : line;
}

const MORE_PERMISSIONS = "Ask somebody with more permissions to run it, where it matters.";

/** `what` was not looked at, and why. */
export function notChecked(subject: Subject, what: string, why: string): Finding {
  const advice = /forbidden|cannot/.test(why) ? MORE_PERMISSIONS : "";
  return found("not-checked", subject, `not checked: ${what}: ${why}`, { advice });
}

/** What is about no single object. */
export const CLUSTER: Subject = { kind: "Cluster", namespace: undefined, name: "kubernetes" };

export function subjectOf(kind: string, name: string, namespace?: string): Subject {
  return { kind, namespace, name };
}

/** `Deployment media/plex`, as people and `explain` call it. */
export function formatSubject({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** A sentence of a table, to stand inside another: without capital letter and full stop. */
export function asClause(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase()).replace(/\.$/, "");
}
