import { countOf } from "../live/count-of.ts";
import { groupBy } from "../live/group-by.ts";
import { onOneLine } from "./on-one-line.ts";
import type { StatusReport } from "./status-report.ts";

const MAX_NOTES = 8;
const MAX_LENGTH = 400;

/** What could not be read, a sentence each. */
export function gapNotes({ gaps }: StatusReport): readonly string[] {
  return gaps.map(({ what, why }) => shortened(`${what}: ${why}`));
}

/**
 * What the table has no column for: why pods and mounts are not as they should be, those of which the same is true together;
 * before it, what could not be read.
 */
export function statusNotes(report: StatusReport): readonly string[] {
  const groups = groupBy(
    report.pods.flatMap(notesOf),
    // A command that helps names the pod, which makes no other case of it.
    ({ place, sentence, pod, namespace }) =>
      `${place} ${sentence.replaceAll(pod, "POD").replaceAll(`-n ${namespace} `, "")}`,
  );
  const notes = [...groups.values()].map(sentenceOf);
  const more = notes.length - MAX_NOTES;
  return [
    ...gapNotes(report),
    ...(more > 1 ? [...notes.slice(0, MAX_NOTES), `and ${more} more; all: --output wide`] : notes),
  ];
}

interface Note {
  readonly namespace: string;
  readonly pod: string;
  /** A mount of the pod; empty for the pod itself. */
  readonly place: string;
  readonly sentence: string;
}

function notesOf({ namespace, name: pod, message, mounts }: StatusReport["pods"][number]): readonly Note[] {
  const failing = mounts.filter(({ lastError }) => lastError !== "");
  return [
    ...(message === "" ? [] : [{ namespace, pod, place: "", sentence: message }]),
    ...failing.map(({ path, lastError }) => ({ namespace, pod, place: ` ${path}`, sentence: lastError })),
  ];
}

function sentenceOf(notes: readonly Note[]): string {
  const [{ namespace, pod, place, sentence }, ...others] = notes as readonly [Note, ...Note[]];
  const more = others.length === 0 ? "" : ` and ${countOf(others.length, "more pod")}`;
  return shortened(`${namespace}/${pod}${place}${more}: ${sentence}`);
}

function shortened(text: string): string {
  const line = onOneLine(text);
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)} …` : line;
}
