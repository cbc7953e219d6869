import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type PodStart, readPodStart } from "./pod-start.ts";

const START = "2026-01-01T00:00:00Z";
const LATER = "2026-01-01T00:05:00Z";
const gate = (state: object, more: object = {}) => ({ name: "mount-monitor-gate", state, ...more });
const monitor = (state: object, more: object = {}) => ({ name: "mount-monitor", state, ...more });
const waiting = (reason: string) => ({ waiting: { reason } });
const running = { running: { startedAt: LATER } };
const passed = gate({ terminated: { exitCode: 0 } });
const pod = (statuses: readonly object[], more: object = {}) => ({
  spec: {
    nodeName: "n1",
    initContainers: [{ name: "first" }, { name: "mount-monitor-gate" }, { name: "mount-monitor" }],
  },
  status: { startTime: START, initContainerStatuses: statuses, ...more },
});
const ENDED = "2026-01-01T00:03:00Z";
const endedAt = (finishedAt: string) => first({ terminated: { exitCode: 0, finishedAt } });
const last = (startedAt: string, finishedAt: string) => ({
  restartCount: 7,
  lastState: { terminated: { exitCode: 1, startedAt, finishedAt } },
});
const first = (state: object, more: object = {}) => ({ name: "first", state, ...more });
const before = first({ terminated: { exitCode: 0 } });
const gateSince = (since: string): PodStart => ({ waitsFor: "gate", since });
const containerSince = (since: string): PodStart => ({ waitsFor: "container", since });

describe("readPodStart", () => {
  const table: ReadonlyArray<readonly [what: string, object: Record<string, unknown>, expected: PodStart | undefined]> =
    [
      ["a gate that waits for its mounts", pod([before, gate(running)]), gateSince(LATER)],
      ["one that is started again and again", pod([before, gate(waiting("CrashLoopBackOff"))]), gateSince(START)],
      [
        "one between two starts",
        pod([before, gate(waiting("PodInitializing"), { restartCount: 1 })]),
        gateSince(START),
      ],
      ["one that ended badly", pod([before, gate({ terminated: { exitCode: 1 } })]), gateSince(START)],
      ["one that is not created", pod([before, gate(waiting("CreateContainerError"))]), containerSince(START)],
      [
        "one that the runtime never answers about",
        pod([before, gate(waiting("PodInitializing"))]),
        containerSince(START),
      ],
      ["one whose turn has not come", pod([first(running), gate(waiting("PodInitializing"))]), undefined],
      [
        "one after a sidecar that has started",
        pod([first({ running: { startedAt: ENDED } }, { started: true }), gate(waiting("CrashLoopBackOff"))]),
        gateSince(ENDED),
      ],
      [
        "one after a sidecar that keeps ending, which says nothing of when the gate began",
        pod([first(running, { started: true, restartCount: 3 }), gate(waiting("CrashLoopBackOff"))]),
        gateSince(START),
      ],
      [
        "a gate that is started again and again, after an init container that took long",
        pod([endedAt(ENDED), gate(running, { restartCount: 2 })]),
        gateSince(ENDED),
      ],
      [
        "a gate that ended badly, the first time",
        pod([before, gate({ terminated: { exitCode: 1, startedAt: ENDED, finishedAt: LATER } })]),
        gateSince(ENDED),
      ],
      [
        "a gate that is not created, after an init container that took long",
        pod([endedAt(ENDED), gate(waiting("CreateContainerError"))]),
        containerSince(ENDED),
      ],
      ["a gate that has passed", pod([before, passed, monitor(running)]), undefined],
      ["a monitor whose image is pulled", pod([before, passed, monitor(waiting("PodInitializing"))]), undefined],
      [
        "one that cannot be pulled, after a gate that waited",
        pod([before, gate({ terminated: { exitCode: 0, finishedAt: LATER } }), monitor(waiting("ImagePullBackOff"))]),
        containerSince(LATER),
      ],
      [
        "a monitor beside the app, which cannot be pulled after a gate that waited",
        pod([before, gate({ terminated: { exitCode: 0, finishedAt: LATER } })], {
          containerStatuses: [monitor(waiting("ImagePullBackOff"))],
        }),
        containerSince(LATER),
      ],
      [
        "a monitor that ended after it had run, in a pod that was not ready before",
        pod([before, passed, monitor(waiting("CrashLoopBackOff"), last(START, LATER))]),
        containerSince(LATER),
      ],
      [
        "one that ends as soon as it is started",
        pod([before, passed, monitor(waiting("CrashLoopBackOff"), last(ENDED, LATER))]),
        containerSince(START),
      ],
      ["one that cannot be pulled", pod([before, passed, monitor(waiting("ImagePullBackOff"))]), containerSince(START)],
      [
        "a monitor that keeps ending, beside the app",
        pod([before, passed], {
          containerStatuses: [monitor(waiting("CrashLoopBackOff"))],
          conditions: [{ type: "Ready", status: "False", lastTransitionTime: LATER }],
        }),
        containerSince(LATER),
      ],
      [
        "init containers that run anew in the same pod",
        pod([endedAt(START), gate(running, { restartCount: 1 })], {
          conditions: [
            { type: "Ready", status: "False", lastTransitionTime: START },
            { type: "Initialized", status: "False", lastTransitionTime: LATER },
          ],
        }),
        gateSince(LATER),
      ],
      ["a pod without a node", { ...pod([before, gate(running)]), spec: {} }, undefined],
      [
        "anything at all",
        { spec: { nodeName: "n", initContainers: 3 }, status: { initContainerStatuses: [7] } },
        undefined,
      ],
    ];
  for (const [what, object, expected] of table)
    it(`reads ${what}`, () => assert.deepEqual(readPodStart(object), expected));

  it("never throws", () =>
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("spec", "status"), fc.jsonValue()), (object) => {
        readPodStart(object);
      }),
    ));
});
