import type { PodFigures } from "../faults/soaked-pod.ts";
import type { Violation } from "../model/judge.ts";
import { RULES } from "../model/judge.ts";
import { type Excuse, EXCUSES } from "../model/judge-webhook.ts";
import type { WebhookFigures } from "../webhook/soak-webhook.ts";

/** What a check interval is by default. */
const DEFAULT_INTERVAL_S = 30;
const DAY_S = 86_400;

export interface MonitorFigures {
  readonly done: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly pods: Readonly<Record<string, PodFigures>>;
  readonly longEnough: number;
  readonly lags: { readonly count: number; readonly worstMs: number };
  readonly intervals: { readonly mount: number; readonly all: number };
}

export interface SoakFigures {
  readonly monitors: MonitorFigures | undefined;
  readonly webhook: WebhookFigures | undefined;
}

/** How many processes ran or waited for a core, in the minute before: what is late on such a machine is no surprise. */
export interface Machine {
  readonly cores: number;
  readonly load: number;
}

export interface End {
  readonly replay: string;
  readonly interrupted: boolean;
  /** At the beginning and at the end. */
  readonly machine: readonly [Machine, Machine];
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);
const days = (intervals: number): string => ((intervals * DEFAULT_INTERVAL_S) / DAY_S).toFixed(1);

export function printProgress({ monitors, webhook }: SoakFigures, violations: number): void {
  const parts: string[] = [];
  if (monitors) {
    const pods = Object.values(monitors.pods);
    const restarts = pods.reduce((all, pod) => all + pod.restarts, 0);
    parts.push(
      `${sum(monitors.done)} faults, ${restarts} restarts, ${Math.round(monitors.intervals.all)} check intervals`,
    );
  }
  if (webhook)
    parts.push(
      `${webhook.made} pods created, ${sum(webhook.failedAllowed)} failed as they may, ${sum(webhook.done)} faults at the webhook`,
    );
  console.log(`  ${parts.join("; ")}; ${violations} violations`);
}

export function printEnd(
  { monitors, webhook }: SoakFigures,
  violations: readonly Violation[],
  { replay, interrupted, machine: [before, after] }: End,
): void {
  console.log("");
  if (monitors) printMonitors(monitors);
  if (webhook) printWebhook(webhook);
  console.log(
    `\n${after.cores} cores; load ${before.load.toFixed(1)} before, ${after.load.toFixed(1)} at the end, the soak itself included`,
  );
  const broken = new Map<string, number>();
  for (const { rule } of violations) broken.set(rule, (broken.get(rule) ?? 0) + 1);
  table(
    "promises",
    [
      ...RULES.map(({ name }) => name),
      ...[...broken.keys()].filter((rule) => !RULES.some(({ name }) => name === rule)),
    ].map((rule) => [rule, broken.has(rule) ? `broken ${broken.get(rule)} times` : "held"]),
  );
  console.log(`\n${violations.length} violations${interrupted ? "; interrupted" : ""}\nagain: ${replay}`);
}

function printMonitors({ done, skipped, pods, longEnough, lags, intervals }: MonitorFigures): void {
  table("faults done", Object.entries(done).toSorted(), "a fault that finds nothing to be done to is skipped");
  if (sum(skipped) > 0) table("faults skipped", Object.entries(skipped).toSorted());
  table(
    "pods",
    Object.entries(pods).map(([name, { restarts, pods, asked, facts }]) => [
      name,
      `${restarts} restarts, ${pods} pods, ${asked} answers, ${facts} facts`,
    ]),
  );
  const restarts = Object.values(pods).reduce((all, pod) => all + pod.restarts, 0);
  console.log(
    `\n${longEnough} faults that last long enough for a restart, where nothing holds it back; ${restarts} restarts, several faults at once being one cause`,
  );
  console.log(
    `up to ${Math.round(intervals.mount)} check intervals of a mount, ${days(intervals.mount)} days at the default of ${DEFAULT_INTERVAL_S}s; ` +
      `${Math.round(intervals.all)} of all mounts, ${days(intervals.all)} days`,
  );
  if (lags.count > 0)
    console.log(
      `the soak itself was late ${lags.count} times, at most ${Math.round(lags.worstMs)} ms: around these times less is judged`,
    );
}

function printWebhook({ done, made, failedAllowed, slowestMs, memory, certificates }: WebhookFigures): void {
  table("faults at the webhook", Object.entries(done).toSorted());
  table("webhook", [
    ["pods created", String(made)],
    ["failed as they may", String(sum(failedAllowed))],
    ...Object.entries(failedAllowed).map(([excuse, count]) => [`  ${EXCUSES[excuse as Excuse]}`, String(count)]),
    ["slowest create", `${Math.round(slowestMs)} ms`],
    [
      "memory of the replica that lived longest",
      memory
        ? `${memory.firstMiB.toFixed(0)} MiB, and ${memory.lastMiB.toFixed(0)} after ${Math.round(memory.forMs / 1_000)} s`
        : "-",
    ],
    ["certificates made", String(certificates)],
  ]);
}

function table(
  title: string,
  rows: readonly (readonly [string, string | number])[] | readonly (readonly (string | number)[])[],
  note = "",
): void {
  const width = Math.max(...rows.map(([name = ""]) => String(name).length));
  console.log(`\n${title}${note === "" ? "" : ` (${note})`}`);
  for (const [name = "", value = ""] of rows) console.log(`  ${String(name).padEnd(width)}  ${value}`);
}
