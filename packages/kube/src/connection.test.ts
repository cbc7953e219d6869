import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { ask } from "./ask.ts";
import { inClusterConnection, socketConnection } from "./connection.ts";

describe("connections", () => {
  let folder: string;
  before(() => void (folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-kube-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const hosts: ReadonlyArray<readonly [host: string, url: string]> = [
    ["10.96.0.1", "https://10.96.0.1:443"],
    ["fd00::1", "https://[fd00::1]:443"],
    ["[fd00::1]", "https://[fd00::1]:443"],
    ["kubernetes.default.svc", "https://kubernetes.default.svc:443"],
  ];
  for (const [host, url] of hosts)
    it(`in a cluster at ${host} go to ${url}`, () => assert.equal(inClusterConnection(host, 443).url, url));

  it("in a cluster read token and CA with every call, since both are replaced", () => {
    const files = { caFile: path.join(folder, "ca.crt"), tokenFile: path.join(folder, "token") };
    writeFileSync(files.caFile, "ca");
    writeFileSync(files.tokenFile, "first\n");
    const { credentials } = inClusterConnection("10.96.0.1", 443, files);
    assert.deepEqual(credentials(), { ca: "ca", token: "first" });
    writeFileSync(files.tokenFile, "second\n");
    assert.equal(credentials().token, "second");
  });

  it("in a cluster without a token fail with a sentence, and never throw", async () => {
    const connection = inClusterConnection("127.0.0.1", 1, { tokenFile: path.join(folder, "missing") });
    const answer = await ask(connection, { method: "GET", path: "/version" }, "read the version");
    assert.ok(!answer.ok);
    assert.match(answer.message, /^failed to read the version: ENOENT/);
  });

  it("through a socket bring no credentials along", async () => {
    const socket = path.join(folder, "proxy.sock");
    const server = createServer(({ method, url, headers }, response) =>
      response.end(JSON.stringify({ method, url, authorization: headers.authorization ?? "none" })),
    );
    await once(server.listen(socket), "listening");
    const answer = await ask(socketConnection(socket), { method: "GET", path: "/api?a=b" }, "ask");
    server.close();
    assert.deepEqual(answer.ok && answer.value, { method: "GET", url: "/api?a=b", authorization: "none" });
  });
});
