import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import type { CaGeneration } from "./ca-generation.ts";
import { ROLES, rolesOf } from "./ca-generation.ts";
import { NOTHING_SEEN, observe } from "./observe.ts";
import { type Plan, plan } from "./plan.ts";
import { foreignSecret } from "./refusal.ts";
import { DEFAULT_ROTATION } from "./settings.ts";
import { fakeGeneration } from "./simulation/fake-certificates.ts";
import type { BundleFinding, LeafState, RotationView } from "./view.ts";

const DAY = 86_400_000;
const NOW = 20_000 * DAY;
const MOMENT = { nowMs: NOW, steadyMs: 1_000_000 };
const SETTINGS = DEFAULT_ROTATION;

const ca = (id: string, ageDays: number, stage: CaGeneration["stage"] = "signing", keyed = true) =>
  fakeGeneration(id, { notBeforeMs: NOW - ageDays * DAY, notAfterMs: NOW + (365 - ageDays) * DAY }, stage, keyed);
const held = (...generations: CaGeneration[]) => ({ t: "held" as const, resourceVersion: "7", generations });
const trusting = (...list: CaGeneration[]): BundleFinding => ({ t: "held", trusted: list, found: list, other: false });
const leafOf = (signerId: string, ageDays = 1): LeafState => ({
  signerId,
  notBeforeMs: NOW - ageDays * DAY,
  notAfterMs: NOW + (7 - ageDays) * DAY,
});

const OLD = ca("old", 250);
const MID = ca("mid", 100);
const NEXT = ca("next", 0, "next");

interface Scene {
  readonly secret?: RotationView["secret"];
  readonly bundle?: BundleFinding;
  readonly leaf?: LeafState;
  readonly aheadMs?: number;
  /** What was seen before; by default the bundle, long ago. */
  readonly before?: RotationView;
}

function planFor({ secret = held(MID), bundle = trusting(MID), leaf, aheadMs, before = NOTHING_SEEN }: Scene): Plan {
  const view = observe(before, { secret, bundle, ...(aheadMs === undefined ? {} : { aheadMs }) }, MOMENT);
  return plan({ ...view, leaf: leaf ?? before.leaf }, MOMENT, SETTINGS);
}

/** The step in one word and what matters of it. */
function told({ step }: Plan): unknown {
  switch (step?.t) {
    case undefined:
      return "rest";
    case "issue-leaf":
      return `leaf by ${step.signer.id}`;
    case "create-secret":
      return "create";
    case "write-secret":
      return `${step.why.join("+")}: ${step.keep.map(({ id, stage, key }) => `${id} ${stage}${key ? "" : " keyless"}`).join(", ")}`;
    case "write-bundle":
      return `bundle: ${step.certificates.map((pem) => pem.split(" ")[1]).join(", ")}`;
  }
}

const seenBefore = (before: RotationView, look: Pick<RotationView, "secret" | "bundle">, agoMs: number) =>
  observe(before, look, { nowMs: NOW - agoMs, steadyMs: MOMENT.steadyMs - agoMs });
const sawNext = (agoMs: number) =>
  seenBefore(NOTHING_SEEN, { secret: held(OLD, NEXT), bundle: trusting(OLD, NEXT) }, agoMs);
const sawMid: RotationView = {
  ...seenBefore(NOTHING_SEEN, { secret: held(MID), bundle: trusting(MID) }, DAY),
  leaf: leafOf("mid"),
};

