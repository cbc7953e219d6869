import { EXIT } from "@mount-monitor/contract";
import { type OptionValues, print } from "@mount-monitor/process";
import { countPods } from "../core/live/count-of.ts";
import { formatTarget, readTargets, type Target } from "../core/live/target.ts";
import { orderAt, readPauseWish } from "../core/pause/pause-order.ts";
import { isLeftAlone, type PausePlan, planPause, planResume } from "../core/pause/plan-pause.ts";
import type { RawObject } from "../core/raw-object.ts";
import type { Environment } from "../environment.ts";
import { notOneOf } from "../io/config/load-config.ts";
import { missingNamespace } from "../io/live/connect.ts";
import { findPods } from "../io/live/find-pods.ts";
import { inParallel } from "../io/live/in-parallel.ts";
import { printable } from "../core/printable.ts";
import { type DryRun, performPause } from "../io/pause/perform-pause.ts";
import { namespaceOf, wrongNamespace } from "./namespace-flags.ts";
import { sayWrong } from "./say-wrong.ts";
import { usageError } from "./usage-error.ts";
import { type LiveCluster, withCluster } from "./with-cluster.ts";

const DRY_RUNS = ["none", "client", "server"];
const WIDTH = 8;

/** Sets the annotation that keeps monitors from restarting their pods, or takes it away. */
export async function runPause(
  command: "pause" | "resume",
  words: readonly string[],
  values: OptionValues,
  env: Environment,
): Promise<void> {
  const read = readTargets(words);
  if (!read.ok) return usageError([read.error], env.program);
  const wrong = usageOf(command, read.targets, values);
  if (wrong !== undefined) return usageError([wrong], env.program);
  const asked = readPauseWish({ for: values["for"], until: values["until"] });
  if (!asked.ok) return usageError([asked.error], env.program);
  const meant = await namespaceOf(values, env);
  if (meant.t === "unknown") return usageError([meant.why], env.program);
  const namespace = meant.value;
  await withCluster(values, env.program, async (cluster) => {
    const missing = await missingNamespace(cluster.calls, namespace);
    if (missing !== undefined) return usageError([missing], env.program);
    const nowMs = cluster.nowMs();
    const order = orderAt(asked.wish, nowMs);
    if (!order.ok) return usageError([order.error], env.program);
    const plan = (pod: RawObject) =>
      command === "pause" ? planPause(pod, order.order, values["reason"], nowMs) : planResume(pod, nowMs);
    await perform(cluster, { namespace, targets: read.targets, command, plan }, values, env);
  });
}

interface Undertaking {
  readonly namespace: string;
  readonly targets: readonly Target[];
  readonly command: "pause" | "resume";
  readonly plan: (pod: RawObject) => PausePlan;
}

async function perform(
  { calls }: LiveCluster,
  { namespace, targets, command, plan }: Undertaking,
  values: OptionValues,
  env: Environment,
): Promise<void> {
  const dryRun = DRY_RUNS.find((known) => known === values["dry-run"]) as DryRun | undefined;
  const found = await findPods(calls, { namespace, targets, selector: values["selector"] });
  const pods = found.pods.filter((pod) => !isLeftAlone(pod, targets));
  const alone = found.pods.length - pods.length;
  const results = await inParallel(pods, WIDTH, (pod) => performPause(calls, plan(pod), dryRun ?? "none"));
  const done = results.filter(({ ok }) => ok).map(({ sentence }) => sentence);
  const nothing =
    found.failures.length > 0 || pods.length > 0 ? [] : nothingSentences(command, alone, namespace, values);
  const failures = [...found.failures, ...results.filter(({ ok }) => !ok).map(({ sentence }) => sentence), ...nothing];
  if (done.length > 0) await print(printable(done.join("\n")));
  sayWrong(failures, env.program);
  if (alone > 0 && nothing.length === 0) console.error(`Left alone: ${countPods(alone)}, ended or told to go already.`);
  const changed = results.some(({ isNews }) => isNews);
  if (changed) for (const note of notesOf(command, targets)) console.error(note);
  if (failures.length > 0) process.exitCode = EXIT.notAll;
}

/** A label with a typing error must not pass for a pause. Where all have ended, none is paused any more, as resume is to see to. */
function nothingSentences(
  command: Undertaking["command"],
  alone: number,
  namespace: string,
  values: OptionValues,
): readonly string[] {
  if (alone === 0)
    return [`there is no pod with gate and monitor in namespace ${namespace} with labels ${values["selector"]}`];
  return command === "resume" ? [] : [`there is nothing to pause but ${countPods(alone)}, ended or told to go already`];
}

/** What people should know who have just done it. */
function notesOf(command: Undertaking["command"], targets: readonly Target[]): readonly string[] {
  const workloads = targets.filter(({ kind }) => kind !== "Pod").map(formatTarget);
  return [
    ...(command === "pause" && workloads.length > 0
      ? [
          `Pods that ${workloads.join(", ")} will make are not paused: the annotation counts on running pods alone, and a changed pod template would replace them all.`,
        ]
      : []),
    "The monitors hear of it when the kubelet tells them, within about a minute.",
  ];
}

function usageOf(command: string, targets: readonly Target[], values: OptionValues): string | undefined {
  const dryRun = values["dry-run"] ?? "none";
  if (!DRY_RUNS.includes(dryRun)) return notOneOf("--dry-run", dryRun, DRY_RUNS);
  const selector = values["selector"];
  if (targets.length === 0 && selector === undefined) {
    return `there is nothing to ${command}; name pods (POD), workloads (deployment/NAME), or labels (-l app=plex)`;
  }
  if (targets.length > 0 && selector !== undefined) {
    return "--selector and names of pods exclude each other; drop one of them";
  }
  return wrongNamespace(values);
}
