import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { describe, it, test, type TestContext } from "node:test";
import { figuresOf } from "./support/process-figures.ts";
import { openScene, type SceneConfig } from "./support/scene.ts";
import { pause, until } from "./support/until.ts";

async function start(t: TestContext, config: SceneConfig = {}) {
  const scene = openScene(t);
  const monitor = scene.startMonitor({ mounts: [{ path: scene.mount("media"), name: "films" }], ...config });
  await monitor.waitForLog("mount healthy");
  return { scene, monitor, port: await monitor.port() };
}

/** A connection that sends what it is told to and keeps what it gets. */
function open(
  t: TestContext,
  port: number,
  text: string,
): { socket: Socket; got: () => string; closed: () => boolean } {
  const socket = connect(port, "127.0.0.1");
  let got = "";
  let closed = false;
  socket.on("data", (chunk: Buffer) => (got += chunk.toString("latin1")));
  socket.on("error", () => {});
  socket.once("close", () => (closed = true));
  socket.write(text);
  t.after(() => socket.destroy());
  return { socket, got: () => got, closed: () => closed };
}

void test("paths that there are not are 404, methods that are not answered 405 with Allow", async (t) => {
  const { monitor } = await start(t);
  for (const path of ["/", "/healthz", "/healthz/live/", "/constructor", "/__proto__", "/%00", "/favicon.ico"]) {
    const answer = await monitor.get(path);
    assert.equal(answer.status, 404, path);
    assert.match(answer.text, /see \/healthz\/status/);
  }
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) {
    const answer = await monitor.get("/healthz/live", { method });
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers["allow"], "GET, HEAD");
  }
  assert.equal((await monitor.get("/nowhere", { method: "POST" })).status, 404);
  assert.equal((await monitor.get("/healthz/live?verbose=1")).status, 200);
});

void test("HEAD answers as GET does, without the body", async (t) => {
  const { monitor } = await start(t);
  for (const path of ["/healthz/live", "/healthz/ready", "/version"]) {
    const [get, head] = [await monitor.get(path), await monitor.get(path, { method: "HEAD" })];
    assert.equal(head.status, get.status);
    assert.equal(head.text, "");
    assert.equal(head.headers["content-length"], String(Buffer.byteLength(get.text)));
    assert.equal(get.headers["cache-control"], "no-store");
  }
});

void test("a body is not read, and ends the connection after the answer", async (t) => {
  const { monitor } = await start(t);
  const small = await monitor.get("/healthz/live", { method: "POST", body: "x=1" });
  assert.equal(small.status, 405);
  assert.equal(small.headers["connection"], "close");
  const withGet = await monitor.get("/healthz/live", { body: "x=1", headers: { "content-length": "3" } });
  assert.equal(withGet.status, 200);
});

void test("/version, /metrics and the three kinds of health", async (t) => {
  const { monitor } = await start(t);
  const version = JSON.parse((await monitor.get("/version")).text) as Record<string, string>;
  assert.equal(version["name"], "mount-monitor");
  assert.match(version["version"] ?? "", /^\d+\.\d+\.\d+/);
  assert.equal((await monitor.get("/healthz/mounts")).status, 200);
  const metrics = await monitor.get("/metrics");
  assert.equal(metrics.headers["content-type"], "text/plain; version=0.0.4");
  const values = parseMetrics(metrics.text);
  const mount = [...values.keys()].find((key) => key.startsWith("mount_monitor_mount_consecutive_failures{")) ?? "";
  assert.match(mount, /name="films"/);
  assert.equal(values.get("mount_monitor_ready"), 1);
  assert.equal(values.get(mount), 0);
  assert.ok((values.get("process_resident_memory_bytes") ?? 0) > 1e7);
  assert.ok(Math.abs((values.get("process_start_time_seconds") ?? 0) - Date.now() / 1000) < 60);
});

/** Every line is a comment of a known kind or `name{labels} value`; each family is declared before its samples. */
function parseMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const types = new Map<string, string>();
  assert.ok(text.endsWith("\n"));
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE (\S+) (gauge|counter|histogram)$/.exec(line);
    if (type) types.set(type[1] ?? "", type[2] ?? "");
    if (/^# (HELP|TYPE) \S+ ./.test(line)) continue;
    const sample = /^([a-z_]+?)(_bucket|_sum|_count)?(\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)$/.exec(line);
    assert.ok(sample, `not a sample: ${line}`);
    const [, name = "", suffix = "", labels = "", value = ""] = sample;
    assert.ok(types.has(name) || types.has(name + suffix), `no type before ${line}`);
    assert.ok(Number.isFinite(Number(value)), line);
    assert.equal(values.has(name + suffix + labels), false, `twice: ${line}`);
    values.set(name + suffix + labels, Number(value));
  }
  return values;
}

