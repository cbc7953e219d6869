/** The documentation, as far as it takes a real API server, kubectl and helm. `tools/docs` has seen to the rest. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { kindOfYaml, manifestObjects } from "../../tools/docs/check-yaml.ts";
import type { CodeBlock } from "../../tools/docs/markdown.ts";
import { pages } from "../../tools/docs/pages.ts";
import { matchesOutput } from "../../tools/docs/shown-output.ts";
import { commandsOf } from "../../tools/docs/shell-commands.ts";
import { isRecord, type RawObject, type RawPod } from "../../webhook/src/core/raw-object.ts";
import { isWorkload, podOfTemplate } from "../../webhook/src/core/workload/pod-of-template.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type InjectingPlane, startInjectingPlane } from "./support/injecting-plane.ts";
import { CHART, HELMS, missingHelm, runHelm } from "./support/helm.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingHelm() ?? false;
const OWNER_UID = "0b0f9c1e-0000-4000-8000-000000000001";
const KUBECTL = path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", "kubectl");

interface Placed extends CodeBlock {
  readonly place: string;
}

const blocks: readonly Placed[] = [...pages].flatMap(([file, page]) =>
  page.blocks.map((block) => ({ ...block, place: `${file}:${block.line}` })),
);
const yaml = (kind: string) => blocks.filter(({ language, text }) => language === "yaml" && kindOfYaml(text) === kind);
const commands = blocks.flatMap((block) => commandsOf(block).map((words) => ({ place: block.place, words })));
const commandsWith = (program: string, isMeant: (args: readonly string[]) => boolean) =>
  commands.filter(({ words: [first, ...args] }) => first === program && isMeant(args));

describe("manifests of the documentation", { skip }, () => {
  let cluster: InjectingPlane;
  before(async () => {
    cluster = await startInjectingPlane();
    const objects = yaml("manifests").flatMap(({ text }) => manifestObjects(text));
    for (const name of new Set(objects.map(namespaceOf)))
      if (name !== "default") await cluster.plane.createNamespace(name);
  });
  after(() => cluster?.close());

  for (const { place, text } of yaml("manifests")) {
    it(`${place}: the server takes it, and pods that ask for it get a monitor`, async () => {
      const objects = manifestObjects(text);
      const list = { apiVersion: "v1", kind: "List", items: objects };
      const args = ["apply", "--dry-run=server", "--validate=strict", "--output=json", "-f", "-"];
      const { code, stdout, warnings, errors } = await cluster.kubectl(args, list);
      // Of the webhook, which a page may show; and of kubectl, which did not make that namespace itself.
      const others = warnings.filter((warning) => !/^(?:mount-monitor: |… |resource namespaces\/)/.test(warning));
      assert.deepEqual({ code, errors, others }, { code: 0, errors: "", others: [] });
      const applied = JSON.parse(stdout) as { readonly items?: readonly RawObject[] } & RawObject;
      for (const object of applied.items ?? [applied]) await assertInjected(object);
    });
  }

  async function assertInjected(object: RawObject): Promise<void> {
    const pod = isWorkload(object) ? podOfTemplate(object) : undefined;
    if (!isRecord(pod) || !JSON.stringify(pod).includes("mount-monitor.io/paths")) return;
    const namespace = namespaceOf(object);
    const owners = pod.metadata?.ownerReferences?.map((owner) => ({ ...owner, uid: OWNER_UID }));
    const body = { ...pod, metadata: { ...pod.metadata, namespace, ownerReferences: owners } };
    const created = await cluster.plane.admin.call(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, {
      method: "POST",
      body,
    });
    assert.equal(created.status, 201, created.text);
    const { initContainers = [], containers = [] } = (created.json() as RawPod).spec ?? {};
    assert.ok(
      [...initContainers, ...containers].some(({ name }) => name === "mount-monitor"),
      "there is no monitor",
    );
  }
});

describe("kubectl annotate", { skip }, () => {
  let cluster: InjectingPlane;
  before(async () => {
    cluster = await startInjectingPlane();
    await cluster.plane.createNamespace("media");
  });
  after(() => cluster?.close());
  // The one that the README has people save, before it was annotated.
  const manifest = blocks.find(({ language, place }) => language === "yaml" && place.startsWith("README.md:"));
  const shown = blocks.filter(({ text }) => text.startsWith("$ kubectl -n media annotate deployment plex "));

  it("is shown", () => assert.ok(shown.length > 0));

  for (const block of shown) {
    it(`${block.place} is what it prints`, async () => {
      const [plex] = manifestObjects(manifest?.text ?? "");
      assert.ok(plex);
      await cluster.kubectl(["apply", "-f", "-"], { ...plex, metadata: { name: "plex", namespace: "media" } });
      const [[, ...args] = []] = commandsOf(block);
      const { stdout, warnings, errors } = await cluster.kubectl(args);
      assert.equal(errors, "");
      const printed = [...warnings.map((warning) => `Warning: ${warning}`), stdout].join("\n");
      matchesOutput(block.text.split("\n").slice(1), printed);
      await cluster.kubectl(["-n", "media", "delete", "deployment", "plex", "--wait=false"]);
    });
  }
});

describe("values of the documentation", { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-docs-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const render = async (helm: string, args: readonly string[]) => {
    const { code, stderr } = await runHelm(helm, [
      "template",
      "mount-monitor",
      CHART,
      "--kube-version=1.36.0",
      ...args,
    ]);
    assert.deepEqual([code, stderr], [0, ""]);
  };

  for (const { place, text } of yaml("values")) {
    it(`${place}: each Helm renders the chart with them`, async () => {
      const file = path.join(folder, "values.yaml");
      writeFileSync(file, text);
      for (const helm of HELMS) await render(helm, ["-f", file]);
    });
  }

  for (const { place, words } of commandsWith("helm", (args) => args.some((word) => word.startsWith("--set")))) {
    it(`${place}: each Helm renders the chart as ${words.slice(0, 2).join(" ")} does it`, async () => {
      const sets = words.flatMap((word, index) => (word.startsWith("--set") ? [word, words[index + 1] ?? ""] : []));
      for (const helm of HELMS) await render(helm, sets);
    });
  }
});

describe("commands of the documentation", { skip }, () => {
  // With --help a program reads its flags and does nothing else. Each is asked once, whatever its arguments are.
  const known = (program: string, args: readonly string[]) => {
    const own = args.includes("--") ? args.indexOf("--") : args.length;
    const asked = [...args.slice(0, own), "--help", ...args.slice(own)];
    // Whatever cluster somebody works with: none is reached.
    const env = { PATH: process.env["PATH"], KUBECONFIG: "/dev/null" };
    const { status, stderr } = spawnSync(program, asked, { encoding: "utf8", env });
    assert.deepEqual([status, stderr], [0, ""]);
  };
  for (const { place, words } of commandsWith("kubectl", ([first]) => first !== "mount-monitor"))
    it(`${place}: kubectl knows ${words.slice(1).join(" ")}`, () => known(KUBECTL, words.slice(1)));
  for (const { place, words } of commandsWith("helm", () => true))
    it(`${place}: helm knows ${words.slice(1).join(" ")}`, () => {
      for (const helm of HELMS) known(helm, words.slice(1));
    });

  it("are not known when they are wrong", () => {
    assert.throws(() => known(KUBECTL, ["get", "pods", "--everywhere"]), /--everywhere/);
    assert.throws(() => known(HELMS[0] ?? "", ["upgrade", "--creat-namespace"]), /--creat-namespace/);
  });
});

function namespaceOf(object: RawObject): string {
  const metadata = object["metadata"];
  const name = isRecord(metadata) ? metadata["namespace"] : undefined;
  return typeof name === "string" ? name : "default";
}
