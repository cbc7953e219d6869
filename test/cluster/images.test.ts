import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "./support/images.ts";
import { expectCommand, runCommand } from "./support/run-command.ts";
import { isOnPath, missingCluster } from "./support/settings.ts";
import { stateFolder } from "./support/state.ts";

const PROGRAMS = { webhook: "mount-monitor-webhook.cjs", sidecar: "mount-monitor.cjs" } as const;
const TARGETS = ["webhook", "sidecar"] as const;

interface Image {
  readonly config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

interface BakeTarget {
  readonly target: string;
  readonly platforms?: readonly string[];
  readonly attest?: ReadonlyArray<{ readonly type: string }>;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
}

describe("the images", { skip: missingCluster() ?? false }, () => {
  for (const target of TARGETS) {
    it(`${target}: its program on top of Node, and nothing else; never as root`, async () => {
      const archive = path.join(stateFolder(), "images", `${target}.tar`);
      const [manifest] = JSON.parse(await entryOf(archive, "manifest.json")) as [
        { readonly Config: string; readonly Layers: readonly string[] },
      ];
      const { config } = JSON.parse(await entryOf(archive, manifest.Config)) as Image;
      assert.equal(config.User, "65532:65532");
      assert.equal(config.Entrypoint.at(-1), `/app/${PROGRAMS[target]}`);
      assert.match(config.Labels["org.opencontainers.image.revision"] ?? "", /^([0-9a-f]{40})?$/);
      const layer = path.join(stateFolder(), `${target}-layer.tar`);
      await expectCommand("/bin/sh", [
        "-c",
        'tar -xOf "$1" "$2" >"$3"',
        "sh",
        archive,
        manifest.Layers.at(-1) ?? "",
        layer,
      ]);
      const files = (await expectCommand("tar", ["-tf", layer])).split("\n").filter((file) => /[^/]$/.test(file));
      assert.deepEqual(files, [`app/${PROGRAMS[target]}`]);
    });
  }

  it("for a release: both, for both architectures, with SBOM and provenance", async (t) => {
    const bake = await bakeCommand();
    if (bake === undefined) return t.skip("there is neither docker buildx nor buildx on the PATH");
    const [command, ...before] = bake;
    const env = { VERSION: "1.2.3", COMMIT: "abc", IMAGE_PREFIX: "registry.example/mm" };
    const args = [...before, "bake", "--file", path.join(ROOT, "docker-bake.hcl"), "--print", "release"];
    const printed = JSON.parse(await expectCommand(command, args, { env })) as {
      readonly target: Readonly<Record<string, BakeTarget>>;
    };
    assert.deepEqual(Object.keys(printed.target).toSorted(), ["sidecar-release", "webhook-release"]);
    for (const name of TARGETS) {
      const { target, platforms, attest, tags, labels, args: given } = printed.target[`${name}-release`] as BakeTarget;
      assert.equal(target, name);
      assert.deepEqual(platforms, ["linux/amd64", "linux/arm64"]);
      assert.deepEqual(attest?.map(({ type }) => type).toSorted(), ["provenance", "sbom"]);
      assert.deepEqual(tags, [`registry.example/mm/${name}:1.2.3`]);
      assert.equal(labels["org.opencontainers.image.revision"], "abc");
      assert.equal(labels["org.opencontainers.image.base.name"], given["NODE_IMAGE"]);
    }
  });
});

async function bakeCommand(): Promise<readonly [string, ...string[]] | undefined> {
  if (isOnPath("docker") && (await runCommand("docker", ["buildx", "version"])).code === 0) return ["docker", "buildx"];
  return isOnPath("buildx") ? ["buildx"] : undefined;
}

function entryOf(archive: string, name: string): Promise<string> {
  return expectCommand("tar", ["-xOf", archive, name]);
}
