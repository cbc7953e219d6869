import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, describe, it } from "node:test";
import { known, unknown } from "../../core/live/known.ts";
import type { PodEnvironment } from "../../environment.ts";
import { currentNamespace } from "./current-namespace.ts";

const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-namespace-"));
after(() => {
  if (existsSync(WAITED_FOR)) process.kill(Number(readFileSync(WAITED_FOR, "utf8")));
  rmSync(folder, { recursive: true, force: true });
});

/** A program in place of kubectl, which does no more than to print, or to hang. */
function standIn(name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}
const context = (namespace: object) => `echo '${JSON.stringify({ contexts: [{ name: "c", context: namespace }] })}'`;
const FILMS = standIn("films", context({ namespace: "films" }));
const NAMELESS = standIn("nameless", context({ cluster: "c" }));
const DEFAULT = standIn("default", context({ namespace: "default" }));
const NO_CONFIG = standIn("no-config", "echo 'error: current-context must exist in order to minify' >&2; exit 1");
/** It hangs on another, who has its output as well. */
const WAITED_FOR = path.join(folder, "waited-for");
const HANGS = standIn("hangs", `sleep 600 & echo $! > ${WAITED_FOR}; wait`);

/** What the kubelet mounts into a pod. */
function mounted(name: string, files: Readonly<Record<string, string>>): string {
  const place = path.join(folder, name);
  mkdirSync(place);
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(place, file), text);
  return place;
}
const ACCOUNT = mounted("account", { token: "t", namespace: "of-account\n" });
const NO_TOKEN = mounted("no-token", { namespace: "of-account" });
const EMPTY = mounted("empty", { token: "t", namespace: " \n" });

const nowhere = { name: undefined, tokenFile: undefined, caFile: undefined };
const laptop: PodEnvironment = { ...nowhere, namespace: undefined, apiHost: undefined, apiPort: undefined };
const inPod = { ...laptop, apiHost: "10.96.0.1", apiPort: "443" };
const named = { ...inPod, namespace: "of-pod" };

/** Counted once no program is left that we have started. */
async function openPipes(): Promise<number> {
  const open = () => process.getActiveResourcesInfo();
  while (open().includes("ProcessWrap")) await wait(10);
  return open().filter((kind) => kind === "PipeWrap").length;
}

describe("currentNamespace", () => {
  const cases: ReadonlyArray<
    readonly [what: string, kubectl: string, pod: PodEnvironment, account: string, namespace: string]
  > = [
    ["that of the context", FILMS, laptop, NO_TOKEN, "films"],
    ["that of the context, also in a pod", FILMS, named, ACCOUNT, "films"],
    ["default where the context says so, also in a pod", DEFAULT, named, ACCOUNT, "default"],
    ["default where nobody names one", NAMELESS, laptop, ACCOUNT, "default"],
    ["default without a kubeconfig", NO_CONFIG, laptop, ACCOUNT, "default"],
    ["that of the pod", NO_CONFIG, named, ACCOUNT, "of-pod"],
    ["that of the pod's account", NO_CONFIG, inPod, ACCOUNT, "of-account"],
    ["that of the pod where the context names none", NAMELESS, named, ACCOUNT, "of-pod"],
    ["default in a pod that does not say", NO_CONFIG, inPod, EMPTY, "default"],
    ["default in a pod without an account", NO_CONFIG, named, NO_TOKEN, "default"],
    [
      "default without a kubectl, which the next step complains about",
      path.join(folder, "none"),
      laptop,
      ACCOUNT,
      "default",
    ],
  ];
  for (const [what, kubectl, pod, account, namespace] of cases)
    it(`is ${what}`, async () => {
      const settings = { kubectl, kubeconfig: undefined, context: undefined };
      assert.deepEqual(await currentNamespace(settings, pod, { account }), known(namespace));
    });

  it("is not guessed where kubectl hangs, and nobody waits for whom that has started", async () => {
    const before = await openPipes();
    const settings = { kubectl: HANGS, kubeconfig: undefined, context: undefined };
    assert.deepEqual(
      await currentNamespace(settings, laptop, { limitMs: 2_000 }),
      unknown("failed to ask kubectl for the namespace of its context: no answer within 2s; name one with --namespace"),
    );
    assert.equal(await openPipes(), before);
  });
});
