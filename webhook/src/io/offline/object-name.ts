import { isRecord, type RawObject } from "../../core/raw-object.ts";

function metadataOf(object: RawObject, key: string): string | undefined {
  const metadata = object["metadata"];
  const value = isRecord(metadata) ? metadata[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function namespaceOf(object: RawObject): string | undefined {
  return metadataOf(object, "namespace");
}

export function nameOf(object: RawObject): string | undefined {
  return metadataOf(object, "name");
}

/** `Deployment media/plex`: what people call it. */
export function objectName(object: RawObject, namespace: string): string {
  const name = nameOf(object) ?? metadataOf(object, "generateName") ?? "(without a name)";
  return `${String(object["kind"])} ${namespaceOf(object) ?? namespace}/${name}`;
}
