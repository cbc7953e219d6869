import { randomBytes } from "node:crypto";
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { explainJsonError } from "@mount-monitor/contract";
import type { Logger } from "@mount-monitor/process";
import { decodeReview } from "../admission/decode-review.ts";
import { type Endpoint, review, type ReviewDeps } from "../admission/review.ts";
import { count, ENDPOINTS, type Metrics } from "../metrics/metrics.ts";
import { recordReview } from "./record-review.ts";

export interface AppDeps extends ReviewDeps {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Once told to stop, clients are asked to take their next call elsewhere. */
  readonly draining: () => boolean;
}

/** An object is at most 1.5 MiB in etcd, and a review may hold it twice, as JSON with every byte escaped. */
const BODY_LIMIT_BYTES = 7 * 1024 * 1024;

/**
 * Everything that is answered, without a socket: `inject` it, or give its `routing` to a server. Errors are plain text,
 * since that is the only kind of body that the API server passes on to people.
 */
export function buildApp(deps: AppDeps): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    // Bodies are checked by a validator that was compiled when this was built; without these two, ajv is not even loaded.
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
  });
  const parse = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body: string, done) => {
    parse(request, body, (error, value) => {
      if (error && body !== "") error.message = jsonProblem(body) ?? error.message;
      done(error, value);
    });
  });
  app.addHook("onRequest", (_request, reply, next) => {
    deps.metrics.inFlight++;
    // An aborted request never finishes, but it closes; a finished one may do either first.
    let open = true;
    const end = () => {
      if (open) deps.metrics.inFlight--;
      open = false;
    };
    reply.raw.once("close", end).once("finish", end);
    if (deps.draining()) reply.header("connection", "close");
    next();
  });
  // Without a listener for the end of an answer Fastify does not note when its request began (`elapsedTime`).
  app.addHook("onResponse", (_request, _reply, next) => next());
  for (const endpoint of ENDPOINTS) {
    app.post(`/mutate/${endpoint}`, (request, reply) => answer(endpoint, request, reply, deps));
  }
  app.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      404,
      `there is nothing at ${request.method} ${request.url.slice(0, 100)}; reviews go to POST /mutate/pods and POST /mutate/workloads`,
      deps,
    ),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => fail(error, request, reply, deps));
  return app;
}

function answer(endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply, deps: AppDeps): FastifyReply {
  const decoded = decodeReview(request.body);
  if (!decoded.ok) return refuse(reply, 400, decoded.error, deps);
  const result = review(endpoint, decoded.request, deps);
  if (!result.ok) return refuse(reply, 400, result.error, deps);
  recordReview(endpoint, decoded.request, result.reviewed, reply.elapsedTime, deps);
  return reply.type("application/json; charset=utf-8").send(result.reviewed.body);
}

function fail(error: FastifyError, request: FastifyRequest, reply: FastifyReply, deps: AppDeps): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) return refuse(reply, status, explain(error, status), deps);
  // A bug. Whoever reads the refusal finds the stack in the log by the reference; half a patch would be worse than none.
  const reference = randomBytes(6).toString("hex");
  deps.log.error({ err: error, reference, requestId: uidOf(request.body), path: request.url }, "review failed");
  count(deps.metrics.failures, 500);
  return plain(reply, 500, `internal error of mount-monitor-webhook; its log has the cause as reference ${reference}`);
}

function refuse(reply: FastifyReply, status: number, error: string, deps: AppDeps): FastifyReply {
  deps.log.warn({ status, error }, "request refused");
  count(deps.metrics.failures, status);
  return plain(reply, status, `failed to review: ${error}`);
}

function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type("text/plain; charset=utf-8").send(`${text}\n`);
}

function explain(error: FastifyError, status: number): string {
  if (status === 413) return `the body is larger than ${BODY_LIMIT_BYTES / 1024 / 1024} MiB`;
  if (status === 415) return "the body must be application/json";
  return error.code === "FST_ERR_CTP_EMPTY_JSON_BODY"
    ? "the body is empty, but must be an AdmissionReview"
    : `the body cannot be read: ${error.message}`;
}

/** What is wrong with the text, and where. */
function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return explainJsonError(error);
  }
}

function uidOf(body: unknown): string | undefined {
  const uid = (body as { request?: { uid?: unknown } } | undefined)?.request?.uid;
  return typeof uid === "string" ? uid.slice(0, 256) : undefined;
}

function unused(): never {
  throw new Error("no route has a schema");
}
