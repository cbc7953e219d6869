import type { InjectedPod } from "../../pods/injected-pod.ts";
import type { FoundBinding } from "../found-binding.ts";
import type { FoundRole } from "../found-role.ts";
import { type GrantNeeds, grantRules } from "../grant-role.ts";
import type { GrantView } from "../grant-view.ts";
import { grantName } from "../names.ts";
import { needsOf } from "../needs.ts";
import { type GrantPlan, planGrant } from "../plan-grant.ts";
import type { PolicyVerdict } from "../policy/verdict.ts";
import type { GrantTiming } from "../timing.ts";
import { NOTHING_UNWANTED, noteUnwanted, type Unwanted } from "../unwanted.ts";
import type { GrantWrite } from "../write.ts";
import { createHistory, type History } from "./history.ts";

/** An API server with the pods and the grant of one account, and replicas that see each of them late and write optimistically. */

export const ACCOUNT = "plex";
const NAMESPACE = "media";
const OWNER_UID = "owner";

/** What stands where ours would: also somebody else's, which carries no label. */
export type Stored<T> = { readonly found: T; readonly foreign: boolean } | undefined;

export interface Histories {
  readonly pods: History<ReadonlyMap<string, InjectedPod>>;
  readonly role: History<Stored<FoundRole>>;
  readonly binding: History<Stored<FoundBinding>>;
  readonly policy: History<PolicyVerdict["t"]>;
}
export type StreamName = keyof Histories;
export const STREAMS: readonly StreamName[] = ["pods", "role", "binding", "policy"];

export interface Replica {
  /** Up to where it has seen each of them. */
  readonly seen: Record<StreamName, number>;
  unwanted: Unwanted;
  foreign: { readonly role: boolean; readonly binding: boolean };
}

export class World {
  nowMs = 1_000_000;
  readonly truth: Histories = {
    pods: createHistory<ReadonlyMap<string, InjectedPod>>(new Map()),
    role: createHistory<Stored<FoundRole>>(undefined),
    binding: createHistory<Stored<FoundBinding>>(undefined),
    policy: createHistory<PolicyVerdict["t"]>("in-force"),
  };
  readonly replicas: readonly Replica[];
  readonly timing: GrantTiming;
  /** Writes that held. */
  writes = 0;
  /** What must never happen. */
  readonly wrongs: string[] = [];
  #versions = 0;

  constructor(timing: GrantTiming, replicas: number) {
    this.timing = timing;
    this.replicas = Array.from({ length: replicas }, () => ({
      seen: { pods: 0, role: 0, binding: 0, policy: 0 },
      unwanted: NOTHING_UNWANTED,
      foreign: { role: false, binding: false },
    }));
  }

  change<K extends StreamName>(name: K, value: ReturnType<Histories[K]["last"]>): void {
    (this.truth[name] as History<unknown>).add(value, this.nowMs);
  }

  deliver(replica: Replica, names: readonly StreamName[] = STREAMS): void {
    for (const name of names) replica.seen[name] = this.truth[name].length() - 1;
  }

  /** One change more, as a watch brings them. */
  deliverOne(replica: Replica, name: StreamName): void {
    replica.seen[name] = Math.min(replica.seen[name] + 1, this.truth[name].length() - 1);
  }

  wait(ms: number, latestMs: number): void {
    this.nowMs += ms;
    for (const replica of this.replicas)
      for (const name of STREAMS)
        replica.seen[name] = Math.max(replica.seen[name], this.truth[name].at(this.nowMs - latestMs));
  }

  /** It starts anew: with a list of what there is now, and no memory. */
  crash(replica: Replica): void {
    this.deliver(replica);
    replica.unwanted = NOTHING_UNWANTED;
    replica.foreign = { role: false, binding: false };
  }

  planOf(replica: Replica): GrantPlan {
    const { seen, foreign } = replica;
    const role = ours(this.truth.role.get(seen.role));
    const binding = ours(this.truth.binding.get(seen.binding));
    const needs = needsOf(this.truth.pods.get(seen.pods).values());
    replica.unwanted = noteUnwanted(replica.unwanted, { role, binding }, needs, this.nowMs);
    replica.foreign = { role: foreign.role && role === undefined, binding: foreign.binding && binding === undefined };
    const view: GrantView = {
      needs,
      role,
      binding,
      unwanted: replica.unwanted,
      foreign: replica.foreign,
      policy: this.truth.policy.get(seen.policy),
      accessKnown: true,
      ownerUid: OWNER_UID,
    };
    return planGrant(view, this.nowMs, this.timing);
  }

