import type { MountPlan, PodPlan } from "../schedule/pod-plan.ts";
import type { Fact, Happening } from "./fact.ts";
import { openJudge } from "./judge.ts";

const A: MountPlan = { name: "a", kind: "folder", onFailure: "restart" };

/** Checks every 100 ms, with a second for an answer, and three in a row. */
export const PLAN: PodPlan = {
  name: "plex",
  mounts: [A, { ...A, name: "b" }, { ...A, name: "c", onFailure: "report" }],
  action: "delete",
  mode: "enforce",
  gate: true,
  checkIntervalMs: 100,
  readTimeoutMs: 1_000,
  failureThreshold: 3,
  restartDelayMs: 0,
  budget: undefined,
  appEndsMs: 100,
  steady: false,
  occasions: [],
};

export const UID = "plex-1";
export type Told = readonly [atS: number, what: Happening];

export const mood = (atS: number, is: (Happening & { t: "mount" })["mood"], mount = "a"): Told => [
  atS,
  { t: "mount", mount, mood: is },
];
export const running = (atS: number, what: (Happening & { t: "running" })["what"]): Told => [
  atS,
  { t: "running", what },
];
export const api = (atS: number, well: boolean): Told => [atS, { t: "api", well }];
export const paused = (atS: number, on: boolean): Told => [atS, { t: "pause", on }];
export const call = (atS: number, uid: string | undefined = UID, target = "plex"): Told => [
  atS,
  { t: "call", target, uid },
];
export const deleted = (atS: number, uid = UID, target = "plex"): Told => [atS, { t: "deleted", target, uid }];
export const line = (
  atS: number,
  msg: string,
  mount: string | undefined = "a",
  more: Partial<Happening & { t: "line" }> = {},
): Told => [atS, { t: "line", level: "WARN", msg, mount, ...more }];
export const ready = (atS: number, status: number | undefined): Told => [
  atS,
  { t: "answer", endpoint: "ready", askedMs: atS * 1_000 - 10, status },
];
export const live = (atS: number, status: number | undefined): Told => [
  atS,
  { t: "answer", endpoint: "live", askedMs: atS * 1_000 - 10, status },
];
export const exit = (
  atS: number,
  code: number | null,
  told: (Happening & { t: "exit" })["told"],
  program: "gate" | "monitor" = "monitor",
): Told => [atS, { t: "exit", program, code, told }];
export const figures = (atS: number, threads: number, descriptors: number, residentMiB: number): Told => [
  atS,
  { t: "figures", threads, descriptors, residentMiB },
];
export const lag = (atS: number): Told => [atS, { t: "lag" }];

/** A monitor that runs since the second second, with mounts that are well. */
export const BEGUN: readonly Told[] = [
  [1, { t: "pod", uid: UID }],
  running(1, "gate"),
  exit(2, 0, "nothing", "gate"),
  running(2, "monitor"),
];

/** The promises that a history breaks, with a tick twice a second from its beginning to its end. */
export function broken(
  history: readonly Told[],
  change: Partial<PodPlan> = {},
  endS = (history.at(-1)?.[0] ?? 0) + 0.1,
): string[] {
  const judge = openJudge({ ...PLAN, ...change });
  const ticks: Told[] = Array.from({ length: Math.ceil(endS * 2) }, (_, index) => [index / 2, { t: "tick" }]);
  const facts = [...ticks, ...history].toSorted(([a], [b]) => a - b);
  const found = facts.flatMap(([atS, what]) => judge.take({ ...what, atMs: atS * 1_000 } as Fact));
  return [...new Set(found.map(({ rule }) => rule))];
}
