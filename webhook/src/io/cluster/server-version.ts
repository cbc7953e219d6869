import { type ApiConnection, ask, type WatchState } from "@mount-monitor/kube";
import { type KubernetesVersion, parseKubernetesVersion } from "../../core/cluster-facts.ts";

/** An upgrade may pass without an interruption that we notice, where there are several API servers. */
const LOOK_AGAIN_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/** What the API server says its version is. */
export interface ServerVersion {
  current(): KubernetesVersion | undefined;
  state(): WatchState;
  /** Asks again: it may be another one now. */
  refresh(): void;
  close(): void;
}

/** Asks at once, from time to time and when told to; what was known stays until there is another answer. */
export function followServerVersion(connection: ApiConnection, onChange: () => void): ServerVersion {
  let version: KubernetesVersion | undefined;
  let state: WatchState = { t: "starting" };
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let again = false;
  const closing = new AbortController();

  const look = async () => {
    if (asking) {
      again = true;
      return;
    }
    clearTimeout(timer);
    asking = true;
    const answer = await ask(connection, { method: "GET", path: "/version" }, "read the version of the API server");
    asking = false;
    if (closing.signal.aborted) return;
    const text = answer.ok ? answer.value?.["gitVersion"] : undefined;
    const found = parseKubernetesVersion(typeof text === "string" ? text : "");
    if (found !== undefined) {
      const changed = found.major !== version?.major || found.minor !== version.minor;
      version = found;
      state = { t: "current" };
      pauseMs = FIRST_PAUSE_MS;
      if (changed) onChange();
    } else if (!answer.ok && answer.reason === "unreachable") {
      if (version !== undefined) state = { t: "stale", why: answer.message };
    } else {
      state = { t: "refused", why: answer.ok ? "the API server's version is none" : answer.message };
    }
    timer = setTimeout(() => void look(), again ? 0 : state.t === "current" ? LOOK_AGAIN_MS : nextPause());
    again = false;
    timer.unref();
  };
  const nextPause = () => {
    const ms = pauseMs * (0.5 + Math.random());
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    return ms;
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
