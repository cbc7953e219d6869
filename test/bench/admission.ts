/**
 * What admission costs through a real API server: the same dry-run create of a pod without any webhook configuration,
 * without the annotation (the API server looks at its conditions and does not ask), and with it. In turns, in one run.
 *
 *   npm run build && npm run bench:admission [-- CREATES]      default: 200 creates of each kind a round; needs KUBEBUILDER_ASSETS
 */
import { missingControlPlane } from "../control-plane/support/assets.ts";
import { withoutPaths } from "../control-plane/support/compliant-pod.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/support/control-plane.ts";
import { goldenPod } from "../control-plane/support/golden-pod.ts";
import { startWebhook } from "../control-plane/support/webhook-program.ts";
import { registerWebhook } from "../control-plane/support/webhook-registration.ts";
import { quantile } from "./process-figures.ts";

const ROUNDS = 5;
const CLIENTS = [1, 8];
const NAMESPACE = "media";
const KINDS = ["no webhook configuration", "without annotation", "with annotation"] as const;

type Kind = (typeof KINDS)[number];

const creates = Number(process.argv[2] ?? 200);
const problem =
  missingControlPlane() ??
  (Number.isInteger(creates) && creates > 0 ? undefined : `${process.argv[2]} is not a number of creates, such as 200`);
if (problem !== undefined) {
  console.error(`failed to run the benchmark: ${problem}`);
  process.exit(2);
}

const { pod } = goldenPod("plex", NAMESPACE);
const BODIES: Readonly<Record<Kind, object>> = {
  "no webhook configuration": pod,
  "without annotation": withoutPaths(pod),
  "with annotation": pod,
};

const plane = await startControlPlane();
try {
  const { gitVersion } = await plane.admin.expect("/version");
  console.log(`kube-apiserver ${gitVersion}, ${process.version}, ${ROUNDS} rounds of ${creates} creates, dry run`);
  await run(plane);
} finally {
  await plane.stop();
}

async function run(plane: ControlPlane): Promise<void> {
  const webhook = await startWebhook(plane);
  try {
    await plane.createNamespace(NAMESPACE);
    const times = new Map<string, number[]>();
    // The first round warms up, and is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const kind of KINDS) {
        const registration = kind === KINDS[0] ? undefined : await registerWebhook(plane, webhook);
        for (const clients of CLIENTS) {
          const measured = await measure(plane, BODIES[kind], clients);
          if (round > 0) times.set(`${clients} ${kind}`, [...(times.get(`${clients} ${kind}`) ?? []), ...measured]);
        }
        await registration?.remove();
      }
    }
    for (const clients of CLIENTS) report(clients, (kind) => times.get(`${clients} ${kind}`) ?? []);
    const pods = creates * CLIENTS.length * (ROUNDS + 1);
    console.log(`calls: ${webhook.reviewsIn(NAMESPACE).length}, for ${pods} pods with annotation and as many without`);
  } finally {
    await webhook.stop();
  }
}

/** One after the other for each client; in milliseconds. */
async function measure({ admin }: ControlPlane, body: object, clients: number): Promise<number[]> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`;
  const times: number[] = [];
  let left = creates;
  const client = async () => {
    while (left-- > 0) {
      const beganMs = performance.now();
      await admin.expect(path, { method: "POST", body });
      times.push(performance.now() - beganMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return times;
}

function report(clients: number, timesOf: (kind: Kind) => readonly number[]): void {
  console.log(`${clients} client${clients > 1 ? "s" : ""}`.padEnd(28), "     p50       p99    p50 ratio  p99 ratio");
  const [base] = KINDS;
  for (const kind of KINDS) {
    const columns = [0.5, 0.99].map((share) => quantile(timesOf(kind), share));
    const ratios = [0.5, 0.99].map((share, index) => (columns[index] ?? NaN) / quantile(timesOf(base), share));
    const text = [
      ...columns.map((ms) => `${ms.toFixed(1)} ms`.padStart(9)),
      ...ratios.map((ratio) => ratio.toFixed(2).padStart(10)),
    ];
    console.log(`  ${kind.padEnd(25)} ${text.join(" ")}`);
  }
}
