import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RawContainer, RawPodSpec } from "../raw-object.ts";
import { hiddenBy, isAtOrBelow, normalizePath } from "./mount-path.ts";
import { resolvePath } from "./resolve-path.ts";

const container = (
  name: string,
  ...mounts: ReadonlyArray<readonly [volume: string, path: string, more?: object]>
): RawContainer => {
  return { name, volumeMounts: mounts.map(([volume, mountPath, more]) => ({ name: volume, mountPath, ...more })) };
};
const BIDIRECTIONAL = { mountPropagation: "Bidirectional" };

describe("resolvePath", () => {
  const table: ReadonlyArray<
    readonly [
      what: string,
      spec: RawPodSpec,
      path: string,
      expected: string | undefined,
      containers?: readonly string[],
    ]
  > = [
    [
      "the longest prefix",
      { containers: [container("a", ["x", "/data"], ["y", "/data/media"])] },
      "/data/media/films",
      "a y /data/media",
    ],
    [
      "whole segments only",
      { containers: [container("a", ["x", "/data"], ["y", "/data/media"])] },
      "/data/media-2",
      "a x /data",
    ],
    [
      "however it is written",
      { containers: [container("a", ["x", "//data//media/"])] },
      "/data/media",
      "a x //data//media/",
    ],
    ["the root", { containers: [container("a", ["x", "/"])] }, "/data", "a x /"],
    [
      "the longest of several containers",
      { containers: [container("a", ["x", "/data"]), container("b", ["y", "/data/media"])] },
      "/data/media",
      "b y /data/media",
    ],
    [
      "the first of those that see the same",
      { containers: [container("a", ["x", "/data"]), container("b", ["x", "/data/media", { subPath: "media" }])] },
      "/data/media",
      "a x /data",
    ],
    [
      "not the first where it sees another folder",
      { containers: [container("a", ["x", "/data"]), container("b", ["x", "/data/media", { subPath: "other" }])] },
      "/data/media",
      "b x /data/media",
    ],
    [
      "an app container before a native sidecar",
      {
        containers: [container("a", ["x", "/m"])],
        initContainers: [{ ...container("s", ["x", "/m"]), restartPolicy: "Always" }],
      },
      "/m",
      "a x /m",
    ],
    [
      "a native sidecar",
      { containers: [container("a")], initContainers: [{ ...container("s", ["x", "/m"]), restartPolicy: "Always" }] },
      "/m",
      "s x /m",
    ],
    [
      "no init container",
      { containers: [container("a")], initContainers: [container("i", ["x", "/m"])] },
      "/m",
      undefined,
    ],
    [
      "who uses a mount before who provides it",
      { containers: [container("p", ["x", "/m", BIDIRECTIONAL]), container("a", ["x", "/m"])] },
      "/m",
      "a x /m",
    ],
    [
      "who provides it, if there is nobody else",
      { containers: [container("p", ["x", "/m", BIDIRECTIONAL])] },
      "/m",
      "p x /m",
    ],
    [
      "only the containers that are named",
      { containers: [container("a", ["x", "/m"]), container("b", ["y", "/m"])] },
      "/m",
      "b y /m",
      ["b"],
    ],
    [
      "no other volume unnoticed",
      { containers: [container("a", ["x", "/m"]), container("b", ["y", "/m"])] },
      "/m",
      "a x /m rival b",
    ],
  ];
  for (const [what, spec, path, expected, containers] of table) {
    it(what, () => {
      const found = resolvePath(spec, path, containers);
      const rival = found?.rival === undefined ? "" : ` rival ${found.rival.container.name}`;
      assert.equal(
        found && `${found.holder.container.name} ${found.mount.name} ${found.mount.mountPath}${rival}`,
        expected,
      );
    });
  }

  it("finds who provides a mount by the same volume or a folder of the node around it", () => {
    const spec: RawPodSpec = {
      containers: [container("a", ["media", "/m"])],
      initContainers: [
        { ...container("same", ["media", "/x", BIDIRECTIONAL]), restartPolicy: "Always" },
        { ...container("around", ["root", "/y", BIDIRECTIONAL]), restartPolicy: "Always" },
        { ...container("apart", ["other", "/z", BIDIRECTIONAL]), restartPolicy: "Always" },
      ],
      volumes: [
        { name: "media", hostPath: { path: "/srv/media" } },
        { name: "root", hostPath: { path: "/srv" } },
        { name: "other", hostPath: { path: "/srv/media-2" } },
      ],
    };
    const names = resolvePath(spec, "/m", undefined)?.mounters.map((mounter) => mounter.container.name);
    assert.deepEqual(names, ["same", "around"]);
  });
});

describe("paths", () => {
  it("are normalized", () => {
    assert.equal(normalizePath("//a///b/"), "/a/b");
    assert.equal(normalizePath("/"), "/");
    assert.equal(isAtOrBelow("/a", "/"), true);
    assert.equal(isAtOrBelow("/ab", "/a"), false);
  });

  const hidden: ReadonlyArray<readonly [path: string, hides: string | undefined]> = [
    ["/mnt/media", undefined],
    ["/app/data", undefined],
    ["/app", "/app"],
    ["/", "/app"],
    ["/run", "/run/secrets/kubernetes.io/serviceaccount"],
    ["/run/media", undefined],
    ["/proc/x", "/proc"],
    ["/mount-monitor/state/x", "/mount-monitor"],
    ["/usr", "/usr/lib"],
    ["/usr/share/media", undefined],
  ];
  for (const [path, hides] of hidden) it(`${path} hides ${hides}`, () => assert.equal(hiddenBy(path), hides));
});
