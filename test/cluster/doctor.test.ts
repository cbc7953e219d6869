import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { annotationKey } from "@mount-monitor/contract";
import { until } from "../control-plane/support/until.ts";
import { type Annotations, barePod, deployment, hostPath, QUICK } from "./support/app.ts";
import { openCanaryApp, PATH } from "./support/canary-app.ts";
import { askDoctor, complaintsOf } from "./support/doctor.ts";
import { POD_LIMIT_MS } from "./support/limits.ts";
import { untilStatus } from "./support/monitor-status.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { RELEASE } from "./support/release.ts";
import { expectCommand } from "./support/run-command.ts";
import { missingCluster } from "./support/settings.ts";

describe("whoever asks whether all is well", { skip: missingCluster() ?? false, concurrency: true }, () => {
  it("gets a yes from helm test", async () => {
    const said = await expectCommand("helm", ["test", RELEASE, "--namespace", RELEASE, "--timeout=180s"], {
      limitMs: 200_000,
    });
    assert.match(said, /Phase: +Succeeded/);
  });

  it("gets a yes from the doctor, where a monitor does its work", async (t) => {
    const { scene } = await openCanaryApp(t);
    // That a pod may restart itself the monitor tries some seconds after its start.
    const report = await until("a doctor without complaints", POD_LIMIT_MS, async () => {
      const report = await askDoctor(scene.name);
      return complaintsOf(report).length === 0 && report;
    });
    assert.equal(report.code, 0);
    const codes = report.findings.filter(({ severity }) => severity === "ok").map(({ code }) => code);
    for (const code of ["reachable", "certificates-valid", "policy-in-place", "pods-injected", "restarts-granted"]) {
      assert.ok(codes.includes(code), `${code} is missing in ${codes.join()}`);
    }
  });

  it("gets told by the doctor what is not", async (t) => {
    const { scene, plain, pod } = await openCanaryApp(t, { restart: "none" });
    const gone = openPlainFolder(t);
    gone.removeCanary();
    const mountsOf = (folder: string) => [{ path: PATH, volume: hostPath(folder) }];
    const annotations: Annotations = { ...QUICK, paths: PATH };
    const { metadata, ...rest } = barePod({ name: "left-alone", annotations, mounts: mountsOf(plain.folder) });
    await scene.createAll(
      deployment({ name: "waiting", annotations, mounts: mountsOf(gone.folder) }),
      deployment({
        name: "refused",
        annotations: { ...annotations, paths: "/mnt/elsewhere" },
        mounts: mountsOf(plain.folder),
      }),
      deployment({
        name: "no-image",
        annotations: { ...annotations, image: "localhost/mount-monitor/nowhere:1" },
        mounts: mountsOf(plain.folder),
      }),
      deployment({ name: "relabelled", annotations, mounts: mountsOf(plain.folder) }),
      // As somebody's own chart might label its pods, by accident.
      { ...rest, metadata: { ...metadata, labels: { "app.kubernetes.io/name": "mount-monitor" } } },
      barePod({ name: "late", mounts: mountsOf(plain.folder) }),
    );
    // On a pod that runs already it comes too late.
    await scene.kubectl(["annotate", "pod", "late", `${annotationKey("paths")}=${PATH}`]);
    await scene.untilPod("another pod", POD_LIMIT_MS, (one) => one.metadata.labels?.["app"] === "relabelled");
    await scene.kubectl(["label", "pod", "--selector=app=relabelled", `${annotationKey("injected")}-`]);
    plain.removeCanary();
    await untilStatus(pod, "an unhealthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "UNHEALTHY");
    const wanted = [
      "container-does-not-start",
      "excluded-pod",
      "label-gone",
      "mount-failing",
      "not-injected",
      "pods-refused",
    ];
    let seen: readonly string[] = [];
    const report = await until(
      "all that is wrong",
      POD_LIMIT_MS,
      async () => {
        const report = await askDoctor(scene.name);
        seen = complaintsOf(report);
        return wanted.every((code) => seen.includes(code)) && report;
      },
      () => `the doctor says ${seen.join(", ")}`,
    );
    assert.equal(report.code, 1);
    for (const { sentence, advice, code } of report.findings.filter(({ code }) => wanted.includes(code))) {
      assert.notEqual(advice, "", `${code} (${sentence}) says what to do`);
    }
  });
});
