import type { RequestOptions } from "node:https";
import { isIP } from "node:net";
import type { CallResult, UnreachableReason } from "../../core/kube/call-result.ts";
import { classifyAnswer } from "../../core/kube/classify-answer.ts";
import { explainConnection } from "../../core/kube/explain-connection.ts";
import { type KubeRequest, missingInPod } from "../../core/kube/pod-request.ts";
import { exchange } from "./exchange.ts";
import { readCredentials } from "./read-credentials.ts";
import { withoutAnswer, withoutToken } from "./without-secrets.ts";

export interface CallSettings {
  readonly host: string;
  readonly port: number;
  readonly tokenFile: string;
  readonly caFile: string;
  readonly deadlineMs: number;
}

/** Far above any answer to the three calls, and far below what would hurt. */
const MAX_ANSWER_BYTES = 1024 * 1024;

export type Call = (request: KubeRequest, signal?: AbortSignal) => Promise<CallResult>;

/** Makes the function that carries a request to the API server and says how it ended. */
export function createCall(settings: CallSettings): Call {
  return async (request, signal) => {
    const missing = missingInPod(request.pod);
    if (missing !== undefined) {
      const message = `failed to ${request.purpose}: ${missing}`;
      return { t: "refused", status: 0, reason: "request", retryable: false, message };
    }
    const deadlineAt = performance.now() + settings.deadlineMs;
    const first = await attempt(settings, request, deadlineAt, signal);
    // The kubelet may just have replaced the token; the second attempt reads the file again.
    return first.t === "refused" && first.status === 401 ? attempt(settings, request, deadlineAt, signal) : first;
  };
}

async function attempt(
  settings: CallSettings,
  request: KubeRequest,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<CallResult> {
  const { tokenFile, caFile, deadlineMs } = settings;
  const unreachable = (reason: UnreachableReason, why: string, cause?: unknown): CallResult => {
    const message = `failed to ${request.purpose}: ${why}`;
    return { t: "unreachable", reason, message, ...(cause === undefined ? {} : { cause }) };
  };
  const credentials = readCredentials(tokenFile, caFile);
  if (!credentials.ok) return unreachable("credentials", credentials.error, credentials.cause);
  const ended = await exchange({
    options: requestOptions(settings, request, credentials),
    body: request.body,
    deadlineMs: Math.max(0, deadlineAt - performance.now()),
    maxAnswerBytes: MAX_ANSWER_BYTES,
    signal,
  });
  switch (ended.t) {
    case "answered":
      return classifyAnswer(request, withoutToken(ended.answer, credentials.token));
    case "timeout":
      return unreachable(
        "timeout",
        `the API server did not answer in full within ${deadlineMs} ms; see whether it is overloaded or cut off`,
      );
    case "too-large":
      return unreachable("answer", "the answer is larger than 1 MiB; check KUBERNETES_SERVICE_HOST and _PORT");
    case "cancelled":
      return unreachable("cancelled", "it was cancelled");
    case "failed": {
      const { code, message } = errorParts(ended.cause);
      const problem = explainConnection(code, message, settings);
      return unreachable(problem.reason, problem.message, withoutAnswer(ended.cause));
    }
  }
}

function requestOptions(
  { host, port }: CallSettings,
  { method, path, body }: KubeRequest,
  { token, ca }: { readonly token: string; readonly ca: string },
): RequestOptions {
  return {
    host,
    port,
    method,
    path,
    ca,
    // Said here so that no variable of the environment (NODE_TLS_REJECT_UNAUTHORIZED) can switch it off.
    rejectUnauthorized: true,
    // An IP is checked against the certificate's IP addresses, and must not be sent as a server name (RFC 6066). With
    // an IP there is no DNS either; a name goes through dns.lookup, which needs a thread of the pool.
    servername: isIP(host) ? "" : host,
    // A connection per call: one that is kept open is one more thing to break while nobody looks.
    agent: false,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "user-agent": "mount-monitor",
    },
  };
}

function errorParts(cause: unknown): { readonly code: string; readonly message: string } {
  if (!(cause instanceof Error)) return { code: "", message: String(cause) };
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return { code, message: cause.message };
}