const TABLE: ReadonlyArray<readonly [when: string, then: string, scene: Scene]> = [
  ["there is no Secret", "create", { secret: { t: "absent" }, bundle: trusting() }],
  ["there is neither Secret nor webhook configuration", "create", { secret: { t: "absent" }, bundle: { t: "absent" } }],
  ["there is no Secret and the bundle was not seen", "rest", { secret: { t: "absent" }, bundle: { t: "unknown" } }],
  ["the Secret is empty", "add: ", { secret: held(), bundle: trusting() }],
  ["it is empty, and the bundle has a CA", "add+adopt: mid next keyless", { secret: held() }],
  [
    "it is empty, and we remember a CA that signed",
    "add+adopt: mid signing keyless",
    { secret: held(), before: sawMid },
  ],
  [
    "both were emptied, and we remember",
    "add+adopt: mid signing keyless",
    { secret: held(), bundle: trusting(), before: sawMid },
  ],
  ["there is a CA and no leaf", "leaf by mid", {}],
  ["there is a new CA and no leaf", "leaf by next", { secret: held(NEXT), bundle: trusting() }],
  ["a new CA is beside the old one", "leaf by old", { secret: held(OLD, NEXT), bundle: trusting(OLD, NEXT) }],
  ["all is well", "rest", { leaf: leafOf("mid") }],
  ["the leaf is due", "leaf by mid", { leaf: leafOf("mid", 4.7) }],
  // A leaf needs nobody else: what is wrong with the bundle, and may stay so, does not hold it up.
  ["the leaf is due, and the bundle was reset", "leaf by mid", { bundle: trusting(), leaf: leafOf("mid", 4.7) }],
  [
    "the leaf is due, and its CA does not sign for others yet",
    "leaf by next",
    { secret: held(NEXT), bundle: trusting(NEXT), leaf: leafOf("next", 4.7) },
  ],
  [
    "there is no leaf, and of two new CAs the older one is trusted",
    "leaf by newer",
    { secret: held(ca("newer", 1, "next"), NEXT), bundle: trusting(ca("newer", 1, "next")) },
  ],
  ["the leaf is not quite due", "rest", { leaf: leafOf("mid", 4.6) }],
  [
    "the leaf is due, and the API server does not answer",
    "leaf by mid",
    { secret: { t: "unknown" }, bundle: { t: "unknown" }, before: { ...sawMid, leaf: leafOf("mid", 4.7) } },
  ],
  [
    "the leaf is due or of an older CA, and all that could sign is not trusted everywhere yet",
    "rest",
    {
      secret: held(ca("found", 100, "signing", false), NEXT),
      bundle: trusting(ca("found", 100, "signing", false), NEXT),
      leaf: leafOf("found", 4.7),
    },
  ],
  [
    // One that has expired serves nobody: the new one can only be better.
    "the leaf has expired, and all that could sign is not trusted everywhere yet",
    "leaf by next",
    {
      secret: held(ca("found", 100, "signing", false), NEXT),
      bundle: trusting(ca("found", 100, "signing", false)),
      leaf: leafOf("found", 7),
    },
  ],
  ["the CA is due", "add: old signing", { secret: held(OLD), bundle: trusting(OLD), leaf: leafOf("old") }],
  [
    "the new CA is not in the bundle",
    "bundle: old, next",
    { secret: held(OLD, NEXT), bundle: trusting(OLD), leaf: leafOf("old") },
  ],
  [
    "the new CA is in the bundle for 9 s",
    "rest",
    { secret: held(OLD, NEXT), bundle: trusting(OLD, NEXT), leaf: leafOf("old"), before: sawNext(9_000) },
  ],
  [
    "the new CA is in the bundle for 10 s",
    "promote: old signing, next signing",
    { secret: held(OLD, NEXT), bundle: trusting(OLD, NEXT), leaf: leafOf("old"), before: sawNext(10_000) },
  ],
  ["a newer CA signs", "leaf by mid", { secret: held(OLD, MID), bundle: trusting(OLD, MID), leaf: leafOf("old") }],
  [
    "a newer CA signs, and the bundle lacks it",
    "bundle: old, mid",
    { secret: held(OLD, MID), bundle: trusting(OLD), leaf: leafOf("old") },
  ],
  [
    "a CA has expired",
    "rest",
    { secret: held(ca("gone", 365), MID), bundle: trusting(ca("gone", 365), MID), leaf: leafOf("mid") },
  ],
  [
    "a CA has expired by every clock",
    "drop: mid signing",
    { secret: held(ca("gone", 365.01), MID), bundle: trusting(ca("gone", 365.01), MID), leaf: leafOf("mid") },
  ],
  ["the bundle has what expired", "bundle: mid", { bundle: trusting(ca("gone", 365.01), MID), leaf: leafOf("mid") }],
  ["the bundle is empty", "bundle: mid", { bundle: trusting(), leaf: leafOf("mid") }],
  [
    "one of two webhooks trusts nothing",
    "bundle: mid",
    { bundle: { t: "held", trusted: [], found: [MID], other: false }, leaf: leafOf("mid") },
  ],
  [
    "the bundle has something else",
    "bundle: mid",
    { bundle: { t: "held", trusted: [MID], found: [MID], other: true }, leaf: leafOf("mid") },
  ],
  [
    "the bundle has a CA that the Secret lacks",
    "adopt: old next keyless, mid signing",
    { bundle: trusting(OLD, MID), leaf: leafOf("mid") },
  ],
  ["the leaf is of a CA that nothing knows any more", "leaf by mid", { leaf: leafOf("stranger") }],
  [
    "the Secret is refused",
    "rest",
    { secret: { t: "refused", refusal: foreignSecret({ namespace: "a", name: "b" }) }, before: sawMid },
  ],
  [
    "the Secret is refused and the bundle reset",
    "bundle: mid",
    {
      secret: { t: "refused", refusal: foreignSecret({ namespace: "a", name: "b" }) },
      bundle: trusting(),
      before: sawMid,
    },
  ],
  [
    // It may have a CA by now that only the others know; the bundle would lose it.
    "the Secret was not seen and the bundle reset",
    "rest",
    { secret: { t: "unknown" }, bundle: trusting(), before: sawMid },
  ],
  [
    "the Secret is refused and nothing is known",
    "rest",
    { secret: { t: "refused", refusal: foreignSecret({ namespace: "a", name: "b" }) }, bundle: trusting() },
  ],
  [
    // An empty list instead of it would be trusted by nobody.
    "the Secret is refused, nothing is known, and the bundle is of somebody else",
    "rest",
    {
      secret: { t: "refused", refusal: foreignSecret({ namespace: "a", name: "b" }) },
      bundle: { t: "held", trusted: [], found: [], other: true },
    },
  ],
  [
    "the Secret is refused and the leaf is due",
    "leaf by mid",
    {
      secret: { t: "refused", refusal: foreignSecret({ namespace: "a", name: "b" }) },
      before: { ...sawMid, leaf: leafOf("mid", 5) },
    },
  ],
  ["the clock is 5 minutes ahead", "leaf by mid", { leaf: leafOf("mid", 5), aheadMs: 300_000 }],
  ["the clock is 6 minutes ahead", "rest", { leaf: leafOf("mid", 5), aheadMs: 360_000 }],
  [
    "the clock is 6 minutes behind, and the CA due",
    "rest",
    { secret: held(OLD), bundle: trusting(OLD), leaf: leafOf("old"), aheadMs: -360_000 },
  ],
];

