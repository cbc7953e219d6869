import type { ServeStatus } from "@mount-monitor/contract";
import Fastify, { type FastifyInstance } from "fastify";

/** What the plain port answers; asked anew for each call, from memory alone. */
export interface HealthSource {
  /** Undefined when admission may be sent here, else why not. */
  readonly notReady: () => string | undefined;
  readonly status: () => ServeStatus;
  readonly metrics: () => string;
  readonly build: { readonly name: string; readonly version: string; readonly commit: string };
}

export function buildHealthApp({ notReady, status, metrics, build }: HealthSource): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: 1024,
    return503OnClosing: false,
    schemaController: { compilersFactory: { buildValidator: unused, buildSerializer: unused } },
  });
  app.addHook("onSend", (_request, reply, payload, next) => {
    reply.header("cache-control", "no-store");
    next(null, payload);
  });
  app.get("/healthz/live", () => ({ status: "live" }));
  app.get("/healthz/ready", (_request, reply) => {
    const reason = notReady();
    return reason === undefined ? { status: "ready" } : reply.code(503).send({ status: "not ready", reason });
  });
  app.get("/status", () => status());
  app.get("/metrics", (_request, reply) => reply.type("text/plain; version=0.0.4; charset=utf-8").send(metrics()));
  app.get("/version", () => build);
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send({ error: `there is nothing at ${request.url.slice(0, 100)}; see /healthz/ready, /status and /metrics` }),
  );
  return app;
}

function unused(): never {
  throw new Error("no route has a schema");
}
