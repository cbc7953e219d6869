import type { StatusDocument } from "@mount-monitor/contract";
import { statusOf } from "../../core/health/mount-health.ts";
import { readiness } from "../../core/health/readiness.ts";
import type { MonitorState } from "../../core/monitor.ts";
import { type Answer, json, type Route } from "./listen.ts";

/** What the endpoints are made of; asked anew for each answer, from memory alone. */
export interface HealthSource {
  state(): MonitorState;
  status(): StatusDocument;
  metrics(): string;
  readonly build: { readonly name: string; readonly version: string; readonly commit: string };
}

export function healthRoutes(source: HealthSource): Route {
  const routes: Readonly<Record<string, () => Answer>> = {
    "/healthz/live": () => json(200, { status: "live" }),
    "/healthz/ready": () => ready(source.state()),
    "/healthz/mounts": () => mounts(source.state()),
    "/healthz/status": () => {
      const status = source.status();
      return json(status.mounts.every((mount) => mount.status === "HEALTHY") ? 200 : 503, status);
    },
    "/metrics": () => ({ status: 200, type: "text/plain; version=0.0.4", body: source.metrics() }),
    "/version": () => json(200, source.build),
  };
  return (path) => {
    const nonce = source.state().config.probeNonce;
    const plain = nonce !== undefined && path.startsWith(`/${nonce}/`) ? path.slice(nonce.length + 1) : path;
    return Object.hasOwn(routes, plain) ? routes[plain] : undefined;
  };
}

/** Names the mounts, since this is what an event of the kubelet quotes. */
function ready({ tracks, config }: MonitorState): Answer {
  const { ready, blocking } = readiness(tracks, config.mode);
  if (ready) return json(200, { status: "ready" });
  return json(503, {
    status: "not ready",
    mounts: blocking.map(({ config, record: { health } }) => ({
      path: config.path,
      status: statusOf(health),
      ...("fault" in health ? { fault: health.fault, error: health.message } : {}),
    })),
  });
}

function mounts({ tracks }: MonitorState): Answer {
  const unhealthy = tracks.filter(({ record }) => record.health.t === "unhealthy");
  return json(unhealthy.length === 0 ? 200 : 503, {
    status: unhealthy.length === 0 ? "no mount is unhealthy" : "unhealthy",
    unhealthy: unhealthy.map(({ config }) => config.path),
  });
}
