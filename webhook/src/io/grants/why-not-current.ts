import type { WatchState } from "@mount-monitor/kube";

/** Why what a watch knows cannot be gone by; undefined where it can. */
export function whyNotCurrent(title: string, state: WatchState): string | undefined {
  switch (state.t) {
    case "current":
      return undefined;
    case "starting":
      return `${title} are not known yet`;
    case "stale":
    case "refused":
      return state.why;
  }
}
