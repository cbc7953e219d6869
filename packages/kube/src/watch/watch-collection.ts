import type { ApiObject } from "../api-object.ts";
import type { ApiConnection } from "../connection.ts";
import { withoutSecrets } from "../without-secrets.ts";
import type { Change, Collection } from "./collection.ts";
import { createKnownObjects } from "./known-objects.ts";
import { listAll } from "./list-all.ts";
import { DEFAULT_PACE, type Pace } from "./pace.ts";
import { createPauses, pause } from "./pauses.ts";
import { readWatch, type WatchEnd } from "./read-watch.ts";
import { decodeWatchEvent } from "./watch-event.ts";
import { keepState, type WatchLog, type WatchState } from "./watch-state.ts";

export interface WatchTools<T> {
  readonly log: WatchLog;
  /** All that a list or an event changed, once it is in `objects`. What it throws is a bug, which is logged. */
  readonly onChange?: (changes: readonly Change<T>[]) => void;
  readonly onState?: (state: WatchState) => void;
  readonly pace?: Partial<Pace>;
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

const TOO_OLD = "too much has changed since; it is listed again";

/**
 * Lists once, then watches; begins a watch that ended where it stopped, and lists again where that is too long ago.
 * What was known stays known while the API server is away.
 */
export function watchCollection<T>(
  connection: ApiConnection,
  collection: Collection<T>,
  { log, onChange = () => {}, onState = () => {}, pace: given = {} }: WatchTools<T>,
): CollectionWatch<T> {
  const { title } = collection;
  const pace = { ...DEFAULT_PACE, ...given };
  const known = createKnownObjects<T>();
  const closing = new AbortController();
  const { signal } = closing;
  const pauses = createPauses(pace);
  const refusedPauses = createPauses({ ...pace, longestPauseMs: pace.longestRefusedPauseMs });
  let lists = 0;
  let version: string | undefined;

  /** A bug elsewhere costs what it is about, not the watch and all who go by it. */
  const guarded = <R>(message: string, act: () => R): R | undefined => {
    try {
      return act();
    } catch (error) {
      log.warn({ watch: title, error: withoutSecrets(String(error)) }, message);
      return undefined;
    }
  };
  const state = keepState(title, log, (next) =>
    guarded("failed to tell of a state; this is a bug", () => onState(next)),
  );
  const works = () => {
    refusedPauses.reset();
    state.current();
  };
  const tell = (changes: readonly Change<T>[]) => {
    if (changes.length > 0) guarded("failed to tell of a change; this is a bug", () => onChange(changes));
  };
  const read = (object: ApiObject) => guarded("failed to read an object; this is a bug", () => collection.read(object));

  /** The pause until the next try; undefined where none is needed. */
  const list = async (): Promise<number | undefined> => {
    const found = new Map<string, T>();
    const answer = await listAll(connection, collection, { ...pace, signal }, (key, object) => {
      const kept = read(object);
      if (kept !== undefined) found.set(key, kept);
    });
    if (signal.aborted) return undefined;
    if (answer.ok) {
      lists++;
      version = answer.value;
      const changes = known.replace(found);
      works();
      tell(changes);
      return undefined;
    }
    // A list of many pages that took too long begins anew.
    if (answer.reason === "refused" && answer.status !== 410) {
      state.refused(answer.message);
      return refusedPauses.nextMs();
    }
    state.failed(answer.message);
    return pauses.nextMs();
  };

  const take = (line: string): WatchEnd | undefined => {
    const event = decodeWatchEvent(line);
    switch (event.t) {
      case "expired":
        return event;
      case "broken":
        return { t: "failed", why: withoutSecrets(event.why) };
      case "put":
        tell(known.put(event.key, read(event.object)));
        break;
      case "gone":
        tell(known.put(event.key, undefined));
        break;
      case "bookmark":
        break;
    }
    if (event.resourceVersion !== "") version = event.resourceVersion;
    pauses.reset();
    works();
    return undefined;
  };

  /** The pause until the next try. */
  const follow = async (resourceVersion: string): Promise<number> => {
    const beganMs = performance.now();
    let settling: NodeJS.Timeout | undefined;
    const begun = () => {
      // That the version is too old comes within the first moment, and until then nothing is certain.
      settling = setTimeout(works, pace.settledMs);
      settling.unref();
    };
    const end = await readWatch(connection, collection, { ...pace, resourceVersion, signal }, { begun, take });
    clearTimeout(settling);
    if (signal.aborted) return 0;
    if (performance.now() - beganMs > pace.longestPauseMs) pauses.reset();
    switch (end.t) {
      case "expired":
        version = undefined;
        state.failed(`failed to watch ${title}: ${TOO_OLD}`);
        break;
      case "failed":
        state.failed(`failed to watch ${title}: ${end.why}`);
        break;
      case "refused":
        state.refused(`failed to watch ${title}: ${end.why}`);
        return refusedPauses.nextMs();
      case "ended":
        // Also here there is a pause: servers that end every watch at once would else be asked without one.
        break;
    }
    return pauses.nextMs();
  };

  const run = async () => {
    while (!signal.aborted) {
      const pauseMs = version === undefined ? await list() : await follow(version);
      if (pauseMs !== undefined) await pause(pauseMs, signal);
    }
  };
  void run();
  return { title, objects: known.objects, state: state.state, lists: () => lists, close: () => closing.abort() };
}
