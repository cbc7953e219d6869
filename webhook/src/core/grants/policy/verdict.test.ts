import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GRANT_TIMING } from "../timing.ts";
import {
  NOTHING_KNOWN,
  notePolicies,
  noteProbe,
  type PolicyView,
  type ProbeOutcome,
  type Sighting,
} from "./policy-view.ts";
import { dueProbe } from "./probe-due.ts";
import { verdictOf } from "./verdict.ts";

const { proofSpanMs, reproofMs, proofAgeMs } = GRANT_TIMING;
const held = (version: string, flaw?: string): Sighting => ({ t: "held", version, flaw });
const ABSENT: Sighting = { t: "absent" };
const UNKNOWN: Sighting = { t: "unknown", why: "the API server is away" };
const REFUSED: ProbeOutcome = { t: "refused" };
const LET_THROUGH: ProbeOutcome = { t: "let-through" };
const NO_WORD: ProbeOutcome = { t: "no-word", why: "the pod has gone" };

/** What happens, one after the other. */
type Happening =
  | { readonly see: readonly [Sighting, Sighting] }
  | { readonly probe: ProbeOutcome; readonly version?: string }
  | { readonly passMs: number };

function tell(happenings: readonly Happening[]): { readonly view: PolicyView; readonly nowMs: number } {
  let view = NOTHING_KNOWN;
  let nowMs = 1_000_000;
  for (const one of happenings) {
    if ("see" in one) view = notePolicies(view, ...one.see);
    else if ("passMs" in one) nowMs += one.passMs;
    else
      view = noteProbe(
        view,
        one.version ?? dueProbe(view, nowMs, GRANT_TIMING)?.version ?? "",
        one.probe,
        nowMs,
        GRANT_TIMING,
      );
  }
  return { view, nowMs };
}

const SEEN: Happening = { see: [held("p"), held("b")] };
const refusals = (count: number, everyMs = proofSpanMs / 2): Happening[] =>
  Array.from({ length: count }, () => [{ probe: REFUSED }, { passMs: everyMs }]).flat();
const PROVEN: readonly Happening[] = [SEEN, ...refusals(3, 1_000)];
/** It was tried so long ago, and for so long before that, that it is tried rarely. */
const WELL_PROVEN: readonly Happening[] = [...PROVEN, { passMs: 2 * reproofMs }, { probe: REFUSED }, { passMs: 1_000 }];

interface Row {
  readonly after: readonly Happening[];
  readonly verdict: "in-force" | "unknown" | "missing";
  /** When it is tried next; undefined: not at all. */
  readonly dueInMs: number | undefined;
  readonly why?: RegExp;
}

