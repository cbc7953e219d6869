/**
 * Writes what is derived from the schemas and tables: the validators, the JSON Schemas for editors, the tables of settings
 * in the README and in docs/webhook.md, the pages about annotations and reasons, the findings of the doctor; and tables and
 * plots of docs/performance.md, from the figures of a run.
 * With --check nothing is written: it fails when a file is not what it would be.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { MonitorConfigSchema } from "../packages/contract/schema/monitor-config.ts";
import { AdmissionReviewSchema } from "../webhook/schema/admission-review.ts";
import { WebhookConfigSchema } from "../webhook/schema/webhook-config.ts";
import { renderAnnotationsPage } from "./generate/annotations-page.ts";
import { chartTemplates } from "./generate/chart-templates.ts";
import { chartValuesSchema } from "./generate/chart-values-schema.ts";
import { dashboard } from "./generate/dashboard/dashboard.ts";
import { compileValidator } from "./generate/compile-validator.ts";
import { renderFindings } from "./generate/findings-tables.ts";
import { performancePages } from "./generate/performance-page.ts";
import { renderReasonsPage } from "./generate/reasons-page.ts";
import { renderSettings, replaceBetweenMarks, type SettingsNode } from "./generate/settings-table.ts";

const root = path.dirname(import.meta.dirname);
const check = process.argv.includes("--check");

const outputs: ReadonlyArray<readonly [file: string, content: string]> = [
  ["packages/contract/src/generated/validate-monitor-config.ts", compileValidator(MonitorConfigSchema)],
  ["packages/contract/monitor-config.schema.json", JSON.stringify(MonitorConfigSchema, null, 2) + "\n"],
  ["webhook/src/io/config/generated/validate-webhook-config.ts", compileValidator(WebhookConfigSchema)],
  ["webhook/webhook-config.schema.json", JSON.stringify(WebhookConfigSchema, null, 2) + "\n"],
  ["webhook/src/io/admission/generated/validate-admission-review.ts", compileValidator(AdmissionReviewSchema)],
  [
    "README.md",
    replaceBetweenMarks(read("README.md"), "settings", renderSettings(MonitorConfigSchema as unknown as SettingsNode)),
  ],
  [
    "docs/webhook.md",
    replaceBetweenMarks(
      read("docs/webhook.md"),
      "webhook-settings",
      renderSettings(WebhookConfigSchema as unknown as SettingsNode, {
        defaults:
          "Settings for all pods of the cluster, the weakest level: the [annotations](annotations.md) without their prefix, except `paths` and `pause`. Numbers, switches, lists and objects may stand as what they are.",
      }),
    ),
  ],
  ["docs/doctor.md", replaceBetweenMarks(read("docs/doctor.md"), "findings", renderFindings())],
  ["docs/annotations.md", renderAnnotationsPage()],
  ["docs/reasons.md", renderReasonsPage()],
  ["helm/mount-monitor/values.schema.json", chartValuesSchema()],
  ["helm/mount-monitor/dashboards/mount-monitor.json", dashboard()],
  ...performancePages(read),
  ...Object.entries(chartTemplates()).map(([name, text]) => [`helm/mount-monitor/templates/${name}`, text] as const),
];

const stale = outputs.filter(([file, content]) => read(file) !== content);
for (const [file, content] of stale) {
  if (check) console.error(`${file} is not what its source says; do: npm run generate`);
  else {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
    console.log(`wrote ${file}`);
  }
}
process.exitCode = check && stale.length > 0 ? 1 : 0;

function read(file: string): string {
  const full = path.join(root, file);
  return existsSync(full) ? readFileSync(full, "utf8") : "";
}
