import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { RCLONE } from "../simulation/samples.ts";
import {
  decodeMountRecord,
  encodeMountRecord,
  isSameMount,
  type MountRecord,
  type RecordedMount,
} from "./mount-record.ts";

/** As JSON gives them back. */
const object = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(model, { noNullPrototype: true });
const identity = object({ mountPoint: fc.string(), device: fc.string(), fsType: fc.string(), source: fc.string() });
const record: fc.Arbitrary<MountRecord> = object({
  origin: object({ start: fc.string(), namespace: fc.string() }),
  mounts: fc.dictionary(
    fc.string().map((path) => `/${path}`),
    object({
      healthy: fc.boolean(),
      canarySeen: fc.boolean(),
      identity: fc.option(identity, { nil: undefined }),
    }),
    { noNullPrototype: true },
  ),
});
const SAMPLE: MountRecord = {
  origin: { start: "boot", namespace: "mnt:[1]" },
  mounts: { "/mnt/a": { healthy: true, canarySeen: true, identity: RCLONE } },
};

describe("isSameMount", () => {
  const mount = { healthy: true, canarySeen: true, identity: RCLONE };
  const cases: ReadonlyArray<readonly [what: string, other: RecordedMount, same: boolean]> = [
    ["a copy", { ...mount, identity: { ...RCLONE } }, true],
    ["one that did not answer", { ...mount, healthy: false }, false],
    ["one without a canary", { ...mount, canarySeen: false }, false],
    ["another mount", { ...mount, identity: { ...RCLONE, device: "0:53" } }, false],
  ];
  for (const [what, other, same] of cases) it(`${what}: ${same}`, () => assert.equal(isSameMount(mount, other), same));
});

describe("the record of the mounts", () => {
  it("is read back as it was written", () => {
    fc.assert(fc.property(record, (record) => assert.deepEqual(decodeMountRecord(encodeMountRecord(record)), record)));
  });
  const bad: ReadonlyArray<readonly [what: string, text: string]> = [
    ["empty", ""],
    ["cut off", encodeMountRecord(SAMPLE).slice(0, -5)],
    ["null", "null"],
    ["a list", "[]"],
    ["another version", JSON.stringify({ version: 2, ...SAMPLE })],
    ["no mounts", JSON.stringify({ version: 1, origin: SAMPLE.origin })],
    ["an origin without a namespace", JSON.stringify({ version: 1, ...SAMPLE, origin: { start: "boot" } })],
    ["an origin without a start", JSON.stringify({ version: 1, ...SAMPLE, origin: { namespace: "mnt:[1]" } })],
    ["no origin", JSON.stringify({ version: 1, mounts: SAMPLE.mounts })],
    ...(["healthy", "canarySeen"] as const).map(
      (flag) =>
        [
          `a mount without ${flag}`,
          JSON.stringify({
            version: 1,
            ...SAMPLE,
            mounts: { "/mnt/a": { healthy: true, canarySeen: true, [flag]: undefined } },
          }),
        ] as const,
    ),
    ["a mount of another kind", JSON.stringify({ version: 1, ...SAMPLE, mounts: { "/mnt/a": true } })],
    [
      "an identity without a device",
      JSON.stringify({
        version: 1,
        ...SAMPLE,
        mounts: { "/mnt/a": { healthy: true, canarySeen: true, identity: { ...RCLONE, device: 5 } } },
      }),
    ],
  ];
  for (const [what, text] of bad) it(`is not taken: ${what}`, () => assert.equal(decodeMountRecord(text), undefined));
  it("never throws", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decodeMountRecord(text)));
    fc.assert(
      fc.property(fc.constantFrom("version", "origin", "mounts"), fc.jsonValue(), (key, value) => {
        decodeMountRecord(JSON.stringify({ version: 1, ...SAMPLE, [key]: value }));
      }),
    );
  });
});