void test("with a nonce, paths answer below it, and below no other", async (t) => {
  const { monitor } = await start(t, { probeNonce: "a1b2c3" });
  assert.equal((await monitor.get("/a1b2c3/healthz/ready")).status, 200);
  assert.equal((await monitor.get("/healthz/ready")).status, 200);
  for (const path of ["/ffffff/healthz/ready", "/a1b2c3", "/a1b2c3healthz/ready", "/a1b2c3/a1b2c3/healthz/ready"])
    assert.equal((await monitor.get(path)).status, 404, path);
});

void test("headers that are too large are refused, and what is no HTTP is cut off", async (t) => {
  const { monitor, port } = await start(t);
  const large = await monitor.get("/healthz/live", { headers: { "x-large": "x".repeat(9_000) } });
  assert.equal(large.status, 431);
  const noise = open(t, port, "\u0016\u0003\u0001\u0002\u0000 this is not HTTP\r\n\r\n");
  await until("end of the connection", noise.closed);
  assert.match(noise.got(), /^HTTP\/1\.1 400 /);
  assert.equal((await monitor.get("/healthz/live")).status, 200);
});

const ONE = "GET /healthz/live HTTP/1.1\r\nhost: x\r\n\r\n";
const slow: ReadonlyArray<readonly [what: string, first: string]> = [
  ["a request that comes too slowly is cut off", ""],
  ["so is one that follows an answer on the same connection", ONE],
];
// They wait for what takes the monitor its time, each for one of its own.
void describe("as time goes by,", { concurrency: true }, () => {
  for (const [what, first] of slow) {
    void it(what, async (t) => {
      const { monitor, port } = await start(t);
      const client = open(t, port, first);
      if (first !== "") await until("the first answer", () => client.got().endsWith('{"status":"live"}\n'));
      const before = client.got().length;
      client.socket.write("GET /healthz/live HTTP/1.1\r\nhost: x\r\n");
      const drip = setInterval(() => client.socket.write("x-more: y\r\n"), 500);
      t.after(() => clearInterval(drip));
      await until("end of the connection", client.closed);
      assert.match(client.got().slice(before), /^HTTP\/1\.1 408 /);
      assert.equal((await monitor.get("/healthz/live")).status, 200);
    });
  }

  void it("a connection that goes on asking is not cut off", async (t) => {
    const { port } = await start(t);
    const client = open(t, port, "");
    const startedMs = performance.now();
    // Longer than one request may take.
    for (let asked = 1; performance.now() - startedMs < 12_000; asked++) {
      client.socket.write(ONE);
      await until("an answer", () => client.got().split("HTTP/1.1 200 ").length > asked);
      await pause(500);
    }
    assert.equal(client.closed(), false);
    assert.doesNotMatch(client.got(), / 408 /);
  });

  void it("a monitor that has nothing to do sleeps", async (t) => {
    const { monitor } = await start(t, { checkInterval: "10m" });
    assert.equal((await monitor.get("/healthz/live")).status, 200);
    const sleeps = () =>
      Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${monitor.pid}/status`, "utf8"))?.[1]);
    // It is still starting at first; one that wakes up once a second never gets there.
    await until("eight seconds in which it hardly wakes up", async () => {
      const before = sleeps();
      await pause(8_000);
      return sleeps() - before < 6;
    });
  });
});

void test("a flood of connections that say nothing is bounded, and the kubelet is still answered", async (t) => {
  const { monitor, port } = await start(t);
  const before = figuresOf(monitor.pid);
  const flood = Array.from({ length: 500 }, () => open(t, port, ""));
  for (let round = 0; round < 10; round++) {
    assert.equal((await monitor.get("/healthz/live")).status, 200);
    await pause(20);
  }
  const during = figuresOf(monitor.pid);
  assert.ok(during.descriptors - before.descriptors <= 64 + 1, `${during.descriptors} descriptors`);
  for (const { socket } of flood) socket.destroy();
  await until("connections closed", () => figuresOf(monitor.pid).descriptors <= before.descriptors + 1);
});
