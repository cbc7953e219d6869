import fs from "node:fs";
import path from "node:path";
import { annotationKey, INJECTED_LABEL } from "@mount-monitor/contract";
import { parsePodInfo } from "../../core/pod-info.ts";
import { readPause, type SeenPause } from "../../core/restart/pause.ts";
import type { Surroundings } from "../../core/restart/hold.ts";
import { monotonicMs, wallMs } from "../clock.ts";

/** The kubelet renews the files about once a minute; asking more often than this finds nothing new. */
const READ_AGAIN_MS = 1_000;

const PAUSE_ANNOTATION = annotationKey("pause");

/** What can be said to a running pod: annotations and labels, by the files of a downward-API volume. */
export interface PodInfo {
  surroundings(): Surroundings;
  seenPause(): SeenPause | undefined;
}

export function watchPodInfo(directory: string | undefined, known: SeenPause | undefined): PodInfo {
  let seen = known;
  let injected = true;
  let readMs = -Infinity;
  const refresh = () => {
    if (directory === undefined || monotonicMs() < readMs + READ_AGAIN_MS) return;
    readMs = monotonicMs();
    // A file that cannot be read says nothing; one without the label says that this pod is a copy.
    const annotations = readFile(directory, "annotations");
    const value = annotations ? annotations.get(PAUSE_ANNOTATION) : seen?.value;
    if (value !== seen?.value) seen = value === undefined ? undefined : { value, seenMs: readMs };
    const labels = readFile(directory, "labels");
    injected = labels === undefined || labels.get(INJECTED_LABEL) === "true";
  };
  return {
    surroundings() {
      refresh();
      return { pause: readPause(seen, monotonicMs(), wallMs()), injected };
    },
    seenPause: () => seen,
  };
}

function readFile(directory: string, name: string): ReadonlyMap<string, string> | undefined {
  try {
    return parsePodInfo(fs.readFileSync(path.join(directory, name), "utf8"));
  } catch {
    return undefined;
  }
}
