export function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

export function isText(data: unknown): data is string {
  return typeof data === "string";
}

export function isFiniteNumber(data: unknown): data is number {
  return typeof data === "number" && Number.isFinite(data);
}
