import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import path from "node:path";
import { countCalls } from "../bench/admission/calls.ts";
import { type Injector, startOther } from "../bench/admission/injectors.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";

const PEER = path.join(import.meta.dirname, "support/bench-peer.ts");

describe("a peer of the benches", { skip: missingControlPlane() ?? false }, () => {
  let plane: ControlPlane;
  const injectors: Injector[] = [];
  before(async () => {
    plane = await startControlPlane();
  });
  after(async () => {
    for (const injector of injectors) await injector.stop();
    await plane?.stop();
  });

  const start = async (what: string): Promise<Injector> => {
    const injector = await startOther(plane, `${process.execPath} ${PEER} ${what}`, injectors.length + 1);
    injectors.push(injector);
    return injector;
  };

  it("is registered once it injects, and asked about every pod of its namespace once", async () => {
    const injector = await start("patches");
    const registration = await injector.register();
    assert.deepEqual(await countCalls(plane, injector), { asked: 1, plain: 1 });
    await registration.remove();
    assert.deepEqual(await countCalls(plane, injector), { asked: 0, plain: 0 });
  });

  it("is refused where it does not really patch", async () => {
    const injector = await start("allows");
    await assert.rejects(injector.register(), /a pod that other 1\.0 has injected: not within/);
  });

  it("is refused where it ends before it has said that it answers", async () => {
    await assert.rejects(startOther(plane, "echo started", 99), /failed to start echo started: it ended with 0/);
  });
});
