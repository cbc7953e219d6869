/** What the API server says besides the number, as far as it says it. */
export interface StatusAnswer {
  /** Whether the body is an object of Kubernetes at all. */
  readonly isObject: boolean;
  /** Whether it is a Status that reports a failure, whatever the number says. */
  readonly failure: boolean;
  readonly code?: number;
  readonly reason?: string;
  /** One line, without control characters, at most 512 characters. */
  readonly message: string;
  /** Kind of the object that is meant, such as `pods`. */
  readonly kind?: string;
  readonly retryAfterSeconds?: number;
  /** Why a disruption budget says no; undefined where none does. */
  readonly budget?: string;
  /** Nothing is created any more, since the namespace is being deleted. */
  readonly namespaceEnds?: true;
}

/** Reads a Status (meta/v1) out of whatever was sent; what is not there is left out. */
export function readStatus(body: string): StatusAnswer {
  const status = parseObject(body);
  if (!status || typeof status["kind"] !== "string") return { isObject: false, failure: false, message: oneLine(body) };
  if (status["kind"] !== "Status") return { isObject: true, failure: false, message: "" };
  const { code, reason, message } = status;
  const details = asObject(status["details"]);
  const kind = details?.["kind"];
  const retryAfterSeconds = details?.["retryAfterSeconds"];
  const causes = causesOf(details?.["causes"]);
  const budget = causes.find(({ reason }) => reason === "DisruptionBudget")?.message;
  const namespaceEnds = causes.some(({ reason }) => reason === "NamespaceTerminating");
  return {
    isObject: true,
    failure: status["status"] === "Failure",
    message: typeof message === "string" ? oneLine(message) : "",
    ...(typeof code === "number" ? { code } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
    ...(typeof kind === "string" ? { kind } : {}),
    ...(typeof retryAfterSeconds === "number" ? { retryAfterSeconds } : {}),
    ...(budget === undefined ? {} : { budget }),
    ...(namespaceEnds ? { namespaceEnds } : {}),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** A cause without a message has an empty one. */
function causesOf(causes: unknown): { readonly reason: unknown; readonly message: string }[] {
  if (!Array.isArray(causes)) return [];
  return causes.map(asObject).map((cause) => ({
    reason: cause?.["reason"],
    message: typeof cause?.["message"] === "string" ? oneLine(cause["message"]) : "",
  }));
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

const MESSAGE_CHARS = 512;

/** A server must not write lines of its own into our log. */
function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * MESSAGE_CHARS)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  return line.length > MESSAGE_CHARS ? `${line.slice(0, MESSAGE_CHARS)}…` : line;
}
