import { type ApiObject, isObject } from "../api-object.ts";

/** Objects of one kind that are followed, and what is kept of each. */
export interface Collection<T> {
  /** For people: `Namespaces`. */
  readonly title: string;
  /** Of the list, all namespaces or one: `/api/v1/pods`. */
  readonly path: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `metadata`: spec and status are not even sent. Default `whole`. */
  readonly form?: "whole" | "metadata";
  /** How many objects one answer of the first list has. Default 250. */
  readonly pageSize?: number;
  /** What is kept of an object; undefined drops it. It should hold on to no part of the object but text, and not throw: an object that makes it throw is dropped. */
  readonly read: (object: ApiObject) => T | undefined;
}

/** What became of one object; at least one of the two is there, and they differ. */
export interface Change<T> {
  readonly key: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** `namespace/name`, or the name alone of what belongs to no namespace. Empty for what has no name, which is no object. */
export function keyOf({ metadata }: ApiObject): string {
  const { namespace, name } = isObject(metadata) ? metadata : {};
  if (typeof name !== "string" || name === "") return "";
  return typeof namespace === "string" && namespace !== "" ? `${namespace}/${name}` : name;
}

export interface WatchQuery {
  readonly resourceVersion: string;
  readonly timeoutSeconds: number;
}

export function watchPath(collection: Collection<unknown>, { resourceVersion, timeoutSeconds }: WatchQuery): string {
  return withQuery(collection, {
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion,
    timeoutSeconds: String(timeoutSeconds),
  });
}

export function listPath(collection: Collection<unknown>, continueToken: string | undefined): string {
  return withQuery(collection, {
    limit: String(collection.pageSize ?? 250),
    ...(continueToken === undefined ? {} : { continue: continueToken }),
  });
}

/** What to ask for, so that the server sends no more than is wanted. */
export function acceptFor({ form }: Collection<unknown>, verb: "list" | "watch"): string {
  if (form !== "metadata") return "application/json";
  const kind = verb === "list" ? "PartialObjectMetadataList" : "PartialObjectMetadata";
  return `application/json;as=${kind};g=meta.k8s.io;v=v1`;
}

function withQuery({ path, labelSelector, fieldSelector }: Collection<unknown>, query: Record<string, string>): string {
  const selectors = {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
  return `${path}?${new URLSearchParams({ ...query, ...selectors }).toString()}`;
}

/** What a page of a list says besides its items. */
export interface Page {
  readonly resourceVersion: string;
  readonly continueToken: string | undefined;
}

/** Undefined where the document is no list. */
export function readPage({ items = [], metadata }: ApiObject): Page | undefined {
  const { resourceVersion, continue: more } = isObject(metadata) ? metadata : {};
  // An empty list may come as null.
  if ((items !== null && !Array.isArray(items)) || typeof resourceVersion !== "string") return undefined;
  return { resourceVersion, continueToken: typeof more === "string" && more !== "" ? more : undefined };
}
