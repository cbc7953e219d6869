import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "../control-plane/support/until.ts";
import { openCanaryApp } from "./support/canary-app.ts";
import { PROGRAM } from "./support/doctor.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { followLog } from "./support/monitor-log.ts";
import { podInfo } from "./support/pod-info.ts";
import { expectCommand } from "./support/run-command.ts";
import { missingCluster } from "./support/settings.ts";

describe("the plugin of kubectl, on pods that run", { skip: missingCluster() ?? false }, () => {
  it("shows a mount that dies, keeps its pod while it is paused, and what came of it afterwards", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t);
    const { name } = pod.metadata;
    const plugin = (...args: readonly string[]) =>
      expectCommand(process.execPath, [PROGRAM, ...args, "--namespace", scene.name]);
    const untilShown = (what: string, wanted: RegExp, limitMs = POD_LIMIT_MS) => {
      let shown = "";
      return until(
        what,
        limitMs,
        async () => wanted.test((shown = await plugin("status"))) && shown,
        () => shown,
      );
    };
    const healthy = await untilShown("a healthy mount", /HEALTHY/);
    assert.match(healthy, new RegExp(`^${name} +Running +/mnt/media +HEALTHY +- `, "m"));

    assert.match(await plugin("pause", "deployment/app", "--for=1h", "--reason=new disks"), /paused until .* for 1h/);
    await untilShown("a pause", /Paused\(/);
    const log = followLog(t, pod);
    await until("the monitor to have it, too", POD_LIMIT_MS, async () =>
      (await podInfo(scene, pod)).includes("new disks"),
    );
    plain.removeCanary();
    await log.until("restart held back", POD_LIMIT_MS);
    const paused = await untilShown("a dead mount", /UNHEALTHY/);
    assert.match(paused, new RegExp(`^${name} +Paused\\(\\S+\\) +/mnt/media +UNHEALTHY +missing `, "m"));

    assert.match(await plugin("resume", "deployment/app"), /resumed|no longer paused/);
    await scene.untilPod("another pod", REPLACED_LIMIT_MS, ({ metadata }) => metadata.uid !== pod.metadata.uid);
    plain.putCanary();
    const after = await untilShown("the restart", /ago \(missing\)/, REPLACED_LIMIT_MS);
    t.diagnostic(`${healthy}\n${paused}\n${after}`);
  });
});
