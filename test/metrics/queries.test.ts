/**
 * A real Prometheus, set up as prometheus-operator sets it up for the chart, scrapes the real programs, some of which have
 * real faults: every query of dashboard and alerts is asked, and alerts fire.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { until } from "../control-plane/support/until.ts";
import type { ControlPlane } from "../control-plane/support/control-plane.ts";
import type { MonitoredPod } from "../control-plane/support/monitored-pod.ts";
import { readCaptured, type ScrapeConfig } from "./support/captured.ts";
import { asAsked, readDashboard } from "./support/dashboard.ts";
import { type MetricsScene, openMetricsScene } from "./support/metrics-scene.ts";
import { missingForMetrics } from "./support/missing.ts";
import { type Labels, type Prometheus, startPrometheus } from "./support/prometheus.ts";
import { type Parts, partsOf } from "./support/promql.ts";
import { allRules, readRuleFile } from "./support/rule-file.ts";

const skip = missingForMetrics() ?? false;
const LIMIT_MS = 90_000;
const REFUSALS = `mount_monitor_webhook_decisions_total{decision="deny"}`;
const dashboard = readDashboard();
const queries = dashboard.panels.flatMap(({ title, targets = [], transformations = [] }) =>
  targets.map(({ refId, expr, legendFormat = "" }) => ({
    title: `${title}, ${refId}`,
    expr: asAsked(expr),
    // What the panel shows of each result.
    shown: [
      ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label),
      ...transformations.flatMap(({ options }) => Object.keys(options.includeByName)),
    ],
  })),
);

describe("metrics of the real programs, in a real Prometheus", { skip, timeout: 600_000 }, () => {
  const cleanups: (() => unknown)[] = [];
  let scene: MetricsScene;
  let prometheus: Prometheus;
  let sonarr: MonitoredPod;

  before(async () => {
    scene = await openMetricsScene({ after: (cleanup) => void cleanups.push(cleanup as () => unknown) });
    const plex = await scene.startPod("plex", "restart");
    sonarr = await scene.startPod("sonarr", "nothing");
    await scene.startPod("well", "restart");
    await scene.addWaitingPod("waits");
    await scene.addBarePod("bare");
    await scene.addDeployment("radarr");
    prometheus = await startPrometheus({
      scrapeConfigs: readCaptured().scrapeConfigs.map((config) => pointedAt(scene.plane, config)),
      rules: impatient(),
    });
    // What happened before the first look is no increase.
    await eventually("a first look at the replica", async () => (await prometheus.series(REFUSALS)).length > 0);
    for (let count = 0; count < 3; count++) await scene.addDeniedPod();
    // Real faults: from here on it is up to the programs.
    plex.breakMount();
    sonarr.breakMount();
    await plex.waitForEvent("WatchdogRestart");
  });
  after(async () => {
    await prometheus?.stop();
    for (const cleanup of cleanups) await cleanup();
    await scene?.close();
  });

  const eventually = (what: string, holds: () => Promise<boolean>, explain: () => string = () => "") =>
    until(what, LIMIT_MS, holds, () => `${explain()}\n${prometheus.logTail()}`);

  it("are scraped of every monitor and replica, and of nothing else", async () => {
    let seen: string[] = [];
    const targets = async () => {
      seen = (await prometheus.targets())
        .map(({ labels, health }) => [labels["job"], labels["namespace"], labels["pod"], health].join(" "))
        .toSorted();
      return seen;
    };
    const { apps, replica } = scene;
    const expected = [
      `mount-monitor ${apps} plex up`,
      `mount-monitor ${apps} sonarr up`,
      `mount-monitor ${apps} well up`,
      `mount-monitor-webhook mount-monitor ${replica.name} up`,
    ];
    await eventually(
      "targets that are up",
      async () => String(await targets()) === String(expected),
      () => seen.join("\n"),
    );
  });

  it("name the pod that they are about, not the replica that tells of it", async () => {
    const one = async (metric: string) => {
      await eventually(metric, async () => (await prometheus.series(metric)).length > 0);
      return (await prometheus.series(metric)).map(({ namespace, pod, reason }) => [namespace, pod, reason].join(" "));
    };
    assert.deepEqual(await one("mount_monitor_webhook_pod_stuck"), [`${scene.apps} waits gate-waits`]);
    assert.deepEqual(await one("mount_monitor_webhook_pod_not_injected"), ["elsewhere bare missed"]);
  });

  for (const { title, expr, shown } of queries) {
    it(`answer the dashboard: ${title}`, async () => {
      await assertExists(expr);
      let results: readonly Labels[] = [];
      await eventually(expr, async () => (results = await prometheus.query(expr)).length > 0);
      for (const result of results)
        for (const label of shown) assert.ok(label in result, `${expr} has no ${label} in ${JSON.stringify(result)}`);
    });
  }

  it("fill what is chosen from in the dashboard", async () => {
    const definitions = dashboard.templating.list.flatMap(({ definition }) => definition ?? []);
    assert.equal(definitions.length, 2);
    for (const definition of definitions) {
      const [, selector = "", label = ""] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
      let found: readonly Labels[] = [];
      await eventually(definition, async () => (found = await prometheus.query(asAsked(selector))).length > 0);
      assert.ok(
        found.every((labels) => label in labels),
        definition,
      );
    }
  });

  for (const { alert, expr } of allRules()) it(`have all that ${alert} goes by`, () => assertExists(expr));

  it("make alerts fire for what is really wrong, and no others", async () => {
    const expected = [
      "MountMonitorMountUnhealthy plex",
      "MountMonitorMountUnhealthy sonarr",
      "MountMonitorPodNotInjected bare",
      "MountMonitorPodStuck waits",
      "MountMonitorPodsDenied ",
      "MountMonitorRestartBlocked sonarr",
      "MountMonitorRestartImpossible sonarr",
    ];
    let seen: string[] = [];
    const firing = async () => {
      const alerts = (await prometheus.alerts()).filter(({ state }) => state === "firing");
      seen = alerts.map(({ labels }) => `${labels["alertname"]} ${labels["pod"] ?? ""}`).toSorted();
      return seen;
    };
    await eventually(
      "these alerts",
      async () => String(await firing()) === String(expected),
      () => seen.join("\n"),
    );
    const found = (await prometheus.alerts()).find(
      ({ labels }) => labels["alertname"] === "MountMonitorMountUnhealthy" && labels["pod"] === "sonarr",
    );
    assert.equal(found?.annotations["summary"], `Mount ${sonarr.mount} of pod ${scene.apps}/sonarr does not answer.`);
  });

  it("make them cease once it is mended", async () => {
    sonarr.mendMount();
    let seen: string[] = [];
    await eventually(
      "no alert about sonarr but for its permission",
      async () => {
        const alerts = await prometheus.alerts();
        seen = alerts.flatMap(({ labels }) => (labels["pod"] === "sonarr" ? [labels["alertname"] ?? ""] : []));
        return String(seen) === "MountMonitorRestartImpossible";
      },
      () => seen.join("\n"),
    );
  });

  it("make one fire for a webhook that is gone", async () => {
    await scene.replica.kill();
    await eventually("MountMonitorWebhookDown", async () =>
      (await prometheus.alerts()).some(
        ({ labels, state }) => labels["alertname"] === "MountMonitorWebhookDown" && state === "firing",
      ),
    );
  });

  /** Each metric has a series, which has each label that is chosen by, and some series has each label of a group. */
  async function assertExists(expression: string): Promise<void> {
    const { selectors, grouping }: Parts = partsOf(await prometheus.parse(expression));
    assert.ok(selectors.length > 0, expression);
    const all = new Set<string>();
    for (const { metric, labels } of selectors) {
      await eventually(metric, async () => (await prometheus.series(metric)).length > 0);
      for (const series of await prometheus.series(metric)) {
        for (const label of Object.keys(series)) all.add(label);
        for (const label of labels) assert.ok(label in series, `${metric} has no label ${label}`);
      }
    }
    for (const label of grouping) assert.ok(all.has(label), `nothing in ${expression} has the label ${label}`);
  }
});

/** As the operator's own Prometheus finds its targets, but from outside of the cluster. */
function pointedAt(plane: ControlPlane, config: ScrapeConfig): ScrapeConfig {
  const { kubernetes_sd_configs: discoveries, ...rest } = JSON.parse(
    JSON.stringify(config).replaceAll("$(SHARD)", "0"),
  ) as ScrapeConfig;
  const access = {
    api_server: plane.url,
    authorization: { credentials: plane.tokenOf("admin") },
    tls_config: { ca: plane.caPem },
  };
  return { ...rest, kubernetes_sd_configs: discoveries.map((discovery: object) => ({ ...discovery, ...access })) };
}

/** The alerts as they are, but for how long they wait. */
function impatient() {
  const { groups } = readRuleFile();
  return {
    groups: groups.map((group) => ({
      ...group,
      rules: group.rules.map((rule) => (rule.for === undefined ? rule : { ...rule, for: "2s" })),
    })),
  };
}