const TABLE: Readonly<Record<string, Row>> = {
  "nothing was seen": { after: [], verdict: "unknown", dueInMs: undefined },
  "the policy is missing": {
    after: [{ see: [ABSENT, held("b")] }],
    verdict: "missing",
    dueInMs: undefined,
    why: /^ValidatingAdmissionPolicy x is missing; install/,
  },
  "the binding is missing": {
    after: [{ see: [held("p"), ABSENT] }],
    verdict: "missing",
    dueInMs: undefined,
    why: /^ValidatingAdmissionPolicyBinding x is missing; install/,
  },
  "one is missing and the other not known": {
    after: [{ see: [ABSENT, UNKNOWN] }],
    verdict: "missing",
    dueInMs: undefined,
  },
  "the policy has a flaw": {
    after: [{ see: [held("p", "does nothing"), held("b")] }],
    verdict: "missing",
    dueInMs: undefined,
    why: /Policy x does nothing; install/,
  },
  "both are there": { after: [SEEN], verdict: "unknown", dueInMs: 0 },
  "it was refused once": { after: [SEEN, { probe: REFUSED }], verdict: "unknown", dueInMs: proofSpanMs / 2 },
  "it was refused often, and fast": {
    after: [SEEN, ...refusals(9, 100)],
    verdict: "unknown",
    dueInMs: proofSpanMs / 2 - 100,
  },
  "it was refused long ago and now": {
    after: [SEEN, { probe: REFUSED }, { passMs: 60_000 }, { probe: REFUSED }],
    verdict: "unknown",
    dueInMs: proofSpanMs / 2,
  },
  "it was refused long enough": { after: PROVEN, verdict: "in-force", dueInMs: proofSpanMs - 1_000 },
  "it was refused once more": { after: [...PROVEN, { probe: REFUSED }], verdict: "in-force", dueInMs: proofSpanMs },
  "it was refused for as long again": {
    after: [...PROVEN, { passMs: 9_000 }, { probe: REFUSED }],
    verdict: "in-force",
    dueInMs: 10_000,
  },
  "it was refused for long": { after: WELL_PROVEN, verdict: "in-force", dueInMs: reproofMs - 1_000 },
  "it was let through": {
    after: [SEEN, { probe: LET_THROUGH }],
    verdict: "missing",
    dueInMs: 1_000,
    why: /let a deletion through/,
  },
  "it was let through again": {
    after: [SEEN, { probe: LET_THROUGH }, { passMs: 1_000 }, { probe: LET_THROUGH }],
    verdict: "missing",
    dueInMs: 2_000,
  },
  "it was let through among refusals": {
    after: [SEEN, ...refusals(2), { probe: LET_THROUGH }, ...refusals(2)],
    verdict: "unknown",
    dueInMs: 0,
  },
  "it was proven, and is let through": {
    after: [...WELL_PROVEN, { probe: LET_THROUGH }],
    verdict: "missing",
    dueInMs: 1_000,
  },
  "no word came": { after: [SEEN, { probe: NO_WORD }], verdict: "unknown", dueInMs: 1_000, why: /the pod has gone/ },
  "no word came again": {
    after: [SEEN, { probe: NO_WORD }, { passMs: 1_000 }, { probe: NO_WORD }],
    verdict: "unknown",
    dueInMs: 2_000,
  },
  "no word came for long": {
    after: [SEEN, ...Array.from({ length: 20 }, (): Happening => ({ probe: NO_WORD }))],
    verdict: "unknown",
    dueInMs: 30_000,
  },
  "no word came after a proof": {
    after: [...WELL_PROVEN, { probe: NO_WORD }],
    verdict: "in-force",
    dueInMs: reproofMs - 1_000,
  },
  "it is time to try again": { after: [...WELL_PROVEN, { passMs: reproofMs }], verdict: "in-force", dueInMs: -1_000 },
  "the proof is as old as it may be": {
    after: [...WELL_PROVEN, { passMs: proofAgeMs - 1_000 }],
    verdict: "in-force",
    dueInMs: reproofMs - proofAgeMs,
  },
  "the proof is too old": {
    after: [...WELL_PROVEN, { passMs: proofAgeMs }],
    verdict: "unknown",
    dueInMs: reproofMs - proofAgeMs - 1_000,
    why: /^whether the policy is still in force is being tried$/,
  },
  "the old proof is renewed by one refusal": {
    after: [...WELL_PROVEN, { passMs: proofAgeMs }, { probe: REFUSED }],
    verdict: "in-force",
    dueInMs: reproofMs,
  },
  "the API server is away": {
    after: [...WELL_PROVEN, { see: [UNKNOWN, held("b")] }],
    verdict: "unknown",
    dueInMs: undefined,
    why: /is away/,
  },
  "it is back": { after: [...WELL_PROVEN, { see: [UNKNOWN, UNKNOWN] }, SEEN], verdict: "unknown", dueInMs: 0 },
  "it is back, and the policy too": {
    after: [...WELL_PROVEN, { see: [UNKNOWN, UNKNOWN] }, SEEN, { probe: REFUSED }],
    verdict: "in-force",
    dueInMs: reproofMs,
  },
  "it is back, and the policy is another": {
    after: [...WELL_PROVEN, { see: [UNKNOWN, UNKNOWN] }, { see: [held("q"), held("b")] }, { probe: REFUSED }],
    verdict: "unknown",
    dueInMs: proofSpanMs / 2,
  },
  "the policy changed": { after: [...WELL_PROVEN, { see: [held("q"), held("b")] }], verdict: "unknown", dueInMs: 0 },
  "the binding changed": { after: [...WELL_PROVEN, { see: [held("p"), held("c")] }], verdict: "unknown", dueInMs: 0 },
  "the same was seen once more": { after: [...WELL_PROVEN, SEEN], verdict: "in-force", dueInMs: reproofMs - 1_000 },
  "it went and came back": {
    after: [...WELL_PROVEN, { see: [held("p"), ABSENT] }, SEEN],
    verdict: "unknown",
    dueInMs: 0,
  },
  // What somebody took away and put back takes effect at each API server in its own time: one refusal proves nothing.
  "the binding went and came back, and one server refuses": {
    after: [...WELL_PROVEN, { see: [held("p"), ABSENT] }, SEEN, { probe: REFUSED }],
    verdict: "unknown",
    dueInMs: proofSpanMs / 2,
  },
  "the policy went and came back, and one server refuses": {
    after: [...WELL_PROVEN, { see: [ABSENT, held("b")] }, SEEN, { probe: REFUSED }],
    verdict: "unknown",
    dueInMs: proofSpanMs / 2,
  },
  "it was refused before it changed": {
    after: [SEEN, { see: [held("q"), held("b")] }, { probe: REFUSED, version: "p b" }],
    verdict: "unknown",
    dueInMs: 0,
  },
  "it was refused before it went": {
    after: [SEEN, { see: [ABSENT, held("b")] }, { probe: REFUSED, version: "p b" }],
    verdict: "missing",
    dueInMs: undefined,
  },
};

describe("the verdict on the policy", () => {
  for (const [what, { after, verdict, dueInMs, why }] of Object.entries(TABLE))
    it(`when ${what}`, () => {
      const { view, nowMs } = tell(after);
      const found = verdictOf(view, "x", nowMs, GRANT_TIMING);
      assert.equal(found.t, verdict);
      const due = dueProbe(view, nowMs, GRANT_TIMING);
      assert.equal(due && due.atMs - nowMs, dueInMs);
      if (why) assert.match(found.t === "in-force" ? "" : found.why, why);
    });
});
