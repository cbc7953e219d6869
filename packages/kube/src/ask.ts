import type { AccessFailure, Answer } from "./answer.ts";
import { type ApiObject, isObject } from "./api-object.ts";
import type { ApiConnection } from "./connection.ts";
import { type ApiRequest, callApi } from "./request.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A JSON object that answered; undefined for one that is not there. */
export type Found = ApiObject | undefined;

const DEADLINE_MS = 5_000;

/** Asks, and says what the answer means. Never throws. `purpose` follows "failed to". */
export async function ask(connection: ApiConnection, request: ApiRequest, purpose: string): Promise<Answer<Found>> {
  const failed = (reason: AccessFailure, why: string, status?: number): Answer<Found> => ({
    ok: false,
    reason,
    message: `failed to ${purpose}: ${withoutSecrets(why)}`,
    ...(status === undefined ? {} : { status }),
  });
  try {
    const { status, body, dateMs } = await callApi(connection, request, DEADLINE_MS);
    const document = parseObject(body);
    const said = typeof document?.["message"] === "string" ? document["message"] : `status ${status}`;
    const server = dateMs === undefined ? {} : { serverMs: dateMs };
    if (status === 404 && document?.["reason"] === "NotFound") return { ok: true, value: undefined, ...server };
    if (status === 409 || (status === 422 && isFailedTest(request))) return failed("conflict", said, status);
    if (status === 401 || status === 429 || status >= 500) return failed("unreachable", said, status);
    if (status < 200 || status > 299) return failed("refused", said, status);
    if (document === undefined) return failed("unreachable", "the answer is not from a Kubernetes API server", status);
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
