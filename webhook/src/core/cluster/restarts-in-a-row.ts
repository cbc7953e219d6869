import type { SeenRestart } from "./read-restart.ts";

interface Step {
  readonly atMs: number;
  readonly pod: string;
  readonly what: "restarted" | "created";
}

/**
 * How many restarts of a workload followed on each other: a pod was restarted, and then one that was created after that,
 * or the same one. That is a loop, as opposed to one outage of a mount that many pods share; how many pods there are, or
 * should be, need not be known.
 */
export function restartsInARow(restarts: Iterable<SeenRestart>): number {
  const rows = new Map<string, number>();
  let longest = 0;
  for (const { what, pod } of stepsOf(restarts)) {
    const own = rows.get(pod) ?? 0;
    // A new pod takes up what went before it, whichever it replaces.
    const row = what === "created" ? Math.max(own, longest) : own + 1;
    rows.set(pod, row);
    longest = Math.max(longest, row);
  }
  return longest;
}

function stepsOf(restarts: Iterable<SeenRestart>): readonly Step[] {
  const steps = [...restarts].flatMap(({ pod, atMs, createdMs }): Step[] => [
    { atMs, pod, what: "restarted" },
    ...(createdMs === undefined ? [] : [{ atMs: createdMs, pod, what: "created" as const }]),
  ]);
  // Times are whole seconds: in the same one, what was restarted was so first.
  return steps.toSorted((a, b) => a.atMs - b.atMs || (a.what === b.what ? 0 : a.what === "restarted" ? -1 : 1));
}
