import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { waitForDeletion } from "./support/api-view.ts";
import { CANARY, HANGS, openScene, quick, type SceneConfig } from "./support/scene.ts";

/** A gate, with the file to which Kubernetes would look for its last word. */
function startGate(t: TestContext, config: SceneConfig, args: readonly string[] = ["gate"]) {
  const scene = openScene(t);
  writeFileSync(scene.path("last-word"), "");
  const start = (mounts: SceneConfig["mounts"]) => {
    scene.writeConfig(quick({ ...config, ...(mounts ? { mounts } : {}) }));
    return scene.run({ args, env: { MOUNT_MONITOR_TERMINATION_LOG: scene.path("last-word") } });
  };
  return { scene, start, lastWord: () => readFileSync(scene.path("last-word"), "utf8") };
}

void test("the gate waits for the canary, says what for, and lets pass", async (t) => {
  const { scene, start, lastWord } = startGate(t, {});
  const [ready, late] = [scene.mount("ready"), scene.path("late")];
  const gate = start([{ path: ready }, { path: late }]);
  const waiting = await gate.waitForLog("waiting for the mount");
  assert.equal(waiting["mount"], late);
  assert.match(
    String(waiting["error"]),
    /^failed to find .*\/late: ENOENT; there is no such path; check how it is written/,
  );
  assert.equal(waiting.level, "WARN");
  scene.mount("late");
  assert.equal((await gate.exited()).code, 0);
  assert.deepEqual(gate.logs("all mounts answer")[0]?.["mounts"], [ready, late]);
  assert.match(lastWord(), /^all mounts answer \(waited \d+(ms|s)\)$/);
});

for (const args of [["gate", "--once"], ["--init-container-mode"], ["gate", "--init-container-mode"]]) {
  void test(`\`${args.join(" ")}\` looks once`, async (t) => {
    const { scene, start, lastWord } = startGate(t, {}, args);
    const gate = start([{ path: scene.path("late") }]);
    assert.equal((await gate.exited()).code, 1);
    assert.match(
      lastWord(),
      /^not all mounts answer: .*\/late: missing for 0s, 1 failed check: .*ENOENT; .* \(waited /,
    );
    scene.mount("late");
    assert.equal((await start([{ path: scene.path("late") }]).exited()).code, 0);
  });
}

void test("a mount that hangs holds the gate; --gate-timeout ends it with 1, and so does --once", async (t) => {
  const { scene, start, lastWord } = startGate(t, {}, ["gate", "--gate-timeout", "10s"]);
  const hanging = { path: scene.hangingMount("media"), ...HANGS };
  const gate = start([hanging]);
  assert.equal((await gate.exited()).code, 1);
  assert.match(lastWord(), /^not all mounts answer, giving up to be started again: .*\/media: hung for /);
  const once = scene.run({ args: ["gate", "--once"] });
  assert.equal((await once.exited()).code, 1);
});

void test("SIGTERM ends a waiting gate with 1, also while a mount hangs, and the last word says what was waited for", async (t) => {
  const { scene, start, lastWord } = startGate(t, {});
  const gate = start([{ path: scene.hangingMount("media"), ...HANGS }]);
  await gate.waitForLog("waiting for the mount");
  const { code, tookMs } = await gate.stop();
  assert.equal(code, 1);
  assert.ok(tookMs < 15_000, `took ${tookMs} ms`);
  assert.match(lastWord(), /^stopped by SIGTERM while waiting: .*\/media: hung for /);
});

void test("while observing, the gate passes at once and opens nothing", async (t) => {
  const { scene, start, lastWord } = startGate(t, { mode: "observe" });
  const gate = start([{ path: scene.hangingMount("media"), checkType: "canary", readTimeout: "1h" }]);
  assert.equal((await gate.exited()).code, 0);
  assert.match(lastWord(), /^not waiting for the mounts \(mode is observe\)/);
});

void test("a mount that is only reported is not waited for", async (t) => {
  const { scene, start } = startGate(t, {});
  const hanging = { path: scene.hangingMount("media"), onFailure: "report", readTimeout: "1h" } as const;
  const gate = start([hanging, { path: scene.mount("other") }]);
  assert.equal((await gate.exited()).code, 0);
});

void test("the monitor takes having passed the gate for having been healthy", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  scene.writeConfig(
    quick({ mounts: [{ path: mount }], stateDir: scene.path("state"), watchdog: { action: "delete" } }),
  );
  assert.equal((await scene.run({ args: ["gate"], env }).exited()).code, 0);
  const record = JSON.parse(readFileSync(scene.path("state", "mounts.json"), "utf8")) as {
    mounts: Record<string, { healthy: boolean; canarySeen: boolean; identity: { fsType: string } }>;
  };
  assert.equal(record.mounts[mount]?.healthy, true);
  assert.equal(record.mounts[mount]?.canarySeen, true);
  assert.match(record.mounts[mount]?.identity.fsType ?? "", /^[a-z0-9.]+$/);
  rmSync(path.join(mount, CANARY));
  const monitor = scene.run({ env });
  await waitForDeletion(api);
  assert.equal(monitor.logs("mount healthy").length, 0);
});

void test("a record of another start of the pod counts for nothing", async (t) => {
  const scene = openScene(t);
  const { api, env } = await scene.startApi();
  const mount = scene.mount("media");
  const config = { mounts: [{ path: mount }], stateDir: scene.path("state"), watchdog: { enabled: true } };
  scene.writeConfig(quick(config));
  assert.equal((await scene.run({ args: ["gate"] }).exited()).code, 0);
  const file = scene.path("state", "mounts.json");
  const record = JSON.parse(readFileSync(file, "utf8")) as { origin: { start: string } };
  writeFileSync(file, JSON.stringify({ ...record, origin: { ...record.origin, start: "another boot" } }));
  rmSync(path.join(mount, CANARY));
  const monitor = scene.run({ env });
  await monitor.waitForStatus("of many failures", ({ mounts }) => (mounts[0]?.failureCount ?? 0) > 20);
  assert.equal(api.deleted.length, 0);
});

void test("a state directory that cannot be written does not hold the app back", async (t) => {
  const scene = openScene(t);
  writeFileSync(scene.path("file"), "");
  scene.writeConfig(quick({ mounts: [{ path: scene.mount("media") }], stateDir: scene.path("file", "state") }));
  const gate = scene.run({ args: ["gate"] });
  assert.equal((await gate.exited()).code, 0);
  assert.equal(gate.logs(({ msg }) => msg?.startsWith("failed to write") ?? false).length, 1);
});
