import { quantile } from "../process-figures.ts";
import type { Figure } from "../report/figure.ts";
import type { Extent, Measured, Result, Times } from "./measure.ts";

const SHARES = [
  ["median", 0.5],
  ["p99", 0.99],
] as const;

/** What each injector adds to a create; ours is to add less than each of the others. */
export function figuresOf({ bare, bystander, measured }: Result, extent: Extent, server: string): Figure[] {
  const [ours, ...others] = measured;
  if (ours === undefined) return [];
  const { rounds, blocks, creates, clients } = extent;
  const note = `kube-apiserver ${server}, ${rounds * blocks * creates} dry-run creates of each kind, in turns of ${creates}`;
  const times = clients.flatMap((count) =>
    SHARES.flatMap(([share, quota]): Figure[] => {
      const by = `${share}, ${count} client${count === 1 ? "" : "s"}`;
      const at = (of: Times) => quantile(of.get(count) ?? [], quota);
      const adds = (of: Times) => at(of) - at(bystander);
      const added = (other: Measured | undefined): Figure => ({
        name: `added by injection, ${by}`,
        value: adds(ours.asked),
        unit: "ms",
        ...(other === undefined ? {} : { baseline: { name: other.name, value: adds(other.asked) } }),
      });
      const create = (what: string, of: Times): Figure => ({
        name: `create ${what}, ${by}`,
        value: at(of),
        unit: "ms",
        baseline: { name: "nobody is asked", value: at(bystander) },
        note,
      });
      return [
        create("without any webhook configuration", bare),
        create("of a pod that is not annotated", ours.plain),
        create("of a pod that is injected", ours.asked),
        ...others.map((other) => besides(ours, other, at, share, by)),
        ...(others.length === 0 ? [added(undefined)] : others.map(added)),
      ];
    }),
  );
  return [...times, ...calls(ours, others)];
}

/**
 * The promise is about the slow ones. It is held by the whole create, since what is added is the difference of two noisy
 * numbers: ours adds less where the whole takes less.
 */
function besides(ours: Measured, other: Measured, at: (of: Times) => number, share: string, by: string): Figure {
  const figure: Figure = {
    name: `create of a pod that is injected, ${by}`,
    value: at(ours.asked),
    unit: "ms",
    baseline: { name: other.name, value: at(other.asked) },
  };
  return share === "p99" && other.promised ? { ...figure, budget: { of: "ratio", atMost: 1 } } : figure;
}

/** What no noise can change. */
function calls(ours: Measured, others: readonly Measured[]): Figure[] {
  const kinds = [
    ["an injected pod", "asked", 1],
    ["a pod that asks for nothing", "plain", 0],
  ] as const;
  return kinds.flatMap(([pod, kind, atMost]): Figure[] => {
    const figure: Figure = {
      name: `calls for ${pod}`,
      value: ours.calls[kind],
      unit: "count",
      budget: { of: "value", atMost },
    };
    if (others.length === 0) return [figure];
    return others.map(({ name, calls }) => ({ ...figure, baseline: { name, value: calls[kind] } }));
  });
}
