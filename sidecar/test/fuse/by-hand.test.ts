/** What probes written by hand see of a mount that dies, and the monitor beside them: the table of docs/liveness-probe.md. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "node:test";
import { codeIn, tableRows } from "../../../tools/docs/markdown.ts";
import { type Child, startChild } from "./support/child.ts";
import { healthy } from "./support/detect.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { unmountLazily } from "./support/release.ts";
import { openScene, type Scene } from "./support/scene.ts";
import { LIMIT_MS } from "./support/until.ts";

const PAGE = path.resolve(import.meta.dirname, "../../../docs/liveness-probe.md");
const CANARY = ".health-check";
/** Longer than a kubelet waits by default (1 s): what is to hang is not waited for any longer, what is to end is. */
const HANGS_MS = 6_000;

const COMMANDS: Readonly<Record<string, (mountPoint: string) => readonly [string, ...string[]]>> = {
  "test -d": (mountPoint) => ["test", "-d", mountPoint],
  ls: (mountPoint) => ["ls", mountPoint],
  "mountpoint -q": (mountPoint) => ["mountpoint", "-q", mountPoint],
  "cat .health-check": (mountPoint) => ["cat", path.join(mountPoint, CANARY)],
};

interface Mounted {
  readonly scene: Scene;
  readonly server: Child;
  readonly daemon: Child;
}

const stopServer = async ({ server }: Mounted) => {
  server.signal("SIGKILL");
  await server.exited;
};

const FAILURES: ReadonlyArray<{
  readonly what: string;
  readonly cached?: boolean;
  breakIt(mounted: Mounted): Promise<void>;
}> = [
  { what: "nothing", breakIt: async () => {} },
  {
    what: "the mount is gone, a bare folder is left",
    async breakIt({ scene }) {
      assert.ok(await unmountLazily(scene.mountPoint));
    },
  },
  {
    what: "its daemon was killed",
    async breakIt({ daemon }) {
      daemon.signal("SIGKILL");
      await daemon.exited;
    },
  },
  { what: "its daemon hangs", breakIt: async ({ daemon }) => daemon.signal("SIGSTOP") },
  { what: "the server does not answer", breakIt: async ({ server }) => server.signal("SIGSTOP") },
  { what: "the server is gone, behind a full cache", cached: true, breakIt: stopServer },
];

describe("what a probe by hand sees", { skip: missingPrerequisite() ?? false }, () => {
  const rows = tableRows(readFileSync(PAGE, "utf8"), ["what fails", ...heads(), "mount-monitor"]);

  it("is in the documentation for each failure, and no other", () =>
    assert.deepEqual(
      rows.map(([what = ""]) => what),
      FAILURES.map(({ what }) => what),
    ));

  for (const [index, { what, cached = false, breakIt }] of FAILURES.entries()) {
    it(`${what}: as documented`, async (t) => {
      const scene = await openScene(t);
      writeFileSync(path.join(scene.backend, CANARY), "here\n");
      const server = await scene.serve();
      const daemon = await scene.mount({ cached });
      const monitor = await scene.monitor();
      await healthy(monitor);
      await breakIt({ scene, server, daemon });
      // What the kernel remembers of the mount point lasts a second.
      await wait(1_500);
      const [, ...documented] = rows[index] ?? [];
      const seen = await Promise.all(
        Object.values(COMMANDS).map((commandFor, column) => {
          const patienceMs = documented[column] === "hangs" ? HANGS_MS : LIMIT_MS;
          return outcomeOf(scene, commandFor(scene.mountPoint), patienceMs);
        }),
      );
      assert.deepEqual(seen, documented.slice(0, -1));
      const words = codeIn(documented.at(-1) ?? "");
      if (words.length === 0) {
        await healthy(monitor);
        return;
      }
      const { fault } = await monitor.untilMount("a fault", ({ status }) => status === "UNHEALTHY");
      assert.ok(words.includes(fault ?? ""), `it says ${fault}`);
    });
  }
});

function heads(): readonly string[] {
  return Object.keys(COMMANDS).map((command) => `\`${command}\``);
}

async function outcomeOf(
  { guard }: Scene,
  [command, ...args]: readonly [string, ...string[]],
  patienceMs: number,
): Promise<string> {
  const child = startChild(guard, command, args);
  // One that hangs may not be killed either: it goes with the mount, which the scene frees at its end.
  const outcome = await Promise.race([child.exited, wait(patienceMs, undefined, { ref: false })]);
  if (outcome === undefined) return "hangs";
  return outcome.code === 0 ? "passes" : "fails";
}
