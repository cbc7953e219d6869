/** What the chart makes for prometheus-operator and Grafana, taken by an API server that knows those kinds. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type ControlPlane, startControlPlane } from "../control-plane/support/control-plane.ts";
import { CHART, HELMS, runHelm } from "../control-plane/support/helm.ts";
import { kubectlFor } from "../control-plane/support/kubectl.ts";
import { ALL_METRICS, type ChartObject, ofKind, RELEASE_NAMESPACE, renderChart } from "./support/chart-objects.ts";
import { DASHBOARD_FILE } from "./support/dashboard.ts";
import { missingForMetrics } from "./support/missing.ts";
import { installOperatorKinds } from "./support/operator-kinds.ts";
import { readRuleFile } from "./support/rule-file.ts";

const skip = missingForMetrics() ?? false;
const FOREIGN = "monitoring.coreos.com/v1";

describe("the chart, for whoever has prometheus-operator", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let objects: readonly ChartObject[] = [];
  before(async () => {
    objects = await renderChart(...ALL_METRICS);
    plane = await startControlPlane();
    await plane.createNamespace(RELEASE_NAMESPACE);
  });
  after(() => plane?.stop());

  const install = (...args: readonly string[]) =>
    Promise.all(
      HELMS.map(async (helm) => {
        const place = [`--namespace=${RELEASE_NAMESPACE}`, `--kubeconfig=${plane.kubeconfig}`];
        const result = await runHelm(helm, ["install", "mount-monitor", CHART, ...place, "--dry-run=server", ...args]);
        return { helm: path.basename(helm), ...result };
      }),
    );

  it("makes none of it unless asked, and needs to know of no kind to be rendered", async () => {
    const kinds = (await renderChart()).filter(({ apiVersion }) => apiVersion === FOREIGN);
    assert.deepEqual(kinds, []);
    const asked = objects.filter(({ apiVersion }) => apiVersion === FOREIGN).map(({ kind }) => kind);
    assert.deepEqual(asked.toSorted(), ["PodMonitor", "PrometheusRule", "ServiceMonitor"]);
  });

  it("is refused with the name of the kind where the operator is not there", async () => {
    for (const { helm, code, stderr } of await install(...ALL_METRICS)) {
      assert.notEqual(code, 0, helm);
      assert.match(stderr, /no matches for kind "(?:PodMonitor|PrometheusRule|ServiceMonitor)"/, helm);
    }
  });

  it("says what is missing for the alerts that were asked for", async () => {
    const [PODS, SERVICE, RULES] = ["podMonitor", "serviceMonitor", "rules"].map(
      (part) => `metrics.${part}.enabled=true`,
    );
    const table: ReadonlyArray<readonly [sets: readonly (string | undefined)[], said: RegExp]> = [
      [[RULES], /metrics\.serviceMonitor and metrics\.podMonitor are not\.[^]*MountMonitorWebhookDown fires/],
      [[RULES, PODS], /metrics\.serviceMonitor is not\.[^]*MountMonitorWebhookDown fires/],
      [[RULES, SERVICE], /metrics\.podMonitor is not\.[^]*no alert about a mount fires/],
      [[SERVICE, "networkPolicy.enabled=true"], /keeps Prometheus out/],
    ];
    await installOperatorKinds(plane);
    for (const [sets, said] of table)
      for (const { helm, code, stdout, stderr } of await install(...sets.flatMap((set) => ["--set", set ?? ""]))) {
        assert.equal(code, 0, `${helm}: ${stderr}`);
        assert.match(stdout, said, helm);
      }
    for (const { stdout } of await install(...ALL_METRICS)) assert.doesNotMatch(stdout, /Alerts are on, but/);
  });

  it("is accepted by the server, without a warning", async () => {
    const items = objects.filter(
      ({ apiVersion, metadata }) => apiVersion === FOREIGN || metadata.name.endsWith("-dashboard"),
    );
    assert.equal(items.length, 4);
    const list = { apiVersion: "v1", kind: "List", items };
    const said = await kubectlFor(plane)(["create", "--dry-run=server", "--validate=strict", "-f", "-"], list);
    assert.deepEqual(
      { code: said.code, warnings: said.warnings, errors: said.errors },
      { code: 0, warnings: [], errors: "" },
    );
  });

  it("hands on the alerts as they were tested, with the runbooks where they are said to be", async () => {
    assert.deepEqual(ofKind(objects, "PrometheusRule").spec, readRuleFile());
    const elsewhere = await renderChart(...ALL_METRICS, "--set", "metrics.rules.runbookUrl=https://wiki.example/mm/");
    const { groups } = ofKind(elsewhere, "PrometheusRule").spec as ReturnType<typeof readRuleFile>;
    for (const { alert, annotations } of groups.flatMap(({ rules }) => rules))
      assert.equal(annotations["runbook_url"], `https://wiki.example/mm/${alert}.md`);
  });

  it("hands on the dashboard as it is, where the sidecar of Grafana looks for it", () => {
    const { metadata, data } = objects.find(({ metadata }) => metadata.name.endsWith("-dashboard")) ?? assert.fail();
    assert.equal(metadata.labels?.["grafana_dashboard"], "1");
    assert.equal(`${data?.["mount-monitor.json"]}`.trim(), readFileSync(DASHBOARD_FILE, "utf8").trim());
  });

  it("has the labels and intervals that were asked for", async () => {
    for (const [part, kind] of [
      ["serviceMonitor", "ServiceMonitor"],
      ["podMonitor", "PodMonitor"],
    ] as const) {
      const sets = [`metrics.${part}.labels.release=kps`, `metrics.${part}.interval=2m`];
      const { metadata, spec } = ofKind(
        await renderChart(...ALL_METRICS, ...sets.flatMap((set) => ["--set", set])),
        kind,
      );
      const [endpoint] = spec.endpoints ?? spec.podMetricsEndpoints;
      assert.deepEqual([metadata.labels?.["release"], endpoint.interval], ["kps", "2m"]);
    }
  });
});
