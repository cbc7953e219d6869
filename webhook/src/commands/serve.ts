import type { Server as HttpsServer } from "node:https";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { EXIT } from "@mount-monitor/contract";
import { createLogger, type Logger, type OptionValues } from "@mount-monitor/process";
import { BUILD } from "../build-info.ts";
import { UNKNOWN_FACTS } from "../core/cluster-facts.ts";
import type { UsablePair } from "../io/certificate/read-pair.ts";
import { type PairWatch, watchPair } from "../io/certificate/watch-pair.ts";
import { DEFAULT_CONFIG_FILE, loadConfig } from "../io/config/load-config.ts";
import { buildApp } from "../io/http/build-app.ts";
import { type Closer, closerOf } from "../io/http/close-server.ts";
import { buildHealthApp } from "../io/http/health-app.ts";
import { createPlainServer, createTlsServer, listen, swapPair } from "../io/http/server.ts";
import { type Metrics, newMetrics } from "../io/metrics/metrics.ts";
import { renderMetrics } from "../io/metrics/render-metrics.ts";
import { usageError } from "./usage-error.ts";

interface State {
  draining: boolean;
  listening: boolean;
  admission: { readonly server: HttpsServer; readonly closer: Closer } | undefined;
  certificate: PairWatch | undefined;
}

/** Answers admission reviews until told to stop. */
export async function runServe(values: OptionValues): Promise<void> {
  const loaded = loadConfig(values["config"] ?? DEFAULT_CONFIG_FILE, values);
  if (!loaded.ok) return usageError(loaded.errors);
  const { config } = loaded;
  const { log } = createLogger({ level: config.logLevel, format: config.logFormat });
  const metrics = newMetrics();
  const state: State = { draining: false, listening: false, admission: undefined, certificate: undefined };

  // The watches of the cluster come with the part that talks to its API; until then nothing is known.
  const app = buildApp({
    config: config.injector,
    facts: () => UNKNOWN_FACTS,
    log,
    metrics,
    draining: () => state.draining,
  });
  const health = buildHealthApp({
    notReady: () => {
      if (state.draining) return "stopping";
      return state.listening ? undefined : (state.certificate?.missing() ?? "not listening yet");
    },
    metrics: () => renderMetrics(metrics, frame()),
    build: BUILD,
  });
  await Promise.all([app.ready(), health.ready()]);
  const healthServer = createPlainServer((request, response) => health.routing(request, response));
  const healthCloser = closerOf(healthServer);

  const open = async (pair: UsablePair) => {
    const server = createTlsServer(pair, (request, response) => app.routing(request, response));
    server.on("tlsClientError", (error) => log.debug({ error: error.message }, "handshake failed"));
    state.admission = { server, closer: closerOf(server) };
    const port = await listen(server, config.httpsPort, "httpsPort");
    state.listening = true;
    log.info({ port }, "answering admission reviews");
  };
  const takeOver = (pair: UsablePair) => {
    noteCertificate(pair, metrics, log);
    if (state.admission) return swapPair(state.admission.server, pair);
    open(pair).catch((error: Error) => stopWith(error));
  };
  const stopWith = (error: Error) => {
    usageError([error.message]);
    process.exit();
  };

  try {
    const port = await listen(healthServer, config.httpPort, "httpPort");
    log.info({ version: BUILD.version, commit: BUILD.commit, httpPort: port }, "started");
  } catch (error) {
    return usageError([(error as Error).message]);
  }
  state.certificate = await watchPair(config.tls, {
    onPair: takeOver,
    onError(error, news) {
      metrics.certificateErrors++;
      if (news)
        log.error({ error }, state.admission ? "certificate refused, the old one stays" : "there is no certificate");
    },
  });

  const stop = async (signal: NodeJS.Signals) => {
    if (state.draining) return;
    state.draining = true;
    log.info({ signal, drainDelayMs: config.drainDelayMs }, "stopping: answering on while the cluster takes note");
    await wait(config.drainDelayMs);
    state.certificate?.close();
    const left = (await state.admission?.closer.close(config.shutdownTimeoutMs)) ?? 0;
    await healthCloser.close(0);
    if (left > 0) log.warn({ connections: left }, "cut off calls that did not end within shutdownTimeout");
    log.info({}, "stopped");
    process.exit(EXIT.ok);
  };
  process.on("SIGHUP", () => {
    log.info({}, "certificates are read again by themselves; for another configuration start the webhook anew");
  });
  process.on("SIGTERM", (signal) => void stop(signal));
  process.on("SIGINT", (signal) => void stop(signal));
}

function noteCertificate(pair: UsablePair, metrics: Metrics, log: Logger): void {
  metrics.certificateReloads++;
  metrics.certificateExpiryMs = pair.notAfterMs;
  const { subject, serial, notAfterMs } = pair;
  log.info({ subject, serial, notAfter: new Date(notAfterMs).toISOString() }, "certificate taken over");
}

const eventLoopDelay = monitorEventLoopDelay({ resolution: 20 });
eventLoopDelay.enable();

function frame() {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const eventLoopDelayS = eventLoopDelay.percentile(99) / 1e9;
  eventLoopDelay.reset();
  return {
    version: BUILD.version,
    commit: BUILD.commit,
    process: {
      cpuSeconds: (user + system) / 1e6,
      residentBytes: rss,
      heapBytes: heapUsed,
      startMs: performance.timeOrigin,
      eventLoopDelayS,
    },
  };
}
