/** An object of the Kubernetes API as it came, nothing of it checked. */
export type ApiObject = Readonly<Record<string, unknown>>;

/** What every object has, with nothing where it is missing or of another type. */
export interface Metadata {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** When it was told to go, or will have gone: the time has the grace period in it. */
  readonly deletionTimestamp: string | undefined;
  readonly creationTimestamp: string | undefined;
}

export function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** Undefined where the text is no JSON, or JSON of something else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return isObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

export function metadataOf(object: ApiObject): Metadata {
  const raw = isObject(object["metadata"]) ? object["metadata"] : {};
  const text = (key: string) => (typeof raw[key] === "string" ? raw[key] : undefined);
  return {
    namespace: text("namespace") ?? "",
    name: text("name") ?? "",
    uid: text("uid") ?? "",
    resourceVersion: text("resourceVersion") ?? "",
    labels: textsOf(raw["labels"]),
    annotations: textsOf(raw["annotations"]),
    deletionTimestamp: text("deletionTimestamp"),
    creationTimestamp: text("creationTimestamp"),
  };
}

/** The entries that are text. */
export function textsOf(data: unknown): Record<string, string> {
  if (!isObject(data)) return {};
  return Object.fromEntries(
    Object.entries(data).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