describe("plan", () => {
  for (const [when, then, scene] of TABLE) it(`when ${when}: ${then}`, () => assert.equal(told(planFor(scene)), then));

  it("makes certificates that begin before now, and a leaf that ends with its CA", () => {
    const { step } = planFor({ secret: held(ca("ending", 364)), bundle: trusting(ca("ending", 364)) });
    assert.ok(step?.t === "issue-leaf");
    assert.deepEqual(step.validity, { notBeforeMs: NOW - 600_000, notAfterMs: NOW + DAY });
  });

  it("wakes up for what comes first", () => {
    const wake = (scene: Scene) => Math.round((((planFor(scene).wakeAtMs ?? 0) - NOW) / DAY) * 100) / 100;
    assert.equal(wake({ leaf: leafOf("mid") }), 3.67);
    assert.equal(wake({ leaf: leafOf("mid", -200) }), 143.33);
    const promotion = {
      secret: held(OLD, NEXT),
      bundle: trusting(OLD, NEXT),
      leaf: leafOf("old"),
      before: sawNext(9_000),
    };
    assert.equal(planFor(promotion).wakeAtMs, NOW + 1_000);
    // Near the end of a CA the leaf ends with it: nothing is gained by making it again and again.
    const ending = ca("ending", 363);
    const clamped: LeafState = { signerId: "ending", notBeforeMs: NOW - 5 * DAY, notAfterMs: ending.notAfterMs };
    const last = planFor({ secret: held(ending, NEXT), bundle: trusting(ending, NEXT), leaf: clamped });
    assert.deepEqual([told(last), last.wakeAtMs], ["rest", NOW + 10_000]);
  });

  const unready: ReadonlyArray<readonly [when: string, why: RegExp, scene: Scene]> = [
    ["there is no leaf", /no serving certificate yet/, {}],
    [
      "the Secret is refused before there is a leaf",
      /Secret a\/b is not ours/,
      { secret: { t: "refused", refusal: foreignSecret({ namespace: "a", name: "b" }) } },
    ],
    ["the leaf has expired", /has expired/, { leaf: leafOf("mid", 7) }],
    ["the bundle lacks its CA", /does not trust/, { leaf: leafOf("mid"), bundle: trusting() }],
    [
      "there is no webhook configuration",
      /there is no webhook configuration/,
      { leaf: leafOf("mid"), bundle: { t: "absent" } },
    ],
    ["its CA is new", /is new/, { secret: held(NEXT), bundle: trusting(NEXT), leaf: leafOf("next") }],
  ];
  for (const [when, why, scene] of unready)
    it(`is not ready when ${when}`, () => {
      const { readiness } = planFor(scene);
      assert.ok(!readiness.ready);
      assert.match(readiness.why, why);
    });

  it("stays ready while the API server is away", () => {
    assert.deepEqual(planFor({ leaf: leafOf("mid") }).readiness, { ready: true });
    const away = planFor({ secret: { t: "unknown" }, bundle: { t: "unknown" }, before: sawMid });
    assert.deepEqual(away.readiness, { ready: true });
  });

  it("stays ready when an older Secret is restored, by which its CA has not signed yet", () => {
    const restored = planFor({ secret: held({ ...MID, stage: "next" }), before: sawMid });
    assert.deepEqual(restored.readiness, { ready: true });
  });

  it("says what is wrong with the clock", () => {
    assert.match(
      planFor({ leaf: leafOf("mid"), aheadMs: 400_000 }).refusal?.message ?? "",
      /400 s ahead of .* 300 s are allowed/,
    );
  });

  it("says what is wrong with the Secret, and with the clock first, which makes all else doubtful", () => {
    const secret = { t: "refused", refusal: foreignSecret({ namespace: "a", name: "b" }) } as const;
    assert.equal(planFor({ secret }).refusal?.code, "foreign");
    assert.match(planFor({ secret, aheadMs: 400_000 }).refusal?.message ?? "", /400 s ahead/);
    assert.equal(planFor({}).refusal, undefined);
  });

  it("shows no key however it is printed", () => {
    const made = planFor({ secret: held(OLD), bundle: trusting(OLD) });
    const printed = [inspect(made, { depth: 9, showHidden: true }), JSON.stringify(made), String(OLD.key)].join("\n");
    assert.doesNotMatch(printed, /key of/);
    assert.match(printed, /\[private key\]/);
  });

  it("knows what each CA is for", () => {
    const roles = rolesOf([ca("gone", 366), OLD, MID, ca("found", 50, "signing", false), NEXT], NOW);
    assert.deepEqual(roles, ["expired", "retiring", "current", "retiring", "next"]);
    assert.deepEqual(rolesOf([ca("at its end", 365)], NOW), ["expired"], "as all that checks its dates takes it");
    // Metrics have a series for each of the list.
    assert.deepEqual(new Set(roles), new Set(ROLES));
  });
});
