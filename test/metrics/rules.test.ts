/** The alerts of the chart, as promtool sees them: each fires when it should, with what people then read, and not else. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { readMarkdown } from "../../tools/docs/markdown.ts";
import { METRICS_TOOLS, missingMetricsTools } from "../../tools/metrics-tools.ts";
import { MOUNT_CASES } from "./rules/mount-cases.ts";
import { POD_CASES } from "./rules/pod-cases.ts";
import type { RuleCase } from "./rules/rule-case.ts";
import { WEBHOOK_CASES } from "./rules/webhook-cases.ts";
import { allRules, RULE_FILE } from "./support/rule-file.ts";

const skip = missingMetricsTools() ?? false;
const CASES = [...MOUNT_CASES, ...POD_CASES, ...WEBHOOK_CASES];
const RUNBOOKS = "docs/runbooks";
const REPOSITORY = path.resolve(import.meta.dirname, "../..");

describe("the alerts", { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-rules-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("are rules as Prometheus takes them", () => {
    const { status, output } = promtool("check", "rules", "--lint=all", "--lint-fatal", RULE_FILE);
    assert.equal(status, 0, output);
  });

  it("each say what is wrong, and lead to a page that is there", () => {
    for (const { alert, labels, annotations } of allRules()) {
      assert.match(labels["severity"] ?? "", /^(?:warning|critical)$/, alert);
      assert.deepEqual(Object.keys(annotations), ["summary", "description", "runbook_url"], alert);
      const page = `${RUNBOOKS}/${alert}.md`;
      assert.ok(annotations["runbook_url"]?.endsWith(`/${page}`), `${alert} leads to ${annotations["runbook_url"]}`);
      assert.ok(existsSync(path.join(REPOSITORY, page)), `there is no ${page}`);
    }
  });

  it("each have a case in which they fire, and one in which they do not", () => {
    const alerts = allRules().map(({ alert }) => alert);
    for (const alert of alerts)
      for (const fires of [true, false])
        assert.ok(
          CASES.some((one) => one.alert === alert && (one.fires !== undefined) === fires),
          `${alert} has no case in which it ${fires ? "fires" : "does not fire"}`,
        );
    for (const { alert } of CASES) assert.ok(alerts.includes(alert), `there is no ${alert}`);
  });

  it("are scraped by what the documentation says for whoever has no operator", () => {
    const page = readMarkdown(readFileSync(path.join(REPOSITORY, "docs/metrics.md"), "utf8"));
    const block = page.blocks.find(({ text }) => text.startsWith("scrape_configs:"));
    const file = path.join(folder, "prometheus.yaml");
    writeFileSync(file, (block?.text ?? "").replace("- mount-monitor.yaml", `- ${RULE_FILE}`));
    const { status, output } = promtool("check", "config", "--lint=all", "--lint-fatal", file);
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(`${allRules().length} rules found`));
  });

  for (const [index, one] of CASES.entries()) {
    it(`${one.alert} ${one.fires === undefined ? "does not fire" : "fires"} for ${one.what}`, () => {
      const file = path.join(folder, `case-${index}.json`);
      writeFileSync(file, JSON.stringify(unitTest(one)));
      const { status, output } = promtool("test", "rules", file);
      assert.equal(status, 0, output);
    });
  }
});

/** JSON is YAML. */
function unitTest({ alert, series, atMinutes, fires }: RuleCase): object {
  const rule = allRules().find((known) => known.alert === alert);
  const expected = fires && {
    exp_labels: { ...fires.labels, severity: fires.severity },
    exp_annotations: {
      summary: fires.summary,
      description: fires.description,
      runbook_url: rule?.annotations["runbook_url"],
    },
  };
  return {
    rule_files: [RULE_FILE],
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: [
          { alertname: alert, eval_time: `${atMinutes}m`, exp_alerts: expected === undefined ? [] : [expected] },
        ],
      },
    ],
  };
}

function promtool(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync(METRICS_TOOLS.promtool, args, { encoding: "utf8" });
  if (error) throw error;
  return { status, output: stdout + stderr };
}
