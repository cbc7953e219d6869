import { isBad, isOk, isQuiet, type Ledger, okProofMs, spansOf } from "../ledger.ts";
import { SLACK_MS } from "../limits.ts";
import { oncePer, type Rule, seconds } from "../rule.ts";
import { heldSinceMs, heldSometime } from "../spans.ts";

/** Programs end when they are told to, with the code that they should, and not otherwise; and never by a bug. */
export const ENDS_AS_TOLD: Rule = {
  name: "ends as told",
  open: () => {
    return (fact, ledger) => {
      if (fact.t === "line") return /^bug\b|uncaught|unhandled/i.test(fact.msg) ? fact.msg : undefined;
      if (fact.t !== "exit" || fact.told === "killed") return undefined;
      const { program, code, told } = fact;
      if (told === "to stop")
        return code === 0 || program === "gate" ? undefined : `told to stop, it ended with ${code}`;
      if (told === "overdue") return mayBeHeld(ledger, fact.atMs) ? undefined : "told to stop, it did not end";
      if (program === "gate") return code === 0 ? gateTooSoon(ledger, fact.atMs) : `the gate ended with ${code}`;
      return code === 88 && ledger.plan.action === "in-place" ? undefined : `it ended by itself, with ${code}`;
    };
  },
};

/** The gate holds the app back. */
export const GATE_OPENS: Rule = {
  name: "the gate opens when the mounts answer",
  open: () => {
    const once = oncePer();
    return (fact, ledger) => {
      if (fact.t !== "tick") return undefined;
      const needMs = ledger.plan.readTimeoutMs + okProofMs(ledger.plan) + 2_000 + 2 * SLACK_MS;
      const gateMs = heldSinceMs(ledger.running, (what) => what === "gate", fact.atMs) ?? Infinity;
      const wellMs = Math.max(
        ...waitedFor(ledger).map(({ name }) => heldSinceMs(spansOf(ledger, name), isOk, fact.atMs) ?? Infinity),
      );
      if (Math.max(gateMs, wellMs) > fact.atMs - needMs || !isQuiet(ledger, fact.atMs - needMs)) return undefined;
      return once(gateMs, `closed since ${seconds(gateMs)}, though all mounts are well since ${seconds(wellMs)}`);
    };
  },
};

function gateTooSoon(ledger: Ledger, atMs: number): string | undefined {
  if (ledger.plan.mode === "observe") return undefined;
  const { podSinceMs } = ledger;
  const dead = waitedFor(ledger).find(({ name }) => {
    const sinceMs = heldSinceMs(spansOf(ledger, name), (mood) => isBad(mood) && mood !== "denied", atMs);
    return sinceMs !== undefined && sinceMs < podSinceMs;
  });
  return dead && `the gate opened, though ${dead.name} fails since before it was there`;
}

const waitedFor = ({ plan }: Ledger) => plan.mounts.filter(({ onFailure }) => onFailure !== "report");

/** With a file open on a mount that hangs no process can end. */
function mayBeHeld({ plan, mounts }: Ledger, atMs: number): boolean {
  return plan.mounts.some(
    ({ name, kind }) =>
      kind === "fuse" && heldSometime(mounts[name] ?? [], (mood) => mood !== "ok", atMs - 60_000, atMs),
  );
}
