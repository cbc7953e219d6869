import { isDeepStrictEqual } from "node:util";
import { type Found, metadataOf } from "@mount-monitor/kube";
import { type GrantWrite, takesBack } from "../../core/grants/write.ts";
import { noteWhose } from "./ask-first.ts";
import type { Awaited, GrantRecord } from "./grant-record.ts";
import { type GrantTools, nameOf, namespaceOf } from "./grant-tools.ts";
import { writeGrant } from "./write-grant.ts";

export type WriteResult =
  | { readonly t: "done" }
  /** It has changed since the look. */
  | { readonly t: "conflict"; readonly message: string }
  | { readonly t: "failed"; readonly message: string };

/** Longer than any watch lags behind while all is well. */
export const AWAIT_MS = 2_000;

/** One after the other, up to the first one that does not hold; notes what the watches have to bring. */
export async function performWrites(
  key: string,
  writes: readonly GrantWrite[],
  record: GrantRecord,
  tools: GrantTools,
): Promise<WriteResult> {
  const [namespace, name] = [namespaceOf(key), nameOf(key)];
  for (const write of writes) {
    const answer = await writeGrant(tools.connection, namespace, name, write, tools.owner());
    if (!answer.ok && answer.reason === "conflict") return await conflict(key, write, answer.message, record, tools);
    if (!answer.ok) return { t: "failed", message: answer.message };
    record.awaited = [...record.awaited, awaitedOf(write, answer.value)];
    record.awaitUntilMs = tools.steadyMs() + AWAIT_MS;
    noteRepair(record, write, tools.steadyMs());
    tools.counters.writes++;
    if (takesBack(write)) tools.counters.revocations++;
    tools.news.written(key, write);
  }
  return { t: "done" };
}

/** Whatever stands where there was nothing is ours, and no watch has it yet; or it is somebody else's. */
async function conflict(
  key: string,
  write: GrantWrite,
  message: string,
  record: GrantRecord,
  tools: GrantTools,
): Promise<WriteResult> {
  const creates = write.t === "create-role" || write.t === "create-binding";
  const failure = creates ? await noteWhose(kindOf(write), key, record, tools) : undefined;
  return failure === undefined ? { t: "conflict", message } : { t: "failed", message: failure };
}

/** What was written before is written again: somebody has undone it. */
function noteRepair(record: GrantRecord, write: GrantWrite, nowMs: number): void {
  const { role, binding } = record.written;
  const again =
    "needs" in write ? isDeepStrictEqual(role, write.needs) : "account" in write && binding === write.account;
  if ("needs" in write) record.written = { ...record.written, role: write.needs };
  else if ("account" in write) record.written = { ...record.written, binding: write.account };
  record.repairedAtMs = [...record.repairedAtMs.filter((ms) => nowMs - ms < 60_000), ...(again ? [nowMs] : [])];
}

function awaitedOf(write: GrantWrite, written: Found): Awaited {
  const kind = kindOf(write);
  return write.t === "delete-role" || write.t === "delete-binding"
    ? { t: "gone", kind, uid: write.found.uid }
    : { t: "written", kind, resourceVersion: metadataOf(written ?? {}).resourceVersion };
}

function kindOf({ t }: GrantWrite): "role" | "binding" {
  return t.endsWith("role") ? "role" : "binding";
}
