import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import type { Registration } from "../../control-plane/support/webhook-registration.ts";
import { type CallsPerPod, countCalls } from "./calls.ts";
import { createPods } from "./create-pods.ts";
import { BYSTANDERS, type Injector, plainPod } from "./injectors.ts";

export interface Extent {
  readonly rounds: number;
  /** Of each kind of pod in a round. */
  readonly blocks: number;
  /** Creates in a block. */
  readonly creates: number;
  /** How many call at once: all of it once for each. */
  readonly clients: readonly number[];
}

/** What a create took, in milliseconds, by how many called at once. */
export type Times = ReadonlyMap<number, readonly number[]>;

export interface Measured {
  readonly name: string;
  readonly promised: boolean;
  readonly asked: Times;
  readonly plain: Times;
  readonly calls: CallsPerPod;
}

export interface Result {
  /** Without any webhook configuration. */
  readonly bare: Times;
  /** With all of them, in a namespace that none of them is asked about. */
  readonly bystander: Times;
  /** In the order of the injectors. */
  readonly measured: readonly Measured[];
}

interface Kind {
  readonly namespace: string;
  readonly pod: RawPod;
  readonly times: Map<number, number[]>;
}

/**
 * In short turns, so that whatever else the machine does meets all of them; each has a namespace of its own, so that
 * nothing has to be registered anew in between. The first round warms up, and is not counted.
 */
export async function measureInTurns(
  plane: ControlPlane,
  injectors: readonly Injector[],
  extent: Extent,
  progress: (line: string) => void,
): Promise<Result> {
  const kind = (namespace: string, pod: RawPod): Kind => ({ namespace, pod, times: new Map() });
  const bare = kind(BYSTANDERS, plainPod(BYSTANDERS));
  const bystander = kind(BYSTANDERS, plainPod(BYSTANDERS));
  const of = injectors.map((injector) => ({
    injector,
    plain: kind(injector.namespace, plainPod(injector.namespace)),
    asked: kind(injector.namespace, injector.asked),
  }));
  const kinds = [bystander, ...of.flatMap(({ plain, asked }) => [plain, asked])];
  const calls: CallsPerPod[] = [];
  for (let round = 0; round <= extent.rounds; round++) {
    progress(round === 0 ? "warming up" : `round ${round} of ${extent.rounds}`);
    const turns = round === 0 ? { ...extent, blocks: 1 } : extent;
    await inTurns(plane, [bare], turns, round > 0);
    const registrations: Registration[] = [];
    for (const injector of injectors) registrations.push(await injector.register());
    await inTurns(plane, kinds, turns, round > 0);
    if (round === extent.rounds) {
      for (const injector of injectors) calls.push(await countCalls(plane, injector));
    }
    for (const registration of registrations) await registration.remove();
  }
  return {
    bare: bare.times,
    bystander: bystander.times,
    measured: of.map(({ injector, plain, asked }, index) => ({
      name: injector.name,
      promised: injector.promised,
      plain: plain.times,
      asked: asked.times,
      calls: calls[index] ?? { asked: Number.NaN, plain: Number.NaN },
    })),
  };
}

async function inTurns(
  plane: ControlPlane,
  kinds: readonly Kind[],
  { blocks, creates, clients }: Extent,
  counts: boolean,
): Promise<void> {
  for (let block = 0; block < blocks; block++) {
    for (const count of clients) {
      for (const { namespace, pod, times } of kinds) {
        const took = await createPods(plane, { namespace, pod, count: creates, clients: count });
        if (counts) times.set(count, [...(times.get(count) ?? []), ...took]);
      }
    }
  }
}
