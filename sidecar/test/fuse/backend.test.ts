import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "node:test";
import { detect, healthy } from "./support/detect.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { psAnswers } from "./support/ps.ts";
import { INTERVAL_MS, openScene } from "./support/scene.ts";

describe("the backend behind the mount", { skip: missingPrerequisite() ?? false }, () => {
  it("is stopped: hung or backend; started again: healthy", async (t) => {
    const scene = await openScene(t);
    const server = await scene.serve();
    await scene.mount();
    const monitor = await scene.monitor();
    const expected = { failure: "WebDAV server stopped, uncached", faults: ["hung", "backend"] } as const;
    await detect(t, monitor, expected, async () => {
      server.signal("SIGTERM");
      await server.exited;
    });
    await psAnswers();
    await scene.serve();
    await healthy(monitor);
  });

  it("wants a password (401): backend", async (t) => {
    const scene = await openScene(t);
    const server = await scene.serve();
    await scene.mount();
    // While the server is away rclone asks again and again, and that is to end with its 401.
    const monitor = await scene.monitor({ readTimeout: "20s" });
    const expected = { failure: "WebDAV answers 401", faults: ["backend"], error: /EIO/ } as const;
    await detect(t, monitor, expected, async () => {
      server.signal("SIGKILL");
      await server.exited;
      await scene.serve("secret");
    });
  });

  it("refuses (403): backend", async (t) => {
    const scene = await openScene(t);
    const server = await scene.serve();
    await scene.mount();
    const monitor = await scene.monitor();
    const refusing = createServer((_, response) => response.writeHead(403).end());
    t.after(() => {
      refusing.close();
      refusing.closeAllConnections();
    });
    const expected = { failure: "WebDAV answers 403", faults: ["backend"], error: /EIO/ } as const;
    await detect(t, monitor, expected, async () => {
      server.signal("SIGKILL");
      await server.exited;
      await new Promise<void>((resolve) => refusing.listen(scene.port, "127.0.0.1", resolve));
    });
  });

  it("is emptied: missing; filled again: healthy", async (t) => {
    const scene = await openScene(t);
    const film = path.join(scene.backend, "film.txt");
    await scene.serve();
    await scene.mount();
    const monitor = await scene.monitor();
    const expected = { failure: "backend emptied", faults: ["missing"], error: /allowEmpty/ } as const;
    await detect(t, monitor, expected, () => rmSync(film));
    writeFileSync(film, "");
    await healthy(monitor);
  });

  it("is emptied where that is allowed: healthy", async (t) => {
    const scene = await openScene(t);
    await scene.serve();
    await scene.mount();
    const monitor = await scene.monitor({ allowEmpty: true });
    await healthy(monitor);
    rmSync(path.join(scene.backend, "film.txt"));
    await wait(5 * INTERVAL_MS);
    await healthy(monitor);
    assert.ok(!monitor.log().some(({ msg }) => msg === "mount degraded"));
  });
});