  /** Writes what it would, up to `atMost` writes, by what it has seen; says how many held. */
  act(replica: Replica, atMost = Infinity): number {
    let held = 0;
    for (const write of this.planOf(replica).writes.slice(0, atMost)) {
      if (!this.#perform(replica, write)) break;
      held++;
    }
    this.writes += held;
    return held;
  }

  /** Looks at what was in the way, as a replica does from time to time. */
  lookAtForeign(replica: Replica): void {
    const is = (stored: Stored<unknown>) => stored?.foreign === true;
    replica.foreign = { role: is(this.truth.role.last()), binding: is(this.truth.binding.last()) };
  }

  newMetadata(resourceVersion = String(++this.#versions)) {
    return {
      namespace: NAMESPACE,
      name: grantName(ACCOUNT),
      uid: `u${resourceVersion}`,
      resourceVersion,
      terminating: false,
      ownerUids: [OWNER_UID],
      kept: "{}",
    };
  }

  /** The same object, changed. */
  renewed<T extends FoundRole | FoundBinding>(found: T, parts: Partial<T>): T {
    return { ...found, ...parts, resourceVersion: String(++this.#versions) };
  }

  #perform(replica: Replica, write: GrantWrite): boolean {
    const role = this.truth.role.last();
    const binding = this.truth.binding.last();
    switch (write.t) {
      case "create-role":
        this.#checkGiven(replica, [], write.needs);
        if (role !== undefined) return this.#inTheWay(replica, "role", role.foreign);
        this.change("role", { found: { ...this.newMetadata(), ...contentOf(write.needs) }, foreign: false });
        return true;
      case "update-role":
        this.#checkGiven(replica, [...write.found.deletes, ...write.found.evicts], write.needs);
        if (!isSame(role, write.found)) return false;
        this.#checkTaken(write.found, write.needs);
        this.change("role", {
          found: this.renewed(write.found, contentOf(write.needs)),
          foreign: role?.foreign ?? false,
        });
        return this.#checkOurs(role);
      case "delete-role":
        if (!isSame(role, write.found)) return false;
        this.#checkTaken(write.found, { deletes: [], evicts: [], restart: true });
        this.change("role", undefined);
        return this.#checkOurs(role);
      case "create-binding":
        if (binding !== undefined) return this.#inTheWay(replica, "binding", binding.foreign);
        this.change("binding", {
          found: { ...this.newMetadata(), account: write.account, ownRole: true },
          foreign: false,
        });
        return true;
      case "update-binding":
        if (!isSame(binding, write.found)) return false;
        this.change("binding", { found: this.renewed(write.found, { account: write.account }), foreign: false });
        return this.#checkOurs(binding);
      case "delete-binding":
        if (!isSame(binding, write.found)) return false;
        this.change("binding", undefined);
        return this.#checkOurs(binding);
    }
  }

  #inTheWay(replica: Replica, kind: "role" | "binding", foreign: boolean): false {
    replica.foreign = { ...replica.foreign, [kind]: foreign };
    return false;
  }

  #checkGiven(replica: Replica, before: readonly string[], { deletes, evicts, restart }: GrantNeeds): void {
    const given = restart ? [...deletes, ...evicts].filter((name) => !before.includes(name)) : [];
    if (given.length > 0 && this.truth.policy.get(replica.seen.policy) !== "in-force")
      this.wrongs.push(`gave ${given.join()} without the policy`);
  }

  #checkTaken(before: FoundRole, { deletes, evicts, restart }: GrantNeeds): void {
    if (!restart) return;
    const needs = needsOf(this.truth.pods.last().values());
    const lost = [
      ...before.deletes.filter((name) => needs?.deletes.has(name) && !deletes.includes(name)),
      ...before.evicts.filter((name) => needs?.evicts.has(name) && !evicts.includes(name)),
    ];
    if (lost.length > 0) this.wrongs.push(`took ${lost.join()} away from a pod that is there`);
  }

  #checkOurs(stored: Stored<unknown>): true {
    if (stored?.foreign) this.wrongs.push("touched what is not ours");
    return true;
  }
}

/** What a watch with our label shows. */
function ours<T>(stored: Stored<T>): T | undefined {
  return stored === undefined || stored.foreign ? undefined : stored.found;
}

function isSame(stored: Stored<FoundRole | FoundBinding>, found: FoundRole | FoundBinding): boolean {
  return stored?.found.uid === found.uid && stored.found.resourceVersion === found.resourceVersion;
}

export function contentOf(needs: GrantNeeds): Pick<FoundRole, "deletes" | "evicts" | "restart" | "asWritten"> {
  const rules = grantRules(needs);
  const names = (resource: string) => rules.find(({ resources }) => resources[0] === resource)?.resourceNames ?? [];
  return { deletes: names("pods"), evicts: names("pods/eviction"), restart: rules.length > 1, asWritten: true };
}
