import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { freePorts } from "./free-ports.ts";

describe("free ports", () => {
  it("are as many as asked for, each once, and can be listened on at once", async () => {
    const ports = await freePorts(50);
    assert.equal(new Set(ports).size, 50);
    const servers = ports.map((port) => createServer().listen(port, "127.0.0.1"));
    await Promise.all(servers.map((server) => once(server, "listening")));
    for (const server of servers) server.close();
  });

  it("are none that the kernel gives to whoever asks for any", async () => {
    const ports = await freePorts(50);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    assert.ok(Math.max(...ports) < port, `${Math.max(...ports)} and ${port}`);
  });
});
