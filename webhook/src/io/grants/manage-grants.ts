import type { Change } from "@mount-monitor/kube";
import type { GrantIndex } from "../../core/grants/grant-index.ts";
import { GRANT_TIMING } from "../../core/grants/timing.ts";
import { followGrants } from "./follow-grants.ts";
import { followOwner } from "./follow-owner.ts";
import { followPolicy } from "./follow-policy.ts";
import { createGrantNews } from "./grant-news.ts";
import { createGrantRecords } from "./grant-record.ts";
import type { Grants, GrantSettings, GrantsTools } from "./grant-settings.ts";
import { namespaceOf } from "./grant-tools.ts";
import { gatherMs } from "./pace.ts";
import { createPasses, type Rest } from "./passes.ts";
import { seeToGrant } from "./see-to-grant.ts";
import { statusOf } from "./status-of.ts";
import { whyNotCurrent } from "./why-not-current.ts";

/** Namespaces that are written to at a time. */
const AT_ONCE = 6;
const TERMINATING_MS = 10_000;
const AFTER_BUG_MS = 30_000;
const LOOK_FOR_LAG_MS = 500;

export function manageGrants(
  { policy: policyName, owner: ownerName, timing = GRANT_TIMING }: GrantSettings,
  { connection, cluster, log, index }: GrantsTools & { readonly index: GrantIndex },
): Grants & { readonly onTouched: (keys: Iterable<string>) => void } {
  const steadyMs = () => performance.now();
  const records = createGrantRecords();
  const counters = { writes: 0, revocations: 0, failures: 0 };
  const news = createGrantNews(log);
  let waitsForWatches = false;

  /** What is not known must not be taken for what is not there. */
  const lag = (): string | undefined => {
    const pods = cluster.status().find(({ title }) => title === "Pods");
    return (pods && whyNotCurrent(pods.title, pods.state)) ?? followed.lag();
  };
  const pass = async (key: string): Promise<Rest> => {
    if (lag() !== undefined) {
      waitsForWatches = true;
      return {};
    }
    if (cluster.isTerminating(namespaceOf(key))) return records.drop(key) ? { ms: TERMINATING_MS } : {};
    try {
      return await seeToGrant(key, records.of(key), tools);
    } catch (error) {
      counters.failures++;
      log.error(
        { grant: key, error: error instanceof Error ? error.stack : String(error) },
        "failed to see to a grant; this is a bug",
      );
      return { ms: AFTER_BUG_MS, deaf: true };
    } finally {
      if (isOver(key)) records.drop(key);
    }
  };
  const isOver = (key: string): boolean =>
    index.needs(key) === undefined && !followed.roles.has(key) && !followed.bindings.has(key);
  const passes = createPasses({ pass, groupOf: namespaceOf, atOnce: AT_ONCE });
  const callAll = () => {
    passes.rouse();
    for (const key of new Set([...followed.roles.keys(), ...followed.bindings.keys(), ...index.grants()]))
      passes.call(key, 0);
  };
  const resume = () => {
    if (!waitsForWatches || lag() !== undefined) return;
    waitsForWatches = false;
    callAll();
  };
  const looking = setInterval(resume, LOOK_FOR_LAG_MS);
  looking.unref();

  const owner = followOwner(connection, ownerName, callAll);
  const followed = followGrants(connection, ownerName, {
    log,
    onState: resume,
    onRoles(changes) {
      // The garbage collector takes grants whose owner is not there any more.
      if (changes.some(({ key, after }) => after === undefined && index.needs(key) !== undefined)) owner.doubt();
      touch(changes);
    },
    onBindings: (changes) => touch(changes),
  });
  const touch = (changes: readonly Change<unknown>[]) => {
    for (const { key } of changes) passes.call(key, gatherMs());
  };
  const policy = followPolicy(connection, policyName, timing, {
    log,
    steadyMs,
    pods: () => cluster.pods.values(),
    onVerdict(verdict) {
      news.policy(verdict);
      if (verdict.t !== "unknown") callAll();
    },
  });
  const tools = {
    connection,
    index,
    followed,
    timing,
    verdict: policy.verdict,
    owner: owner.current,
    steadyMs,
    news,
    counters,
  };
  for (const key of index.grants()) passes.call(key, 0);
  return {
    onTouched(keys) {
      for (const key of keys) passes.call(key, gatherMs());
      policy.retry();
    },
    status: () => statusOf({ index, records, counters, verdict: policy.verdict(), troubles: [lag(), owner.why()] }),
    close() {
      clearInterval(looking);
      passes.close();
      owner.close();
      policy.close();
      followed.close();
      news.close();
    },
  };
}
