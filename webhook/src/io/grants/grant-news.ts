import type { PolicyVerdict } from "../../core/grants/policy/verdict.ts";
import { type GrantWrite, takesBack } from "../../core/grants/write.ts";
import type { GrantLog } from "./grant-settings.ts";

/** Says each thing once: a trouble that lasts is not told anew with every try. */
export interface GrantNews {
  policy(verdict: PolicyVerdict): void;
  written(grant: string, write: GrantWrite): void;
  foreign(object: string): void;
  troubled(grant: string, before: string | undefined, trouble: string | undefined): void;
  close(): void;
}

/** A policy that was just installed takes a moment. */
const PATIENCE_MS = 5_000;

export function createGrantNews(log: GrantLog): GrantNews {
  const policy = createPolicyNews(log);
  return {
    policy: policy.note,
    written(grant, write) {
      switch (write.t) {
        case "create-role":
        case "update-role": {
          const { deletes, evicts, restart } = write.needs;
          if (takesBack(write)) return log.warn({ grant }, "grant taken back: there is no policy that holds it");
          const fields = { grant, mayDelete: restart ? deletes.length : 0, mayEvict: restart ? evicts.length : 0 };
          return log.info(fields, "grant written");
        }
        case "delete-role":
          return log.info({ grant }, "grant removed: no pod needs it");
        case "create-binding":
        case "update-binding":
        case "delete-binding":
          return undefined;
      }
    },
    foreign: (object) =>
      log.warn({ object }, "somebody else's object is in the way of a grant; rename it, or remove it"),
    troubled(grant, before, trouble) {
      if (trouble !== undefined && trouble !== before)
        log.warn({ grant, reason: trouble }, "a grant cannot be seen to; it will be tried again");
      if (trouble === undefined && before !== undefined) log.info({ grant }, "a grant can be seen to again");
    },
    close: policy.close,
  };
}

function createPolicyNews(log: GrantLog) {
  let waiting: NodeJS.Timeout | undefined;
  let told: PolicyVerdict["t"] = "unknown";
  const tell = (verdict: Exclude<PolicyVerdict, { t: "unknown" }>) => {
    if (told === verdict.t) return;
    told = verdict.t;
    if (verdict.t === "in-force") log.info({}, "the policy is in force: monitors may restart their pods");
    else log.error({ reason: verdict.why }, "no monitor may restart its pod");
  };
  return {
    note(verdict: PolicyVerdict) {
      clearTimeout(waiting);
      if (verdict.t === "in-force" || (verdict.t === "missing" && told === "in-force")) tell(verdict);
      else if (verdict.t === "missing") {
        waiting = setTimeout(() => tell(verdict), PATIENCE_MS);
        waiting.unref();
      }
    },
    close: () => clearTimeout(waiting),
  };
}
