import { neededBeside } from "../../core/grants/access.ts";
import { type GrantPlan, planGrant } from "../../core/grants/plan-grant.ts";
import { noteUnwanted } from "../../core/grants/unwanted.ts";
import { askFirst, isKnown } from "./ask-first.ts";
import { type GrantRecord, hasArrived } from "./grant-record.ts";
import type { GrantTools } from "./grant-tools.ts";
import { pauseAfterConflict, pauseAfterFailure, pauseAfterRepair, spreadMs } from "./pace.ts";
import type { Rest } from "./passes.ts";
import { AWAIT_MS, performWrites } from "./perform-writes.ts";

/** A watch that does not bring for so many tries what they were about is dead, and does not know. */
const CONFLICTS = 8;

/** One look at a grant, and what there is to write by it. Says when to look again. Never rejects. */
export async function seeToGrant(key: string, record: GrantRecord, tools: GrantTools): Promise<Rest> {
  const { steadyMs, news, counters } = tools;
  const awaitMs = stillAwaitedMs(key, record, tools);
  if (awaitMs > 0) return { ms: awaitMs };

  const unlearned = await askFirst(key, record, tools);
  const plan = lookAt(key, record, tools);
  const result = await performWrites(key, plan.writes, record, tools);

  const fail = (message: string): Rest => {
    counters.failures++;
    record.failures++;
    news.troubled(key, record.trouble, message);
    record.trouble = message;
    return { ms: pauseAfterFailure(record.failures), deaf: true };
  };
  if (result.t === "failed") return fail(result.message);
  if (unlearned !== undefined) return fail(unlearned);
  if (result.t === "conflict") {
    const view = viewOf(key, tools);
    record.conflicts = view === record.conflictView ? record.conflicts + 1 : 1;
    record.conflictView = view;
    return record.conflicts > CONFLICTS ? fail(result.message) : { ms: pauseAfterConflict(record.conflicts) };
  }
  const trouble = plan.leftOut > 0 ? noRoom(plan.leftOut) : undefined;
  news.troubled(key, record.trouble, trouble);
  record.trouble = trouble;
  record.failures = 0;
  record.conflicts = 0;
  if (plan.writes.length > 0) return afterWrite(record);
  const ms = nextLookMs(record, plan, tools.index.needs(key) !== undefined, steadyMs());
  return ms === undefined ? {} : { ms };
}

/** Changes with whatever a watch brings. */
function viewOf(key: string, { followed }: GrantTools): string {
  return `${followed.roles.get(key)?.resourceVersion} ${followed.bindings.get(key)?.resourceVersion}`;
}

function noRoom(pods: number): string {
  return `${pods} pods of this service account get no permission: a Role has no room for more; spread them over several service accounts`;
}

/** All of it is read at one time, without a call in between. */
function lookAt(key: string, record: GrantRecord, tools: GrantTools): GrantPlan {
  const { index, followed, timing, steadyMs } = tools;
  const nowMs = steadyMs();
  const role = followed.roles.get(key);
  const binding = followed.bindings.get(key);
  const asked = index.needs(key);
  const needs = record.access === undefined ? asked : neededBeside(asked, record.access.value, role);
  record.unwanted = noteUnwanted(record.unwanted, { role, binding }, needs, nowMs);
  // What carries our label now was handed to us.
  record.foreign = {
    ...record.foreign,
    role: record.foreign.role && role === undefined,
    binding: record.foreign.binding && binding === undefined,
  };
  const plan = planGrant(
    {
      needs,
      role,
      binding,
      unwanted: record.unwanted,
      foreign: record.foreign,
      policy: tools.verdict().t,
      accessKnown: asked === undefined || isKnown(record.access, asked, nowMs),
      ownerUid: tools.owner()?.uid,
    },
    nowMs,
    timing,
  );
  record.pending = plan.pending;
  return plan;
}

/** How long to wait for what was written, so that nothing is written by what was there before. */
function stillAwaitedMs(key: string, record: GrantRecord, { followed, steadyMs }: GrantTools): number {
  const of = { role: followed.roles.get(key), binding: followed.bindings.get(key) };
  const waiting = record.awaited.some((one) => !hasArrived(one, of[one.kind]));
  const ms = waiting ? record.awaitUntilMs - steadyMs() : 0;
  if (ms <= 0) record.awaited = [];
  return ms;
}

function afterWrite({ repairedAtMs }: GrantRecord): Rest {
  const pauseMs = pauseAfterRepair(repairedAtMs);
  return pauseMs === undefined ? { ms: AWAIT_MS } : { ms: pauseMs, deaf: true };
}

/** Changes come by themselves; this is for what only time brings. */
function nextLookMs(record: GrantRecord, plan: GrantPlan, needsAccess: boolean, nowMs: number): number | undefined {
  const { foreign, access } = record;
  const times = [
    ...(plan.wakeAtMs === undefined ? [] : [plan.wakeAtMs + spreadMs()]),
    ...(access === undefined || !needsAccess ? [] : [access.untilMs]),
    ...(foreign.role || foreign.binding ? [foreign.lookAgainMs] : []),
  ];
  return times.length === 0 ? undefined : Math.max(0, Math.min(...times) - nowMs);
}
