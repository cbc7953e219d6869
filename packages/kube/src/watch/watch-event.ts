import { type ApiObject, isObject, parseObject } from "../api-object.ts";
import { keyOf } from "./collection.ts";

/** One line of a watch, and what it means for whoever follows. */
export type WatchEvent =
  | { readonly t: "put"; readonly key: string; readonly object: ApiObject; readonly resourceVersion: string }
  | { readonly t: "gone"; readonly key: string; readonly resourceVersion: string }
  /** Nothing happened, up to this version. */
  | { readonly t: "bookmark"; readonly resourceVersion: string }
  /** Too much has happened since the version that was asked for: list again. */
  | { readonly t: "expired" }
  /** The server could not go on, or what it sent is no event: begin the watch again. */
  | { readonly t: "broken"; readonly why: string };

/** Never throws. */
export function decodeWatchEvent(line: string): WatchEvent {
  const { type, object } = parseObject(line) ?? {};
  if (!isObject(object)) return { t: "broken", why: `a line of ${line.length} characters is no event` };
  const resourceVersion = versionOf(object);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED": {
      const key = keyOf(object);
      if (key === "") return { t: "broken", why: "an event is about an object without a name" };
      return type === "DELETED" ? { t: "gone", key, resourceVersion } : { t: "put", key, object, resourceVersion };
    }
    case "BOOKMARK":
      return { t: "bookmark", resourceVersion };
    case "ERROR": {
      const { code, reason, message } = object;
      if (code === 410 || reason === "Expired" || reason === "Gone") return { t: "expired" };
      return { t: "broken", why: typeof message === "string" ? message : "the server ended the watch with an error" };
    }
  }
  return { t: "broken", why: `an event has the unknown type ${JSON.stringify(type)?.slice(0, 40) ?? "undefined"}` };
}

function versionOf({ metadata }: ApiObject): string {
  const version = isObject(metadata) ? metadata["resourceVersion"] : undefined;
  return typeof version === "string" ? version : "";
}
