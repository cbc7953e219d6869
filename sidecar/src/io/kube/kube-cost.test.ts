import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { closeSync, close, constants, openSync, open, stat } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { startStandInApi } from "../../../test/stand-in-api/stand-in-api.ts";
import { createKubeClient } from "./kube-client.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1" };

describe("what the client costs", () => {
  it("TLS and crypto are loaded by the first call and not before", async () => {
    const script = `
      const { createKubeClient } = await import(${JSON.stringify(path.join(import.meta.dirname, "kube-client.ts"))});
      const tls = () => process.moduleLoadList.some((name) => /^NativeModule (crypto|https|tls|_tls_\\w+|internal\\/tls\\/.+)$/.test(name));
      const client = createKubeClient(JSON.parse(process.env.SETTINGS));
      const before = tls();
      const { t } = await client.deletePod(${JSON.stringify(POD)});
      console.log(JSON.stringify([before, t, tls()]));`;
    const api = await startStandInApi({ pods: [POD] });
    try {
      const { host, port, tokenFile, caFile } = api;
      const env = { ...process.env, SETTINGS: JSON.stringify({ host, port, tokenFile, caFile }) };
      const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
      assert.deepEqual(JSON.parse((await run).stdout), [false, "ok", true]);
    } finally {
      await api.close();
    }
  });

  it("no thread of the pool, so that it works while mounts hold them all", async () => {
    const api = await startStandInApi({ pods: [POD] });
    // Opening a FIFO that nobody writes to hangs, as opening a file on a dead mount does.
    const fifo = path.join(api.serviceAccountFolder, "fifo");
    execFileSync("mkfifo", [fifo]);
    const threads = Number(process.env["UV_THREADPOOL_SIZE"] ?? 4);
    const stuck = Array.from({ length: threads }, () => promisify(open)(fifo, "r"));
    let poolTurns = false;
    const probe = promisify(stat)("/").then(() => (poolTurns = true));
    try {
      assert.equal((await createKubeClient(api).deletePod(POD)).t, "ok");
      assert.equal(poolTurns, false, "the pool was not held, so that nothing was shown");
    } finally {
      const writer = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
      for (const fd of await Promise.all(stuck)) await promisify(close)(fd);
      closeSync(writer);
      await probe;
      await api.close();
    }
  });
});
