/** What the real prometheus-operator makes of the chart's objects. Its result is kept in a file, which other tests go by. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { type ControlPlane, startControlPlane } from "../control-plane/support/control-plane.ts";
import { type GuardedProcess, startGuarded } from "../control-plane/support/guarded-process.ts";
import { freePort } from "../../tools/free-ports.ts";
import { until } from "../control-plane/support/until.ts";
import { CAPTURED_FILE, type Captured, monitorsOf, readCaptured, writeCaptured } from "./support/captured.ts";
import { ALL_METRICS, type ChartObject, ofKind, RELEASE_NAMESPACE, renderChart } from "./support/chart-objects.ts";
import { missingForMetrics } from "./support/missing.ts";
import { installOperatorKinds } from "./support/operator-kinds.ts";
import { type RuleGroups, readRuleFile } from "./support/rule-file.ts";

const OPERATOR = process.env["PROMETHEUS_OPERATOR"];
const LIMIT_MS = 120_000;
const API = `/apis/monitoring.coreos.com/v1/namespaces/${RELEASE_NAMESPACE}`;
const missing = missingForMetrics();
const skip = missing ?? (OPERATOR ? false : "needs PROMETHEUS_OPERATOR, the program of prometheus-operator");

describe("what prometheus-operator made of the monitors of the chart", { skip: missing ?? false }, () => {
  it("was made of the monitors as they are today", async () => {
    const today = monitorsOf(await renderChart(...ALL_METRICS));
    assert.deepEqual(
      readCaptured().monitors,
      today,
      `${CAPTURED_FILE} is of other monitors: run operator.test.ts with PROMETHEUS_OPERATOR and UPDATE_GOLDEN=1`,
    );
  });
});

describe("prometheus-operator itself", { skip, timeout: 600_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-operator-"));
  let plane: ControlPlane;
  let operator: GuardedProcess;
  let objects: readonly ChartObject[] = [];
  before(async () => {
    objects = await renderChart(...ALL_METRICS);
    plane = await startControlPlane();
    await plane.createNamespace(RELEASE_NAMESPACE);
    await installOperatorKinds(plane);
    for (const [kind, collection] of [
      ["ServiceMonitor", "servicemonitors"],
      ["PodMonitor", "podmonitors"],
      ["PrometheusRule", "prometheusrules"],
    ] as const)
      await plane.admin.expect(`${API}/${collection}`, { method: "POST", body: ofKind(objects, kind) });
    const everywhere = ["serviceMonitor", "podMonitor", "rule"].flatMap((what) => [
      [`${what}Selector`, {}],
      [`${what}NamespaceSelector`, {}],
    ]);
    const body = {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "Prometheus",
      metadata: { name: "test", namespace: RELEASE_NAMESPACE },
      spec: Object.fromEntries(everywhere),
    };
    await plane.admin.expect(`${API}/prometheuses`, { method: "POST", body });
    const port = await freePort();
    const args = [`--web.listen-address=127.0.0.1:${port}`, "--log-level=warn"];
    operator = startGuarded(OPERATOR ?? "", args, path.join(folder, "log"), { KUBECONFIG: plane.kubeconfig });
  });
  after(async () => {
    await operator?.stop();
    await plane?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** An object that the operator writes, as soon as it holds something. */
  const written = (kind: string, name: string) =>
    until(
      `${kind} ${name}`,
      LIMIT_MS,
      async () => {
        const reply = await plane.admin.call(`/api/v1/namespaces/${RELEASE_NAMESPACE}/${kind}/${name}`);
        const data = reply.status === 200 ? (reply.json().data as Record<string, string>) : {};
        return Object.keys(data ?? {}).length > 0 && data;
      },
      operator.logTail,
    );

  it("makes of the monitors what is held in the file", async () => {
    const { "prometheus.yaml.gz": packed = "" } = await written("secrets", "prometheus-test");
    const config = parse(gunzipSync(Buffer.from(packed, "base64")).toString("utf8")) as {
      readonly scrape_configs: Captured["scrapeConfigs"];
    };
    const scrapeConfigs = config.scrape_configs.toSorted((a, b) => (a["job_name"] < b["job_name"] ? -1 : 1));
    assert.deepEqual(
      scrapeConfigs.map(({ job_name: name }) => name),
      ["podMonitor/mount-monitor/mount-monitor-monitors/0", "serviceMonitor/mount-monitor/mount-monitor-webhook/0"],
    );
    const text = writeCaptured({ monitors: monitorsOf(objects), scrapeConfigs });
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(CAPTURED_FILE, text);
    assert.ok(existsSync(CAPTURED_FILE));
    assert.equal(text, readFileSync(CAPTURED_FILE, "utf8"));
  });

  it("takes the alerts", async () => {
    const [text = ""] = Object.values(await written("configmaps", "prometheus-test-rulefiles-0"));
    const { groups } = parse(text) as RuleGroups;
    const expressions = (all: RuleGroups["groups"]) =>
      all.map(({ name, rules }) => [name, rules.map(({ alert, expr }) => [alert, expr])]);
    assert.deepEqual(expressions(groups), expressions(readRuleFile().groups));
  });
});
