import { setTimeout as wait } from "node:timers/promises";
import { metadataOf } from "../api-object.ts";
import type { ApiConnection } from "../connection.ts";
import type { Change, Collection } from "../watch/collection.ts";
import type { Pace } from "../watch/pace.ts";
import { type CollectionWatch, watchCollection } from "../watch/watch-collection.ts";

/** A watch with all that it said. */
export interface Followed {
  readonly watch: CollectionWatch<string>;
  readonly changes: Change<string>[];
  /** States, each with its reason where it has one. */
  readonly states: string[];
  readonly logged: string[];
  /** `name=value` of all that is known. */
  known(): string[];
  /** Called with each change, too. */
  onEvery: () => void;
}

const FAST: Partial<Pace> = { firstPauseMs: 10, longestPauseMs: 40, longestRefusedPauseMs: 50, settledMs: 5_000 };

export const THINGS: Collection<string> = {
  title: "Things",
  path: "/api/v1/things",
  read: (object) => metadataOf(object).labels["value"],
};

export interface FollowOptions {
  readonly pace?: Partial<Pace>;
  readonly collection?: Collection<string>;
}

export function follow(connection: ApiConnection, { pace = {}, collection = THINGS }: FollowOptions = {}): Followed {
  const changes: Change<string>[] = [];
  const states: string[] = [];
  const logged: string[] = [];
  const followed = { changes, states, logged, onEvery: () => {} };
  const watch = watchCollection(connection, collection, {
    log: {
      info: (fields, message) => void logged.push(`info ${message} ${JSON.stringify(fields)}`),
      warn: (fields, message) => void logged.push(`warn ${message} ${JSON.stringify(fields)}`),
    },
    onChange(news) {
      changes.push(...news);
      followed.onEvery();
    },
    onState: (state) => void states.push("why" in state ? `${state.t}: ${state.why}` : state.t),
    pace: { ...FAST, ...pace },
  });
  return Object.assign(followed, {
    watch,
    known: () => [...watch.objects].map(([key, value]) => `${key}=${value}`).toSorted(),
  });
}

const LIMIT_MS = 60_000;

export async function eventually(what: string, holds: () => boolean, explain: () => unknown = () => ""): Promise<void> {
  const startedMs = performance.now();
  while (!holds()) {
    if (performance.now() - startedMs > LIMIT_MS)
      throw new Error(`${what}: not within ${LIMIT_MS} ms. ${JSON.stringify(explain())}`);
    await wait(5);
  }
}
