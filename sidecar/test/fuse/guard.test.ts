import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { deviceAt } from "./support/mounted.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { psAnswers } from "./support/ps.ts";
import { until } from "./support/until.ts";

describe("the guard of these tests", { skip: missingPrerequisite() ?? false }, () => {
  it("thaws, unmounts and ends what a killed test has left behind", async () => {
    const program = path.join(import.meta.dirname, "support/abandon.ts");
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [program], (_, stdout) => resolve(stdout));
    });
    const left = JSON.parse(said) as { folder: string; mountPoint: string; daemon: number };
    const mountGone = () => (deviceAt(left.mountPoint) === undefined ? true : undefined);
    await until("unmounting", mountGone);
    await until("ending the daemon", () => (existsSync(`/proc/${left.daemon}`) ? undefined : true));
    await psAnswers();
    assert.equal(deviceAt(left.mountPoint), undefined);
    rmdirSync(left.mountPoint);
    rmSync(left.folder, { recursive: true });
  });
});
