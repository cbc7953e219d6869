import { isDeepStrictEqual } from "node:util";
import type { ApiConnection } from "../connection.ts";
import { withoutSecrets } from "../without-secrets.ts";
import { type Change, type Collection, keyOf } from "./collection.ts";
import { listAll } from "./list-all.ts";
import { readWatch, type WatchEnd } from "./read-watch.ts";
import { decodeWatchEvent } from "./watch-event.ts";

/**
 * How far what is known can be trusted.
 *
 * - `starting`: nothing is known yet.
 * - `current`: all is known, and changes come as they happen.
 * - `stale`: all was known once; the API server is away, and changes will be caught up on.
 * - `refused`: the API server will not tell, mostly for want of permission; asked again from time to time.
 */
export type WatchState =
  | { readonly t: "starting" }
  | { readonly t: "current" }
  | { readonly t: "stale"; readonly why: string }
  | { readonly t: "refused"; readonly why: string };

/** Constant messages, data in fields; a pino logger fits. */
export interface WatchLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface WatchTools<T> {
  readonly log: WatchLog;
  /** All that a list or an event changed. What it throws is a bug. */
  readonly onChange?: (changes: readonly Change<T>[]) => void;
  readonly onState?: (state: WatchState) => void;
}

/** What the API server has of a collection, kept in memory and up to date. */
export interface CollectionWatch<T> {
  readonly title: string;
  /** By key: `namespace/name`, or the name alone. */
  readonly objects: ReadonlyMap<string, T>;
  state(): WatchState;
  /** Lists since the start: the first one, and one for each time that changes were missed. */
  lists(): number;
  close(): void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** A permission may be given at any time, but nobody waits for it. */
const REFUSED_PAUSE_MS = 60_000;

/**
 * Lists once, then watches; begins a watch that ended where it stopped, and lists again where that is too long ago.
 * What was known stays known while the API server is away.
 */
export function watchCollection<T>(
  connection: ApiConnection,
  collection: Collection<T>,
  { log, onChange, onState }: WatchTools<T>,
): CollectionWatch<T> {
  const { title } = collection;
  const objects = new Map<string, T>();
  const closing = new AbortController();
  const { signal } = closing;
  let state: WatchState = { t: "starting" };
  let lists = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let version: string | undefined;

  const enter = (next: WatchState) => {
    if (signal.aborted || isDeepStrictEqual(next, state)) return;
    const { t: before } = state;
    state = next;
    if (next.t === "refused" || next.t === "stale") {
      if (next.t !== before) log.warn({ watch: title, reason: next.why }, "watch interrupted");
    } else if (before !== "starting") log.info({ watch: title }, "watch resumed");
    onState?.(next);
  };
  const tell = (changes: readonly Change<T>[]) => {
    if (changes.length > 0 && !signal.aborted) onChange?.(changes);
  };
  const put = (key: string, after: T | undefined): Change<T>[] => {
    const before = objects.get(key);
    if (isDeepStrictEqual(before, after)) return [];
    if (after === undefined) objects.delete(key);
    else objects.set(key, after);
    return [{ key, before, after }];
  };

  const list = async (): Promise<boolean> => {
    const found = new Map<string, T>();
    const answer = await listAll(connection, collection, (object) => {
      const kept = collection.read(object);
      if (kept !== undefined) found.set(keyOf(object), kept);
    });
    if (signal.aborted) return false;
    if (!answer.ok) {
      const { status, reason, message } = answer;
      // A list of many pages that took too long begins anew.
      if (reason === "refused" && status !== 410) enter({ t: "refused", why: message });
      else if (state.t !== "starting") enter({ t: "stale", why: message });
      else log.warn({ watch: title, reason: message }, "watch cannot begin yet");
      return false;
    }
    lists++;
    version = answer.value;
    const gone = [...objects.keys()].filter((key) => !found.has(key));
    const changes = [
      ...gone.flatMap((key) => put(key, undefined)),
      ...[...found].flatMap(([key, one]) => put(key, one)),
    ];
    enter({ t: "current" });
    tell(changes);
    return true;
  };

  const take = (line: string): WatchEnd | undefined => {
    const event = decodeWatchEvent(line);
    switch (event.t) {
      case "expired":
        return event;
      case "broken":
        return { t: "failed", why: withoutSecrets(event.why) };
      case "put":
        tell(put(keyOf(event.object), collection.read(event.object)));
        break;
      case "gone":
        tell(put(keyOf(event.object), undefined));
        break;
      case "bookmark":
        break;
    }
    if (event.resourceVersion !== "") version = event.resourceVersion;
    pauseMs = FIRST_PAUSE_MS;
    return undefined;
  };

  const follow = (resourceVersion: string): Promise<WatchEnd> =>
    readWatch(connection, collection, resourceVersion, signal, {
      begun: () => enter({ t: "current" }),
      take,
    });

  const run = async () => {
    while (!signal.aborted) {
      if (version === undefined && !(await list())) {
        await pause(state.t === "refused" ? REFUSED_PAUSE_MS : nextPause(), signal);
        continue;
      }
      if (version === undefined) continue;
      const end = await follow(version);
      if (end.t === "expired") version = undefined;
      if (end.t === "failed") enter({ t: "stale", why: `failed to watch ${title}: ${end.why}` });
      // Also after an end as planned: servers that end every watch at once would else be asked without a pause.
      if (!signal.aborted) await pause(nextPause(), signal);
    }
  };
  const nextPause = () => {
    const ms = pauseMs * (0.5 + Math.random());
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    return ms;
  };
  void run();
  return { title, objects, state: () => state, lists: () => lists, close: () => closing.abort() };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    // Whoever waits to ask again does not keep the process from ending.
    timer.unref();
    signal.addEventListener("abort", end);
  });
}
