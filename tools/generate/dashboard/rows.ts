/** What the dashboard shows, from the whole to the single pod. Its queries are run against real programs by a test. */
import type { RowSpec } from "./panels.ts";
import { OVERVIEW } from "./rows/overview.ts";
import { MOUNTS } from "./rows/mounts.ts";
import { RESTARTS } from "./rows/restarts.ts";
import { WEBHOOK } from "./rows/webhook.ts";
import { COST } from "./rows/cost.ts";

export const ROWS: readonly RowSpec[] = [
  { title: "Overview", panels: OVERVIEW },
  { title: "Mounts", panels: MOUNTS },
  { title: "Restarts and pods", panels: RESTARTS },
  { title: "Webhook", panels: WEBHOOK },
  { title: "What it costs", panels: COST },
];
