import type { WatchStatus } from "../cluster/cluster.ts";
import { family, type Sample } from "./exposition.ts";

/** How far what is known of the cluster can be trusted. */
export function watchFamilies(watches: readonly WatchStatus[]): string[] {
  const samples = (value: (watch: WatchStatus) => number) =>
    watches.map((watch): Sample => [{ watch: watch.title }, value(watch)]);
  return [
    family(
      "watch_current",
      "gauge",
      "Whether all is known and changes come as they happen.",
      samples(({ state }) => (state.t === "current" ? 1 : 0)),
    ),
    family(
      "watch_objects",
      "gauge",
      "Objects that are kept in memory.",
      samples(({ objects }) => objects),
    ),
    family(
      "watch_lists_total",
      "counter",
      "Lists: the first, and one for each time that changes were missed.",
      samples(({ lists }) => lists),
    ),
  ];
}
