import { type AccessFailure, type Answer, mayPass, saidIn } from "./answer.ts";
import { type ApiObject, parseObject } from "./api-object.ts";
import type { ApiConnection } from "./connection.ts";
import { type ApiRequest, callApi } from "./request.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** A JSON object that answered; undefined for one that is not there. */
export type Found = ApiObject | undefined;

/** Asks, and says what the answer means. Never throws. `purpose` follows "failed to". */
export async function ask(connection: ApiConnection, request: ApiRequest, purpose: string): Promise<Answer<Found>> {
  const failed = (reason: AccessFailure, why: string, status?: number): Answer<Found> => ({
    ok: false,
    reason,
    message: `failed to ${purpose}: ${withoutSecrets(why)}`,
    ...(status === undefined ? {} : { status }),
  });
  try {
    const { status, body, dateMs } = await callApi(connection, request);
    const document = parseObject(body);
    const said = saidIn(document, status);
    const server = dateMs === undefined ? {} : { serverMs: dateMs };
    if (status === 404 && document?.["reason"] === "NotFound") return { ok: true, value: undefined, ...server };
    if (status === 409 || (status === 422 && isFailedTest(request))) return failed("conflict", said, status);
    if (mayPass(status)) return failed("unreachable", said, status);
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
