import { type ApiObject, isObject, metadataOf } from "../api-object.ts";

/** One line of a watch, and what it means for whoever follows. */
export type WatchEvent =
  | { readonly t: "put"; readonly object: ApiObject; readonly resourceVersion: string }
  | { readonly t: "gone"; readonly object: ApiObject; readonly resourceVersion: string }
  /** Nothing happened, up to this version. */
  | { readonly t: "bookmark"; readonly resourceVersion: string }
  /** Too much has happened since the version that was asked for: list again. */
  | { readonly t: "expired" }
  /** The server could not go on, or what it sent is no event: begin the watch again. */
  | { readonly t: "broken"; readonly why: string };

/** Never throws. */
export function decodeWatchEvent(line: string): WatchEvent {
  const event = parse(line);
  if (!isObject(event) || !isObject(event["object"]))
    return { t: "broken", why: `a line of ${line.length} characters is no event` };
  const { type, object } = event as { type?: unknown; object: ApiObject };
  const { resourceVersion } = metadataOf(object);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      return { t: "put", object, resourceVersion };
    case "DELETED":
      return { t: "gone", object, resourceVersion };
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

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
