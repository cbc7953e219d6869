/**
 * The main job without a cluster: a Deployment gets one annotation, its mount dies under the app, the pod is restarted,
 * the mount comes back. Injector, gate and monitor are the real programs; the API server is a stand-in that checks what
 * the real one would check, and the kubelet is this script.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { StatusDocument } from "@mount-monitor/contract";
import { startStandInApi } from "../../sidecar/test/stand-in-api/stand-in-api.ts";
import { inject } from "./injector.ts";
import { environmentOf, type InjectedContainer, writePodInfo } from "./kubelet.ts";
import { colourOfStatus, line, step, style, until } from "./narrator.ts";
import { type RunningProgram, startProgram } from "./program.ts";

const POD = { namespace: "media", name: "plex-7d9c6b5f4-x2x7k", uid: "7c1f3a52-demo", node: "demo-node" };
/** Of the diff, lines deeper than this are folded: the whole of it is for the program itself to show. */
const SHOWN_INDENT = 10;
const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-demo-"));
const mount = path.join(folder, "media");
const canary = path.join(mount, ".health-check");
// Whoever reads only the beginning (`| head`) has seen enough.
process.stdout.on("error", () => process.exit(0));

const running: RunningProgram[] = [];
const api = await startStandInApi({ pods: [POD] });
try {
  await tell();
} finally {
  for (const program of running) program.stop();
  await Promise.all(running.map(({ ended }) => ended));
  await api.close();
  rmSync(folder, { recursive: true, force: true });
}

async function tell(): Promise<void> {
  step("A Deployment with one annotation goes through the injector. What changes in its pods:");
  mkdirSync(mount);
  const { diff, gate: gateContainer, monitor: monitorContainer, metadata } = await inject(folder, mount);
  showDiff(diff);
  writePodInfo(folder, metadata);
  // What follows runs with the arguments and variables of the injected containers, and what a kubelet adds to them.
  const cluster = { ...api.env, MOUNT_MONITOR_TOKEN_FILE: api.tokenFile, MOUNT_MONITOR_CA_FILE: api.caFile };
  const start = (container: InjectedContainer) => {
    const program = startProgram(container.args, { ...cluster, ...environmentOf(container, POD, folder) });
    running.push(program);
    return program;
  };

  step(`The pod ${POD.namespace}/${POD.name} starts before its mount is there. The gate holds the app back.`);
  const gate = start(gateContainer);
  const waiting = await until("the gate's word", () => gate.log.find(({ msg }) => msg === "waiting for the mount"));
  line(`gate: ${String(waiting["msg"])}: ${relative(String(waiting["error"]))}`);

  step("The mount arrives (its canary file .health-check can be read). The gate lets the app start.");
  writeFileSync(canary, "");
  line(`gate: exit code ${await gate.ended}`);

  step("The monitor runs beside the app. Its status document:");
  const monitor = start(monitorContainer);
  const listening = await until("the monitor", () => monitor.log.find(({ msg }) => msg === "monitoring"));
  const table = watchStatus(Number(listening["port"]));
  await table.until("HEALTHY");

  step("The mount dies: the canary is gone. One failure makes the pod unready, three have it restarted.");
  rmSync(canary);
  await table.until("UNHEALTHY");
  await until("the deletion", () => api.deleted[0]);
  const deletion = await until("the request", () =>
    // Not the one by which the monitor tries whether it may.
    api.requests.find(({ method, body }) => method === "DELETE" && !JSON.stringify(body).includes("dryRun")),
  );
  line(`API: ${deletion.method} ${deletion.path} -> ${deletion.status}`);
  line(`     body ${style(JSON.stringify(deletion.body), "dim")}`);
  await until("the event", () => api.events.find(({ reason }) => reason === "WatchdogRestart"));
  for (const { type, reason, message } of api.events)
    line(`API: event ${String(type)} ${String(reason)}: ${relative(String(message))}`);

  step("The mount comes back.");
  writeFileSync(canary, "");
  await table.until("HEALTHY");
  monitor.stop();
  line(`monitor: told to stop, exit code ${await monitor.ended}`);
  table.stop();

  step("What happened");
  console.log(`  One annotation put a gate and a monitor into the pod. The app did not start before its mount answered. When the
  mount died, the pod was taken out of service with the first failed check, and after three it was deleted, by name
  and UID, so that no successor of the same name can be meant. In a cluster its controller makes a new pod, whose
  gate waits for the mount again.`);
}

/** The lines of the diff that tell the story; deeper ones are folded, unless that would save nothing. */
function showDiff(diff: string): void {
  let deep: string[] = [];
  const show = (text: string) => console.log(`  ${style(relative(text), text.startsWith("+") ? "green" : "red")}`);
  const flush = () => {
    if (deep.length <= 2) for (const text of deep) show(text);
    else console.log(style(`  +${" ".repeat(SHOWN_INDENT + 2)}… ${deep.length} lines`, "dim"));
    deep = [];
  };
  for (const text of diff.split("\n").filter((candidate) => /^[-+](?![-+])/.test(candidate))) {
    if (text.slice(1).search(/\S/) > SHOWN_INDENT) deep.push(text);
    else {
      flush();
      show(text);
    }
  }
  flush();
}

/** Prints a row of the status document whenever it says something new. */
function watchStatus(port: number) {
  let last = "";
  let stopped = false;
  line(style("STATUS     FAILURES  READY  FAULT    LAST ERROR", "dim"));
  const look = async (): Promise<StatusDocument | undefined> => {
    const response = await fetch(`http://127.0.0.1:${port}/healthz/status`).catch(() => undefined);
    if (!response || stopped) return undefined;
    const document = (await response.json()) as StatusDocument;
    const [entry] = document.mounts;
    if (!entry) return undefined;
    const cells = [
      colourOfStatus(entry.status),
      `${entry.failureCount}`.padEnd(8),
      (document.ready ? "yes" : "no").padEnd(5),
      (entry.fault ?? "-").padEnd(7),
    ];
    const row = `${cells.join("  ")}  ${relative(entry.lastError)}`;
    if (row !== last && entry.status !== "UNKNOWN") line(row);
    last = row;
    return document;
  };
  return {
    until: (status: string) =>
      until(`status ${status}`, async () => ((await look())?.mounts[0]?.status === status ? true : undefined)),
    stop: () => void (stopped = true),
  };
}

/** The temporary folder says nothing to anyone. */
function relative(text: string): string {
  return text.replaceAll(folder, "");
}
