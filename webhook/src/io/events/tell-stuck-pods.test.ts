import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import { MS_PER_MINUTE } from "@mount-monitor/contract";
import { socketConnection } from "@mount-monitor/kube";
import { eventually } from "../../../../packages/kube/src/testing/followed.ts";
import { statusOf } from "../../../../packages/kube/src/testing/stand-in-server.ts";
import { type InjectedPod, readInjectedPod } from "../../core/pods/injected-pod.ts";
import { tellStuckPods } from "./tell-stuck-pods.ts";

const SINCE_MS = Date.parse("2026-01-01T00:00:00Z");
const PATH = /^\/api\/v1\/namespaces\/([a-z0-9-]+)\/events$/;

interface Sent {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly involvedObject: { readonly name: string };
}
type Verdict = 201 | 403 | 409 | 500 | "away";

/** Told to go at `SINCE_MS`, and stuck a minute later. */
function going(namespace: string, name: string): InjectedPod {
  return readInjectedPod({
    metadata: {
      namespace,
      name,
      uid: `${namespace}-${name}`,
      labels: { "mount-monitor.io/injected": "true" },
      deletionTimestamp: new Date(SINCE_MS).toISOString(),
    },
  }) as InjectedPod;
}

describe("tellStuckPods", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-events-"));
  const socket = path.join(folder, "api");
  let server: Server;
  let verdict: (namespace: string, pod: string) => Verdict = () => 201;
  const asked: string[] = [];
  const written: string[] = [];
  const names = new Set<string>();
  let closing: { close(): void } | undefined;

  beforeEach(async () => {
    verdict = () => 201;
    asked.length = written.length = 0;
    names.clear();
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        const { metadata, involvedObject } = JSON.parse(body) as Sent;
        assert.equal(PATH.exec(request.url ?? "")?.[1], metadata.namespace);
        const pod = `${metadata.namespace}/${involvedObject.name}`;
        asked.push(pod);
        const said = names.has(metadata.name) ? 409 : verdict(metadata.namespace, involvedObject.name);
        if (said === "away") {
          response.destroy();
          return;
        }
        if (said === 201) {
          names.add(metadata.name);
          written.push(pod);
        }
        // As a policy refuses: by the name of the event.
        const answer = said === 201 ? { kind: "Event" } : statusOf(said, "Failed", `events "${metadata.name}" denied`);
        response.writeHead(said, { "content-type": "application/json" }).end(JSON.stringify(answer));
      });
    });
    await once(server.listen(socket), "listening");
  });
  // What was under way may not come to the next one.
  afterEach(async () => {
    closing?.close();
    server.closeAllConnections();
    await once(server.close(), "close");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Looks without pause until it is closed. */
  const tell = (pods: readonly InjectedPod[]) => {
    const warned: string[] = [];
    let looks = 0;
    let nowMs = SINCE_MS + MS_PER_MINUTE;
    const known = new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
    const cluster = {
      get pods() {
        looks++;
        return known;
      },
      isNodeReady: () => undefined,
      isTerminating: () => false,
    };
    const log = {
      info: () => {},
      warn: (fields: object, text: string) => void warned.push(`${text} ${JSON.stringify(fields)}`),
    };
    closing = tellStuckPods(socketConnection(socket), cluster, { log, now: () => nowMs, lookMs: 1 });
    return {
      known,
      failures: () => warned.filter((line) => line.startsWith("failed to write an event on a pod")),
      passMinutes: (minutes: number) => void (nowMs += minutes * MS_PER_MINUTE),
      until: (what: string, holds: () => boolean) =>
        eventually(what, holds, () => [asked.slice(-20), written, warned.slice(0, 9)]),
      /** Whole ones: the one under way may have begun before. */
      async looks(count: number) {
        const from = looks;
        await eventually(
          `${count} looks`,
          () => looks > from + count,
          () => [looks],
        );
      },
    };
  };
  const many = (namespace: string, count: number) =>
    Array.from({ length: count }, (_, index) => going(namespace, `pod-${index}`));

  it("lets no namespace that refuses hold up the others", async () => {
    verdict = (namespace) => (namespace === "closed" ? 403 : 201);
    const telling = tell([...many("closed", 120), going("open", "one"), going("open", "two")]);
    await telling.until("those that may be told of", () => written.length === 2);
    assert.deepEqual(written, ["open/one", "open/two"]);
  });

  it("lets very many that refuse not hold up the others either", async () => {
    verdict = (namespace) => (namespace.startsWith("closed") ? 500 : 201);
    const closed = Array.from({ length: 120 }, (_, index) => many(`closed-${index}`, 3)).flat();
    const telling = tell([...closed, going("open", "one")]);
    await telling.until("the one that may be told of", () => written.length === 1);
    // Its turn came before that of a namespace that had refused already.
    assert.equal(asked.indexOf("open/one"), closed.length / 3);
  });

  it("asks a namespace that refuses once with each look, and for each of its pods in turn", async () => {
    verdict = (_, pod) => (pod === "pod-0" ? 403 : 201);
    const telling = tell(many("media", 3));
    await telling.until("the others", () => written.length === 2);
    assert.deepEqual(asked.slice(0, 3), ["media/pod-0", "media/pod-1", "media/pod-2"]);
    verdict = () => 201;
    await telling.until("the last one", () => written.length === 3);
    assert.equal(new Set(written).size, 3);
  });

  it("tells again before the API server forgets, and not before that", async () => {
    const telling = tell(many("media", 2));
    await telling.until("both", () => written.length === 2);
    telling.passMinutes(49);
    await telling.looks(3);
    assert.equal(written.length, 2);
    telling.passMinutes(1);
    await telling.until("both again", () => written.length === 4);
    await telling.looks(3);
    assert.deepEqual([asked.length, names.size], [4, 4]);
  });

  it("says once of a namespace why nothing can be written there, whatever the pod", async () => {
    verdict = (namespace) => (namespace === "open" ? 201 : 403);
    const telling = tell([...many("closed", 5), ...many("shut", 2), going("open", "one")]);
    await telling.looks(12);
    assert.equal(telling.failures().length, 2, telling.failures().join("\n"));
    assert.match(telling.failures()[0] ?? "", /"namespace":"closed","reason":"failed to write an event on pod closed/);
    verdict = () => 500;
    await telling.looks(12);
    assert.equal(telling.failures().length, 4, telling.failures().join("\n"));
  });

  it("says once that the API server is away, and begins anew when it is back", async () => {
    verdict = () => "away";
    const telling = tell([...many("media", 3), ...many("music", 3)]);
    await telling.looks(5);
    assert.equal(telling.failures().length, 1);
    verdict = () => 201;
    await telling.until("all of them", () => new Set(written).size === 6);
    telling.known.set("media/next", going("media", "next"));
    verdict = () => "away";
    await telling.until("a word on it", () => telling.failures().length === 2);
  });
});
