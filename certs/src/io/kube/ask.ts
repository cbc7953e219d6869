import type { Answer } from "./cluster-access.ts";
import type { ApiConnection } from "./api-connection.ts";
import { type ApiRequest, callApi } from "./request.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A JSON object that answered; undefined for one that is not there. */
export type Found = Readonly<Record<string, unknown>> | undefined;

const DEADLINE_MS = 5_000;

/** Asks, and says what the answer means. Never throws. `purpose` follows "failed to". */
export async function ask(connection: ApiConnection, request: ApiRequest, purpose: string): Promise<Answer<Found>> {
  const failed = (reason: "conflict" | "unreachable" | "refused", why: string): Answer<Found> => ({
    ok: false,
    reason,
    message: `failed to ${purpose}: ${withoutSecrets(why)}`,
  });
  try {
    const { status, body, dateMs } = await callApi(connection, request, DEADLINE_MS);
    const document = parseObject(body);
    const said = typeof document?.["message"] === "string" ? document["message"] : `status ${status}`;
    const server = dateMs === undefined ? {} : { serverMs: dateMs };
    if (status === 404 && document?.["reason"] === "NotFound") return { ok: true, value: undefined, ...server };
    if (status === 409 || (status === 422 && isFailedTest(request))) return failed("conflict", said);
    if (status === 401 || status === 429 || status >= 500) return failed("unreachable", said);
    if (status < 200 || status > 299) return failed("refused", said);
    if (document === undefined) return failed("unreachable", "the answer is not from a Kubernetes API server");
    return { ok: true, value: document, ...server };
  } catch (error) {
    return failed("unreachable", error instanceof Error ? error.message : String(error));
  }
}

/** A JSON patch whose `test` does not hold any more is answered with 422, as is one that makes no valid object. */
function isFailedTest({ contentType }: ApiRequest): boolean {
  return contentType === "application/json-patch+json";
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return isObject(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
