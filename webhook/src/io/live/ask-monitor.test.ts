import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { unknown } from "../../core/live/known.ts";
import { askMonitor } from "./ask-monitor.ts";
import { send, withServer } from "./testing/with-server.ts";

const pod = { namespace: "media", name: "plex-0", health: { port: 9847, prefix: "/n0nce" } };

describe("askMonitor", () => {
  it("asks by way of the API server, below the nonce", () =>
    withServer(
      ({ url }, response) => send(response, 200, { url }),
      async (calls) => {
        const answer = await askMonitor(calls, pod);
        assert.deepEqual(answer.t === "known" && answer.value.document, {
          url: "/api/v1/namespaces/media/pods/http:plex-0:9847/proxy/n0nce/healthz/status",
        });
      },
    ));

  it("takes no more from a pod than a monitor has to say", () =>
    withServer(
      (_, response) => send(response, 200, { timestamp: "2026-11-26T12:00:00Z", mounts: ["x".repeat(1024 * 1024)] }),
      async (calls) => assert.deepEqual(await askMonitor(calls, pod), unknown("the answer is larger than 1 MiB")),
    ));
});
