import type { Readiness } from "../../core/readiness.ts";
import { createAlarmClock } from "../alarm-clock.ts";
import type { CertificateLog, CertificateSource, ServingPair } from "../certificate-source.ts";
import { createListeners } from "../listeners.ts";
import { type BundleCheck, trustedBy } from "./bundle-check.ts";
import { type PairFiles, readPair } from "./read-pair.ts";
import { watchFolders } from "./watch-folders.ts";

export interface FileSettings {
  readonly files: PairFiles;
  /** How often to look at the files, which are also watched. Default 30 s. */
  readonly pollMs?: number;
}

export interface FileTools {
  readonly log: CertificateLog;
  /** Without it any pair that is valid is taken for trusted. */
  readonly bundleCheck?: BundleCheck;
  /** For tests. */
  readonly now?: () => number;
}

const DEFAULT_POLL_MS = 30_000;
/** Files are written one after the other; looking between the two would find a pair that does not fit. */
const SETTLE_MS = 100;

/** Serves with what others write into files, and goes over to what they change it to. */
export function createFileSource(
  settings: FileSettings,
  { log, bundleCheck, now = Date.now }: FileTools,
): CertificateSource {
  const { files, pollMs = DEFAULT_POLL_MS } = settings;
  const alarm = createAlarmClock();
  const listeners = createListeners();
  let pair: ServingPair | undefined;
  let notAfterMs: number | undefined;
  let bundles: readonly string[] | undefined;
  let trouble: string | undefined;
  let failures = 0;
  let closed = false;

  const look = async () => {
    const [read, seen] = await Promise.all([readPair(files, now()), bundleCheck?.look()]);
    if (closed) return;
    bundles = seen ?? bundles;
    if (!read.ok) {
      failures++;
      if (read.error !== trouble) log.warn({ reason: read.error }, "certificate files cannot be used");
      trouble = read.error;
      return;
    }
    trouble = undefined;
    if (pair !== undefined && isSame(read.pair, pair)) return;
    ({ pair, notAfterMs } = read);
    log.info({ notAfter: new Date(notAfterMs).toISOString() }, "serving certificate read");
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
    if (bundleCheck === undefined) return { ready: true };
    if (bundles === undefined) return { ready: false, why: "the live caBundle was not seen yet" };
    return trustedBy(bundles, pair, now());
  };
  return {
    current: () => pair,
    onChange: (callback) => listeners.add(callback),
    status: () => ({ readiness: readiness(), refusal: undefined, leafNotAfterMs: notAfterMs, cas: [], failures }),
    close() {
      closed = true;
      watch.close();
      alarm.wake();
    },
  };
}

function isSame(a: ServingPair, b: ServingPair): boolean {
  return a.certPem === b.certPem && a.keyPem === b.keyPem && a.caPem === b.caPem;
}
