import { type ApiConnection, ask, createPauses, DEFAULT_PACE, type Pace, type WatchState } from "@mount-monitor/kube";
import { type KubernetesVersion, parseKubernetesVersion } from "../../core/cluster-facts.ts";
import { readServerVersion } from "../../core/server-version.ts";

/** An upgrade may pass without an interruption that we notice, where there are several API servers. */
const LOOK_AGAIN_MS = 10 * 60_000;

/** What the API server says its version is. */
export interface ServerVersion {
  current(): KubernetesVersion | undefined;
  state(): WatchState;
  /** Asks again: it may be another one now. */
  refresh(): void;
  close(): void;
}

/** Asks at once, from time to time and when told to; what was known stays until there is another answer. */
export function followServerVersion(
  connection: ApiConnection,
  onChange: () => void,
  pace: Partial<Pace> = {},
): ServerVersion {
  const pauses = createPauses({ ...DEFAULT_PACE, ...pace });
  const closing = new AbortController();
  const { signal } = closing;
  let version: KubernetesVersion | undefined;
  let state: WatchState = { t: "starting" };
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let askedMeanwhile = false;

  const look = async () => {
    askedMeanwhile = asking;
    if (asking) return;
    clearTimeout(timer);
    asking = true;
    const request = { method: "GET", path: "/version", signal } as const;
    const answer = await ask(connection, request, "read the version of the API server");
    asking = false;
    if (signal.aborted) return;
    const found = parseKubernetesVersion(readServerVersion(answer.ok ? answer.value : undefined) ?? "");
    if (found !== undefined) {
      const changed = found.major !== version?.major || found.minor !== version.minor;
      version = found;
      state = { t: "current" };
      pauses.reset();
      if (changed) onChange();
    } else if (answer.ok) {
      state = { t: "refused", why: "failed to read the version of the API server: it does not say one" };
    } else if (answer.reason === "refused") {
      state = { t: "refused", why: answer.message };
    } else if (version !== undefined) {
      state = { t: "stale", why: answer.message };
    }
    const waitMs = askedMeanwhile ? 0 : state.t === "current" ? LOOK_AGAIN_MS : pauses.nextMs();
    timer = setTimeout(() => void look(), waitMs);
    timer.unref();
  };
  void look();
  return {
    current: () => version,
    state: () => state,
    refresh: () => void look(),
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}
