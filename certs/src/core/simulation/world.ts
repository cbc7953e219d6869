import type { CaGeneration, TrustedCa } from "../ca-generation.ts";
import { NOTHING_SEEN, observe } from "../observe.ts";
import { type Plan, plan } from "../plan.ts";
import type { RotationSettings } from "../settings.ts";
import type { Step } from "../step.ts";
import type { LeafState, RotationView } from "../view.ts";
import { fakeCa, fakeGeneration } from "./fake-certificates.ts";

/** An API server with one Secret and one bundle, and replicas that see it late and write it optimistically. */

export interface Replica {
  /** Our clock less that of the API server. */
  readonly aheadMs: number;
  view: RotationView;
}

interface Held<T> {
  readonly version: number;
  readonly value: T;
}

export class World {
  nowMs = 1_000_000_000_000;
  secret: Held<readonly CaGeneration[]> | undefined;
  bundle: Held<readonly TrustedCa[]> = { version: 0, value: [] };
  readonly bundleHistory: { readonly atMs: number; readonly ids: readonly string[] }[] = [];
  readonly secretHistory: (readonly CaGeneration[])[] = [];
  readonly replicas: readonly Replica[];
  readonly settings: RotationSettings;
  #versions = 0;
  #certificates = 0;

  constructor(settings: RotationSettings, clocksAheadMs: readonly number[]) {
    this.settings = settings;
    this.replicas = clocksAheadMs.map((aheadMs) => ({ aheadMs, view: NOTHING_SEEN }));
    this.bundleHistory.push({ atMs: -Infinity, ids: [] });
  }

  look(replica: Replica): void {
    const { secret, bundle } = this;
    replica.view = observe(
      replica.view,
      {
        secret:
          secret === undefined
            ? { t: "absent" }
            : { t: "held", resourceVersion: String(secret.version), generations: secret.value },
        bundle: { t: "held", trusted: bundle.value, found: bundle.value, other: false },
        aheadMs: replica.aheadMs,
      },
      this.moment(replica),
    );
    this.#bundleSeen.set(replica, bundle.version);
  }

  /** What it would do now by what it last saw. */
  planOf(replica: Replica): Plan {
    return plan(replica.view, this.moment(replica), this.settings);
  }

  /** Does the next step; false when there is none. The world may have changed since the look: then the write fails. */
  act(replica: Replica): boolean {
    const { step } = this.planOf(replica);
    if (step !== undefined) this.#perform(replica, step);
    return step !== undefined;
  }

  /** Looks and acts until nothing is left to do; fails where that has no end. */
  settle(replica: Replica): void {
    for (let rounds = 0; rounds < 20; rounds++) {
      this.look(replica);
      if (!this.act(replica)) return;
    }
    throw new Error(`a replica does not come to rest: ${JSON.stringify(this.planOf(replica).step)}`);
  }

  crash(replica: Replica): void {
    replica.view = NOTHING_SEEN;
  }

  setSecret(value: readonly CaGeneration[] | undefined): void {
    this.secret = value && { version: ++this.#versions, value };
    if (value !== undefined) this.secretHistory.push(value);
  }

  setBundle(value: readonly TrustedCa[]): void {
    this.bundle = { version: ++this.#versions, value };
    this.bundleHistory.push({ atMs: this.nowMs, ids: value.map(({ id }) => id) });
  }

  /** In use is what a ready replica serves. */
  servedBy(replica: Replica): LeafState | undefined {
    return this.planOf(replica).readiness.ready ? replica.view.leaf : undefined;
  }

  /** Whether all states of the bundle from then until now had it. */
  trustedSince(id: string, sinceMs: number): boolean {
    const last = this.bundleHistory.findLastIndex(({ atMs }) => atMs <= sinceMs);
    return this.bundleHistory.slice(last).every(({ ids }) => ids.includes(id));
  }

  moment(replica: Replica) {
    // A steady clock has no common beginning.
    return { nowMs: this.nowMs + replica.aheadMs, steadyMs: this.nowMs - 999_999_000_000 + replica.aheadMs };
  }

  readonly #bundleSeen = new Map<Replica, number>();

  #perform(replica: Replica, step: Step): void {
    switch (step.t) {
      case "issue-leaf":
        replica.view = { ...replica.view, leaf: { signerId: step.signer.id, ...step.validity } };
        return;
      case "create-secret":
        if (this.secret === undefined) this.setSecret([]);
        return;
      case "write-secret": {
        if (String(this.secret?.version) !== step.resourceVersion) return;
        const added = step.add && fakeGeneration(`ca${++this.#certificates}`, step.add, "next");
        return this.setSecret(added === undefined ? step.keep : [...step.keep, added]);
      }
      case "write-bundle": {
        if (this.#bundleSeen.get(replica) !== this.bundle.version) return;
        return this.setBundle(step.certificates.map(trusted));
      }
    }
  }
}

function trusted(pem: string): TrustedCa {
  const [, id = "", from, to] = pem.split(" ");
  return fakeCa(id, { notBeforeMs: Number(from), notAfterMs: Number(to) });
}
