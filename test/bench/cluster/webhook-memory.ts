import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import { startWebhook, type WebhookProgram } from "../../control-plane/support/webhook-program.ts";
import { imageFlags } from "../../../tools/image-flags.ts";
import type { SuiteOptions } from "../report/suite.ts";
import { loadTimes } from "../served/load.ts";
import { REVIEW } from "../served/served-pair.ts";

const MB = 1024 * 1024;
const RESIDENT_MB = 110;
/** Room for a heap that breathes: it has no fixed size. */
const FLAT_MB = 5;

/** The built webhook, which follows the pods of the cluster and answers: what is promised. */
export async function webhookMemory(
  plane: ControlPlane,
  pods: number,
  { tell, progress, quick }: SuiteOptions,
): Promise<void> {
  const reviews = quick ? 1_000 : 10_000;
  progress(`the webhook, over ${2 * reviews} reviews`);
  const webhook = await startWebhook(plane, { nodeArgs: imageFlags("webhook") });
  const target = { port: webhook.port, ca: webhook.caPem };
  try {
    const resident: number[] = [await residentMb(webhook)];
    for (let step = 0; step < 4; step++) {
      await loadTimes(target, REVIEW, 8, reviews / 2);
      resident.push(await residentMb(webhook));
    }
    const [start = NaN, , once = NaN, , twice = NaN] = resident;
    const followed = quick ? "few" : pods;
    for (const [step, value] of resident.entries()) {
      const point = { series: `with ${followed} pods followed`, of: "reviews", x: (step * reviews) / 2 };
      tell({ name: `webhook resident, ${point.x} reviews`, value, unit: "MB", point });
    }
    tell({
      name: `webhook resident after ${reviews} reviews, ${followed} pods`,
      value: once,
      unit: "MB",
      baseline: { name: "the same, before", value: start },
      budget: { of: "value", atMost: RESIDENT_MB },
    });
    tell({
      name: `webhook grown from ${reviews} to ${2 * reviews} reviews`,
      value: twice - once,
      unit: "MB",
      budget: { of: "value", atMost: FLAT_MB },
      note: `memory is called flat where it grows by less than ${FLAT_MB} MB, since a heap breathes`,
    });
  } finally {
    await webhook.stop();
  }
}

async function residentMb({ metrics }: WebhookProgram): Promise<number> {
  return Number(/^process_resident_memory_bytes (.*)$/m.exec(await metrics())?.[1]) / MB;
}
