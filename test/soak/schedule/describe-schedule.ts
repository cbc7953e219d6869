import type { SoakOptions } from "../options.ts";
import { drawSchedule } from "./draw-schedule.ts";
import { describeFault } from "./fault.ts";
import { describeWebhookFault, drawWebhookFaults } from "./webhook-fault.ts";

/** A line for each fault of a run, in the order of their beginning. */
export function describeSchedule({ seed, minutes, only }: Pick<SoakOptions, "seed" | "minutes" | "only">): string[] {
  const forMs = minutes * 60_000;
  const isMeant = (part: string) => only === undefined || only === part;
  return [
    ...drawSchedule(seed, forMs)
      .faults.filter(({ pod }) => isMeant(pod))
      .map((fault) => ({ atMs: fault.atMs, line: describeFault(fault) })),
    ...(isMeant("webhook") ? drawWebhookFaults(seed, forMs) : []).map((fault) => ({
      atMs: fault.atMs,
      line: describeWebhookFault(fault),
    })),
  ]
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ line }) => line);
}
