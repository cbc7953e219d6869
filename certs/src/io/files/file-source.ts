import type { Readiness } from "../../core/readiness.ts";
import { createAlarmClock } from "../alarm-clock.ts";
import type { CertificateLog, CertificateSource, ServingPair } from "../certificate-source.ts";
import { createListeners } from "../listeners.ts";
import type { BundleWatch } from "./bundle-watch.ts";
import { checkPair, expired, type PairFiles, readPair } from "./read-pair.ts";
import { watchFolders } from "./watch-folders.ts";

export interface FileSettings {
  readonly files: PairFiles;
  /** How often to look at the files, which are also watched. Default 30 s. */
  readonly pollMs?: number;
}

export interface FileTools {
  readonly log: CertificateLog;
  /** Without it any pair that is valid is taken for trusted. The source closes it. */
  readonly bundle?: BundleWatch;
  /** For tests. */
  readonly now?: () => number;
}

const DEFAULT_POLL_MS = 30_000;
/** Files are written one after the other; looking between the two would find a pair that does not fit. */
const SETTLE_MS = 100;

/** Serves with what others write into files, and goes over to what they change it to. */
export function createFileSource(
  { files, pollMs = DEFAULT_POLL_MS }: FileSettings,
  { log, bundle, now = Date.now }: FileTools,
): CertificateSource {
  const alarm = createAlarmClock();
  const listeners = createListeners();
  let pair: ServingPair | undefined;
  let notBeforeMs: number | undefined;
  let notAfterMs: number | undefined;
  let trouble: string | undefined;
  let failures = 0;
  let closed = false;

  /** Every look that finds no usable pair counts; it is told of once for each cause. */
  const refuse = (reason: string) => {
    failures++;
    if (reason !== trouble)
      log.error({ reason }, pair === undefined ? "there is no certificate" : "certificate refused, the old one stays");
    trouble = reason;
  };
  const look = async () => {
    const read = await readPair(files);
    if (closed) return;
    if (!read.ok) return refuse(read.error);
    if (pair !== undefined && isSame(read.pair, pair)) {
      if (now() >= (notAfterMs ?? 0)) return refuse(expired(files.certFile, notAfterMs ?? 0));
      trouble = undefined;
      return;
    }
    const checked = checkPair(read.pair, files, now());
    if (!checked.ok) return refuse(checked.error);
    trouble = undefined;
    ({ pair } = read);
    ({ notBeforeMs, notAfterMs } = checked.leaf);
    const { subject, serial } = checked.leaf;
    log.info({ subject, serial, notAfter: new Date(notAfterMs).toISOString() }, "serving certificate read");
    listeners.tell(pair);
  };
  const watch = watchFolders(Object.values(files), () => alarm.wake());
  const run = async () => {
    for (;;) {
      await look();
      if (closed) return;
      await alarm.sleep({ ms: pollMs });
      await alarm.sleep({ ms: SETTLE_MS, deaf: true });
      if (closed) return;
      watch.renew();
    }
  };
  void run();

  const readiness = (): Readiness => {
    if (pair === undefined) return { ready: false, why: trouble ?? "the certificate files were not read yet" };
    if (now() >= (notAfterMs ?? 0)) return { ready: false, why: "the serving certificate has expired" };
    return bundle?.readinessOf(pair, now()) ?? { ready: true };
  };
  return {
    current: () => pair,
    onChange: (callback) => listeners.add(callback),
    status: () => ({
      readiness: readiness(),
      refusal: undefined,
      leafNotBeforeMs: notBeforeMs,
      leafNotAfterMs: notAfterMs,
      cas: [],
      failures: failures + (bundle?.failures() ?? 0),
    }),
    close() {
      closed = true;
      watch.close();
      bundle?.close();
      alarm.wake();
    },
  };
}

function isSame(a: ServingPair, b: ServingPair): boolean {
  return a.certPem === b.certPem && a.keyPem === b.keyPem && a.caPem === b.caPem;
}
