import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { codeIn, tableRows } from "./markdown.ts";
import { metricFamilies } from "./metric-families.ts";
import { webhookMetrics } from "./webhook-metrics.ts";

const reference = readFileSync(path.join(import.meta.dirname, "../../docs/webhook.md"), "utf8");

describe("reference of the webhook", () => {
  it("has each metric with its type and labels, and no other", () => {
    const rows = tableRows(reference, ["name", "type", "labels", "meaning"]);
    const documented = rows.map(([name = "", type = "", labels = ""]) => [
      ...codeIn(name),
      type,
      codeIn(labels).toSorted(),
    ]);
    assert.deepEqual(documented, metricFamilies(webhookMetrics()));
  });
});
