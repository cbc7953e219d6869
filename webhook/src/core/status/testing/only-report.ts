import { reportStatus } from "../report-status.ts";
import type { SeenPod } from "../seen-pod.ts";
import type { PodReport } from "../status-report.ts";
import { NOW_MS, pictureOf } from "./example-status.ts";

/** What is said of one pod where there is no other. For tests. */
export function onlyReport(seen: SeenPod, events: Parameters<typeof pictureOf>[1] = []): PodReport {
  const [pod] = reportStatus(pictureOf([seen], events), [], NOW_MS).pods;
  if (pod === undefined) throw new Error("there is nothing to say of the pod");
  return pod;
}
