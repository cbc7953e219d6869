import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { type Action, parseObject, readAction } from "./api-request.ts";
import type { Failure, PodFailure } from "./failure.ts";
import { failingAnswer } from "./failing-answer.ts";
import { handleAction, type World } from "./handle-action.ts";
import { newToken, type ServiceAccount } from "./service-account.ts";
import { type Answer, unauthorized } from "./status.ts";

/** A request as it came, in the order of coming. */
export interface RecordedRequest {
  readonly atMs: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The name that was asked for in the TLS handshake (SNI). */
  readonly serverName: string | undefined;
  /** What was sent as bearer token. */
  readonly token: string | undefined;
  /** The object that was sent, or the text where it was none. */
  readonly body: unknown;
  /** What was planned for it. */
  readonly failure: Failure;
  /** The number that was answered; undefined where none was. */
  readonly status: number | undefined;
}

export interface Desk extends World {
  readonly account: ServiceAccount;
  readonly record: (request: RecordedRequest) => void;
  /** What becomes of deletions and evictions that are meant, while everything else goes on. */
  readonly podFailure: PodFailure;
}

/** Reads one request to its end and answers it, or fails in the way that was planned. */
export async function answerRequest(
  desk: Desk,
  plannedForConnection: Failure,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const atMs = Date.now();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const aboutPod = /\/pods\//.test(request.url ?? "") && !/"dryRun":\["All"\]/.test(text);
  const planned = plannedForConnection === "ok" && aboutPod ? desk.podFailure : plannedForConnection;
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const answer = decide(desk, planned, token, request, text);
  const { method = "", url = "", headers } = request;
  const status = planned === "hang-after-request" || planned === "lost-answer" ? undefined : answer.status;
  const body = parseObject(text) ?? text;
  const serverName = (request.socket instanceof TLSSocket && request.socket.servername) || undefined;
  if (typeof planned === "object" && "delayMs" in planned) await setTimeout(planned.delayMs, null, { ref: false });
  desk.record({ atMs, method, path: url, serverName, headers, token, body, failure: planned, status });
  send(response, planned, answer);
}

function decide(
  desk: Desk,
  planned: Failure,
  token: string | undefined,
  request: IncomingMessage,
  text: string,
): Answer {
  const { account } = desk;
  if (planned === "rotate-token") {
    account.token = newToken();
    account.writeToken(account.token);
  }
  if (typeof planned === "object" && "status" in planned) return { body: "", ...planned };
  if (token !== account.token) return unauthorized();
  const action = readAction(request.method ?? "", new URL(request.url ?? "/", "https://stand-in").pathname);
  if ("status" in action) return action;
  return planAnswer(desk, planned, action, request, text);
}

function planAnswer(desk: Desk, planned: Failure, action: Action, request: IncomingMessage, text: string): Answer {
  if (typeof planned === "object") return handleAction(desk, action, request, text);
  switch (planned) {
    case "hang-after-request":
    case "hang-after-headers":
    case "drip":
    case "cut-off":
      return { status: 200, body: { kind: "Status", apiVersion: "v1", status: "Success" } };
    case "ok":
    case "reset":
    case "hang":
    case "not-tls":
    case "wrong-certificate":
    case "other-host-certificate":
    case "expired-certificate":
    case "not-http":
    case "echo":
    case "lost-answer":
      return handleAction(desk, action, request, text);
    default:
      return failingAnswer(planned, action);
  }
}

const DRIP_MS = 20;

function send(response: ServerResponse, planned: Failure, { status, headers, body }: Answer): void {
  if (planned === "hang-after-request") return;
  if (planned === "lost-answer") {
    response.destroy();
    return;
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    ...(planned === "cut-off" ? { "content-length": "1000" } : {}),
    ...headers,
  });
  if (planned === "hang-after-headers") return response.flushHeaders();
  if (planned === "drip") {
    const timer = setInterval(() => response.write(" "), DRIP_MS);
    response.once("close", () => clearInterval(timer));
    return;
  }
  if (planned === "cut-off") {
    response.write(text, () => response.destroy());
    return;
  }
  response.end(text);
}
