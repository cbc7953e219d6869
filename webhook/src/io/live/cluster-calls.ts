import { type ApiConnection, type ApiMethod, callApi, createListSplitter } from "@mount-monitor/kube";
import { at, record, text } from "../../core/object-parts.ts";
import { type Known, known, unknown } from "../../core/live/known.ts";
import type { HttpAnswer } from "../../core/live/http-answer.ts";
import { isRecord, type RawObject } from "../../core/raw-object.ts";

/** An answer of whatever status. */
export interface CallAnswer extends HttpAnswer {
  /** As it came, where it is no JSON. */
  readonly body: string;
  /** What the clock of the server said. */
  readonly serverMs: number | undefined;
}

export interface ListOptions {
  /** No spec and no status are needed, nor sent. */
  readonly metadataOnly?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  /** How many objects came so far. */
  readonly onCount?: (count: number) => void;
}

/** Calls to the API server of the cluster. They never throw: what does not come is not known, and why. */
export interface ClusterCalls {
  call(method: ApiMethod, path: string, body?: unknown, limits?: CallLimits): Promise<Known<CallAnswer>>;
  /** One object; undefined where it is not there. */
  get(path: string): Promise<Known<RawObject | undefined>>;
  /** What `read` keeps of each object of a collection. */
  list<T>(
    path: string,
    read: (object: RawObject) => T | undefined,
    options?: ListOptions,
  ): Promise<Known<readonly T[]>>;
}

export interface CallLimits {
  readonly deadlineMs?: number;
  readonly accept?: string;
  /** Of the body. */
  readonly contentType?: string;
  /** An answer of which more is kept is given up. Default 4 MiB, more than one object can have. */
  readonly maxAnswerBytes?: number;
  /** Takes a success piece by piece, and gives back what of it is to be kept. */
  readonly sift?: (text: string) => string;
}

const DEADLINE_MS = 30_000;
const PAGE_SIZE = 250;
const METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** A list that takes so long that the server forgets its beginning is begun again. */
const ATTEMPTS = 3;
const GONE = 410;

export function createClusterCalls(connection: ApiConnection): ClusterCalls {
  const call: ClusterCalls["call"] = async (method, path, body, { deadlineMs = DEADLINE_MS, ...limits } = {}) => {
    try {
      const request = { method, path, deadlineMs, ...limits };
      const answer = await callApi(connection, body === undefined ? request : { ...request, body });
      const { status, dateMs: serverMs } = answer;
      return known({ status, document: parse(answer.body), body: answer.body, serverMs });
    } catch (error) {
      return unknown((error as Error).message);
    }
  };

  const listOnce = async <T>(
    path: string,
    read: (object: RawObject) => T | undefined,
    { metadataOnly = false, query = {}, onCount }: ListOptions,
  ): Promise<Known<readonly T[]> | "too old"> => {
    const kept: T[] = [];
    let seen = 0;
    let more: string | undefined;
    do {
      const parameters = { limit: String(PAGE_SIZE), ...query, ...(more === undefined ? {} : { continue: more }) };
      const place = `${path}?${new URLSearchParams(parameters).toString()}`;
      // No more than one object is in memory at a time, so a page may be as large as it likes.
      const sift = createListSplitter((json) => {
        const object = parse(json);
        if (!isRecord(object)) return;
        seen++;
        const value = read(object);
        if (value !== undefined) kept.push(value);
      });
      const answer = await call("GET", place, undefined, { sift, ...(metadataOnly ? { accept: METADATA } : {}) });
      if (answer.t === "unknown") return answer;
      const { status, document } = answer.value;
      if (status === GONE) return "too old";
      if (status !== 200) return unknown(whyNot(answer.value));
      onCount?.(seen);
      more = text(at(record(document), "metadata", "continue"));
    } while (more !== undefined);
    return known(kept);
  };

  return {
    call,
    async get(path) {
      const answer = await call("GET", path);
      if (answer.t === "unknown") return answer;
      const { status, document } = answer.value;
      if (status === 200) return known(record(document));
      return status === 404 && record(document)["reason"] === "NotFound"
        ? known(undefined)
        : unknown(whyNot(answer.value));
    },
    async list(path, read, { metadataOnly = false, query = {}, onCount } = {}) {
      for (let attempt = 1; ; attempt++) {
        const listed = await listOnce(path, read, { metadataOnly, query, ...(onCount ? { onCount } : {}) });
        if (listed !== "too old") return listed;
        if (attempt === ATTEMPTS) return unknown("the list changes faster than it can be read");
      }
    },
  };
}

/** What an answer that is no success says: the server's own words, or those of a proxy in between. */
export function whyNot({ status, document, body }: CallAnswer): string {
  const message = text(record(document)["message"]);
  return message ?? (oneLine(body) || `status ${status}`);
}

/** The first paragraph: what kubectl says about credentials goes on with advice. */
function oneLine(body: string): string {
  const [paragraph = ""] = body.trim().split(/\n\s*\n/);
  return document(paragraph) ? "" : paragraph.replaceAll(/\s+/g, " ").slice(0, 300);
}

function document(text: string): boolean {
  return /^\s*[<{[]/.test(text);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
