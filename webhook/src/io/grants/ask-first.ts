import type { Answer } from "@mount-monitor/kube";
import type { AccountNeeds } from "../../core/grants/needs.ts";
import { askAccess } from "./ask-access.ts";
import type { GrantRecord, KnownAccess } from "./grant-record.ts";
import { type GrantTools, nameOf, namespaceOf } from "./grant-tools.ts";
import { askWhose } from "./whose-object.ts";

/** What an account may do by other grants changes rarely, and is no secret to be kept from it. */
const ACCESS_MS = 10 * 60_000;
const FOREIGN_MS = 60_000;

/** Asks what no watch tells, where it is not known or too old. Says what could not be learned, if anything. */
export async function askFirst(key: string, record: GrantRecord, tools: GrantTools): Promise<string | undefined> {
  return (await lookAgainAtForeign(key, record, tools)) ?? (await learnAccess(key, record, tools));
}

/** Somebody else's object of our name is looked at again from time to time: it may have gone. */
async function lookAgainAtForeign(key: string, record: GrantRecord, tools: GrantTools): Promise<string | undefined> {
  const { role, binding, lookAgainMs } = record.foreign;
  if ((!role && !binding) || tools.steadyMs() < lookAgainMs) return undefined;
  for (const kind of [...(role ? ["role" as const] : []), ...(binding ? ["binding" as const] : [])]) {
    const failure = await noteWhose(kind, key, record, tools);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** Whose it is that stands in the way of one that we would make. Says what could not be learned. */
export async function noteWhose(
  kind: "role" | "binding",
  key: string,
  record: GrantRecord,
  { connection, steadyMs, news }: GrantTools,
): Promise<string | undefined> {
  const answer = await askWhose(connection, kind, namespaceOf(key), nameOf(key));
  if (!answer.ok) return answer.message;
  const foreign = answer.value === "foreign";
  if (foreign && !record.foreign[kind]) news.foreign(titleOf(kind, key));
  record.foreign = { ...record.foreign, [kind]: foreign, lookAgainMs: steadyMs() + FOREIGN_MS };
  return undefined;
}

export function titleOf(kind: "role" | "binding", key: string): string {
  return `${kind === "role" ? "Role" : "RoleBinding"} ${key}`;
}

async function learnAccess(key: string, record: GrantRecord, tools: GrantTools): Promise<string | undefined> {
  const needs = tools.index.needs(key);
  if (needs === undefined || needs.deletes.size + needs.evicts.size === 0) return undefined;
  if (isKnown(record.access, needs, tools.steadyMs())) return undefined;
  // What is to be taken back does not wait for an answer.
  if (tools.verdict().t === "missing" && tools.followed.roles.has(key)) return undefined;
  const answer: Answer<KnownAccess["value"]> = await askAccess(tools.connection, needs);
  if (!answer.ok) return answer.message;
  const untilMs = tools.steadyMs() + ACCESS_MS * (0.75 + Math.random() / 2);
  record.access = { value: answer.value, deletes: needs.deletes.size > 0, evicts: needs.evicts.size > 0, untilMs };
  return undefined;
}

/** Nothing that was never asked is known. */
export function isKnown(access: KnownAccess | undefined, { deletes, evicts }: AccountNeeds, nowMs: number): boolean {
  if (access === undefined || nowMs >= access.untilMs) return false;
  return (access.deletes || deletes.size === 0) && (access.evicts || evicts.size === 0);
}
