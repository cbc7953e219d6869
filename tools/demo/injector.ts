import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../free-ports.ts";
import type { InjectedContainer } from "./kubelet.ts";

const bundle = path.join(import.meta.dirname, "../../webhook/dist/mount-monitor-webhook.cjs");

export interface Injection {
  /** What the injector changes, as a unified diff. */
  readonly diff: string;
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly gate: InjectedContainer;
  readonly monitor: InjectedContainer;
}

/** A Deployment as anyone has it, but for one annotation. */
const deployment = (mount: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: plex
  namespace: media
  annotations:
    mount-monitor.io/paths: ${mount}
spec:
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app: plex
  template:
    metadata:
      labels:
        app: plex
    spec:
      securityContext:
        runAsUser: 1000
      containers:
        - name: plex
          image: plexinc/pms-docker
          volumeMounts:
            - name: media
              mountPath: ${mount}
      volumes:
        - name: media
          hostPath:
            path: ${mount}
`;

/** Runs the real injector on the Deployment, with short intervals as the cluster's defaults. */
export async function inject(folder: string, mount: string): Promise<Injection> {
  const manifest = path.join(folder, "plex.yaml");
  const config = path.join(folder, "webhook.yaml");
  writeFileSync(manifest, deployment(mount));
  writeFileSync(
    config,
    `defaults:\n  check-interval: 500ms\n  read-timeout: 300ms\n  http-port: "${await freePort()}"\n`,
  );
  const run = (...args: string[]) =>
    execFileSync(
      process.execPath,
      [bundle, "inject", "--config", config, "--kubernetes-version", "1.36", "-f", manifest, ...args],
      {
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1" },
      },
    );
  const injected = JSON.parse(run("--output", "json")) as {
    spec: {
      template: { metadata: Injection["metadata"]; spec: { initContainers: [InjectedContainer, InjectedContainer] } };
    };
  };
  const { metadata, spec } = injected.spec.template;
  const [gate, monitor] = spec.initContainers;
  return { diff: run("--diff"), metadata, gate, monitor };
}
