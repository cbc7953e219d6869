import { openCertificateSource } from "@mount-monitor/certs";
import { createLogger, type OptionValues } from "@mount-monitor/process";
import { BUILD } from "../build-info.ts";
import { UNKNOWN_FACTS } from "../core/cluster-facts.ts";
import type { Environment } from "../environment.ts";
import { openCluster } from "../io/cluster/open-cluster.ts";
import { DEFAULT_CONFIG_FILE, loadConfig } from "../io/config/load-config.ts";
import { tellStuckPods } from "../io/events/tell-stuck-pods.ts";
import { openGrants } from "../io/grants/open-grants.ts";
import { buildApp } from "../io/http/build-app.ts";
import { closerOf } from "../io/http/close-server.ts";
import { buildHealthApp } from "../io/http/health-app.ts";
import { createPlainServer, listen } from "../io/http/server.ts";
import { newMetrics } from "../io/metrics/metrics.ts";
import { createProcessFigures } from "../io/metrics/process-figures.ts";
import { renderMetrics } from "../io/metrics/render-metrics.ts";
import { openAdmission } from "../io/serving/open-admission.ts";
import { planServing } from "../io/serving/plan-serving.ts";
import { createReadiness } from "../io/serving/readiness.ts";
import { serveStatus } from "../io/serving/serve-status.ts";
import { stopOnSignal } from "../io/serving/stop-on-signal.ts";
import { usageError } from "./usage-error.ts";

/** Answers admission reviews until told to stop. */
export async function runServe(values: OptionValues, { pod, program }: Environment): Promise<void> {
  const loaded = loadConfig(values["config"] ?? DEFAULT_CONFIG_FILE, values);
  if (!loaded.ok) return usageError(loaded.errors, program);
  const { config } = loaded;
  const plan = planServing(config, pod);
  if (!plan.ok) return usageError(plan.errors, program);
  const { log } = createLogger({ level: config.logLevel, format: config.logFormat });
  const metrics = newMetrics();
  let draining = false;
  const fail = (error: Error) => {
    usageError([error.message], program);
    process.exit();
  };

  const { connection } = plan;
  const cluster = connection && openCluster(connection, { log });
  if (cluster === undefined) log.warn({}, "there is no cluster: nothing is known of namespaces, versions and limits");
  const grants = cluster && openGrants(config.grants, { connection, cluster, log });
  const telling = connection && cluster && tellStuckPods(connection, cluster, { log });
  const certificates = openCertificateSource(plan.certificates, log);

  const app = buildApp({
    config: config.injector,
    facts: (namespace) => cluster?.facts(namespace) ?? UNKNOWN_FACTS,
    log,
    metrics,
    draining: () => draining,
  });
  await app.ready();
  const admission = openAdmission(certificates, {
    listener: (request, response) => app.routing(request, response),
    port: config.httpsPort,
    log,
    onTaken: () => void metrics.certificateReloads++,
    onFailure: fail,
  });

  const notReady = createReadiness({ certificates, admission, cluster, draining: () => draining }, log);
  const figures = createProcessFigures();
  const health = buildHealthApp({
    build: BUILD,
    notReady,
    status: () =>
      serveStatus({
        build: BUILD,
        pod,
        reason: notReady(),
        mode: config.certificates.mode,
        certificates,
        cluster,
        grants: grants?.status(),
      }),
    metrics: () =>
      renderMetrics(metrics, {
        ...BUILD,
        ready: notReady() === undefined,
        process: figures(),
        certificate: certificates.status(),
        watches: cluster?.status() ?? [],
        grants: grants?.status(),
        pods: cluster,
        nowMs: Date.now(),
      }),
  });
  await health.ready();
  const healthServer = createPlainServer((request, response) => health.routing(request, response));
  const healthCloser = closerOf(healthServer);
  try {
    const httpPort = await listen(healthServer, config.httpPort, "httpPort");
    log.info({ version: BUILD.version, commit: BUILD.commit, httpPort }, "started");
  } catch (error) {
    return fail(error as Error);
  }

  stopOnSignal({
    drainDelayMs: config.drainDelayMs,
    shutdownTimeoutMs: config.shutdownTimeoutMs,
    log,
    drain: () => void (draining = true),
    admission,
    health: healthCloser,
    close() {
      certificates.close();
      grants?.close();
      telling?.close();
      cluster?.close();
    },
  });
}
