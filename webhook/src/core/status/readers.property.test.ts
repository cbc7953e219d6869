import { describe, it } from "node:test";
import fc from "fast-check";
import { isRecord, type RawObject } from "../raw-object.ts";
import { readMonitorAnswer } from "./monitor-answer.ts";
import { readMonitoredPod } from "./monitored-pod.ts";
import { readPodEvent } from "./pod-events.ts";
import { renderStatus } from "./render-status.ts";
import { reportStatus } from "./report-status.ts";
import { heard, livePod, NOW_MS, pictureOf, unheard } from "./testing/example-status.ts";

/** An object of which some parts are something else than they should be. */
function damaged(object: RawObject): fc.Arbitrary<RawObject> {
  const paths = pathsOf(object);
  const damage = fc.tuple(fc.constantFrom(...paths), fc.jsonValue());
  return fc.array(damage, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = structuredClone(object);
    for (const [path, value] of changes) put(copy, path, value);
    return copy;
  });
}

function pathsOf(value: unknown, path: readonly string[] = []): ReadonlyArray<readonly string[]> {
  const entries = Array.isArray(value) ? Object.entries(value) : isRecord(value) ? Object.entries(value) : [];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...entries.flatMap(([key, inner]: [string, unknown]) => pathsOf(inner, [...path, key])),
  ];
}

function put(target: unknown, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (typeof target !== "object" || target === null) return;
  const object = target as Record<string, unknown>;
  if (rest.length === 0) object[key] = value;
  else put(object[key], rest, value);
}

const ANSWER = {
  timestamp: "2026-11-26T12:00:00Z",
  version: "1.2.3",
  mounts: [
    {
      path: "/mnt/media",
      name: "m",
      status: "UNHEALTHY",
      fault: "hung",
      failingSince: "2026-11-26T11:00:00Z",
      failureCount: 3,
      lastError: "x",
      onFailure: "restart",
    },
  ],
  restart: {
    state: "held",
    reason: "x",
    notBefore: null,
    recent: ["2026-11-26T11:00:00Z"],
    selfTest: { ok: false, message: "x" },
  },
};
const EVENT = {
  metadata: {
    namespace: "media",
    uid: "1",
    creationTimestamp: "2026-11-26T11:00:00Z",
    annotations: { "mount-monitor.io/workload": "ReplicaSet/plex-5d8f" },
  },
  involvedObject: { kind: "Pod", namespace: "media", name: "a", uid: "uid-of-a" },
  reason: "WatchdogRestart",
  type: "Warning",
  reportingComponent: "mount-monitor",
  message: "restarting the pod (delete): /mnt/media: hung for 1m30s, 3 failed checks: x",
};

describe("what a cluster says, whatever it is,", () => {
  it("makes a table", () =>
    fc.assert(
      fc.property(
        damaged(livePod("a", { annotations: { "mount-monitor.io/pause": "1h" } })),
        damaged(ANSWER),
        damaged(EVENT),
        (object, document, event) => {
          const pod = readMonitoredPod(object, NOW_MS);
          const answer = readMonitorAnswer(document);
          const told = readPodEvent(event);
          const seen =
            pod &&
            (answer === undefined
              ? { pod, heard: { t: "forbidden" } as const }
              : { pod, heard: { t: "answer", answer } as const });
          const picture = pictureOf(
            seen === undefined ? [unheard(livePod("b"), { t: "no-time" }), heard(livePod("c"))] : [seen],
            told ? [told] : [],
          );
          const report = reportStatus(picture, [], NOW_MS);
          const lines = renderStatus(report, { wide: true, namespaces: true, headers: true }, (text) => text);
          for (const line of lines) if (/[\n\r]/.test(line)) throw new Error(`not one line: ${JSON.stringify(line)}`);
        },
      ),
      { numRuns: 500 },
    ));
});
