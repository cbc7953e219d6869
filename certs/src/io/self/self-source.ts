import { rolesOf } from "../../core/ca-generation.ts";
import { leafWakesMs } from "../../core/leaf.ts";
import { NOTHING_SEEN, observe } from "../../core/observe.ts";
import { earliestAfter, plan } from "../../core/plan.ts";
import type { SecretName } from "../../core/refusal.ts";
import type { RotationSettings } from "../../core/settings.ts";
import type { Moment, RotationView } from "../../core/view.ts";
import { createAlarmClock, type Pause } from "../alarm-clock.ts";
import type { CertificateLog, CertificateSource, ServingPair } from "../certificate-source.ts";
import type { ClusterAccess } from "../kube/cluster-access.ts";
import { createListeners } from "../listeners.ts";
import { lookAtCluster } from "./look-at-cluster.ts";
import { createNews } from "./news.ts";
import { createPace, type Pace } from "./pace.ts";
import { type IssuedLeaf, performStep } from "./perform-step.ts";

export interface SelfSettings {
  readonly rotation: RotationSettings;
  readonly secret: SecretName;
  /** The webhooks of our configuration that this program serves: all of them get the `caBundle`. */
  readonly webhookNames: readonly string[];
  /** What the serving certificate is for; see `serviceHosts`. */
  readonly hosts: readonly string[];
  /** How often to look where nothing calls for it: a watch may miss changes. Default 60 s. */
  readonly pollMs?: number;
}

export interface SelfTools {
  readonly access: ClusterAccess;
  readonly log: CertificateLog;
  /** For tests: the time of day, and a clock that never jumps; and how long is waited between steps. */
  readonly clock?: () => Moment;
  readonly pace?: Pace;
}

const DEFAULT_POLL_MS = 60_000;

const realClock = (): Moment => ({ nowMs: Date.now(), steadyMs: performance.now() });

/** Makes its own certificates, from a CA that all replicas share in a Secret. Starts at once, and never gives up. */
export function createSelfSource(
  settings: SelfSettings,
  { access, log, clock = realClock, pace = createPace() }: SelfTools,
): CertificateSource {
  const { rotation, secret, webhookNames, hosts, pollMs = DEFAULT_POLL_MS } = settings;
  const alarm = createAlarmClock();
  const listeners = createListeners();
  const news = createNews(log);
  let view: RotationView = NOTHING_SEEN;
  let pair: ServingPair | undefined;
  let trouble: string | undefined;
  let failures = 0;
  let closed = false;

  const fail = (...messages: readonly string[]): Pause => {
    failures++;
    trouble = messages.join("; ");
    news.failed(messages);
    return { ms: pace.afterFailure() };
  };
  const serve = ({ pair: issued, caPem, state }: IssuedLeaf) => {
    view = { ...view, leaf: state };
    pair = { certPem: issued.certPem, keyPem: issued.key.reveal(), caPem };
    listeners.tell(pair);
  };

  const noLaterThan = (atMs: number | undefined, ms: number): number =>
    atMs === undefined ? ms : Math.min(ms, Math.max(0, atMs - clock().nowMs));
  /** Trouble with what is written for all may hold up writing, but not the leaf, which is nobody's but ours. */
  const untilLeafIsDue = (ms: number): number => noLaterThan(earliestAfter(clock().nowMs, leafWakesMs(view.leaf)), ms);

  /** One look and at most one step; says how long to wait until the next. */
  const pass = async (): Promise<Pause> => {
    const {
      look,
      configuration,
      failures: unread,
    } = await lookAtCluster(access, secret, webhookNames, () => clock().nowMs);
    if (closed) return { ms: 0 };
    view = observe(view, look, clock());
    const planned = plan(view, clock(), rotation);
    const { step, wakeAtMs } = planned;
    news.planned(planned);
    const blind = unread.length > 0 ? fail(...unread) : undefined;
    if (step !== undefined) {
      const result = await performStep(step, configuration, { access, webhookNames, hosts });
      if (closed) return { ms: 0 };
      // A conflict is another replica that was faster: nothing to speak of.
      if (result.t === "failed" && result.reason !== "conflict") return { ms: untilLeafIsDue(fail(result.message).ms) };
      if (result.t === "done") news.done(step, result.leaf);
      if (result.t === "done" && result.leaf !== undefined) serve(result.leaf);
      // Deaf, since each of our own steps is also a change that wakes us.
      const pauseMs = step.t === "issue-leaf" ? pace.afterOwnStep() : pace.afterWrite(clock().steadyMs);
      return { ms: untilLeafIsDue(pauseMs), deaf: true };
    }
    const restMs = noLaterThan(wakeAtMs, pollMs);
    if (blind !== undefined) return { ms: Math.min(restMs, blind.ms) };
    trouble = undefined;
    news.recovered();
    pace.rested();
    return { ms: restMs };
  };
  const run = async () => {
    for (;;) {
      // A mistake of ours must not end the rotation either.
      const pause = await pass().catch((error: unknown) => fail(`failed to see to certificates: ${wordsOf(error)}`));
      if (closed) return;
      await alarm.sleep(pause);
    }
  };
  const watches = [access.watchSecret(() => alarm.wake()), access.watchWebhooks(() => alarm.wake())];
  void run();

  return {
    current: () => pair,
    onChange: (callback) => listeners.add(callback),
    status() {
      const moment = clock();
      const { readiness: planned, refusal } = plan(view, moment, rotation);
      const readiness =
        planned.ready || trouble === undefined ? planned : { ready: false as const, why: `${planned.why}: ${trouble}` };
      const roles = rolesOf(view.remembered, moment.nowMs);
      return {
        readiness,
        refusal,
        leafNotBeforeMs: view.leaf?.notBeforeMs,
        leafNotAfterMs: view.leaf?.notAfterMs,
        cas: view.remembered.map(({ id, notAfterMs }, index) => ({ id, notAfterMs, role: roles[index] ?? "expired" })),
        failures,
      };
    },
    close() {
      closed = true;
      for (const watch of watches) watch.close();
      alarm.wake();
    },
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
