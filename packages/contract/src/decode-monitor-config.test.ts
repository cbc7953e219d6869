import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkMonitorConfig, decodeMonitorConfig, MAX_CONFIG_BYTES } from "./decode-monitor-config.ts";
import { formatDuration } from "./duration.ts";
import { encodeMonitorConfig } from "./encode-monitor-config.ts";
import { FAULTS } from "./fault.ts";
import type { MonitorConfigInput } from "./monitor-config.ts";

const ROOT = path.join(import.meta.dirname, "..");
const EVERYTHING = fs.readFileSync(path.join(ROOT, "testdata/config/valid-everything.json"), "utf8");

const duration = (minMs: number, maxMs: number) => fc.integer({ min: minMs, max: maxMs }).map(formatDuration);
const object = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record<T>(model, { noNullPrototype: true, requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
const HOUR = 3_600_000;
const file = fc.stringMatching(/^[a-z .]{0,9}[a-z]$/).map((name) => `folder/${name}`);
const check = {
  checkInterval: duration(10, HOUR),
  readTimeout: duration(1, HOUR),
  checkType: fc.constantFrom("auto" as const, "canary" as const, "directory" as const),
  canaryFile: file,
  probeFile: file,
  allowEmpty: fc.boolean(),
};
const mount = fc
  .tuple(
    fc.stringMatching(/^(\/[a-zA-Z0-9 ]{1,40}){1,8}$/),
    object({
      ...check,
      failureThreshold: fc.integer({ min: 0, max: 1000 }),
      name: fc.string({ minLength: 1, maxLength: 60 }),
      onFailure: fc.constantFrom("restart" as const, "unready" as const, "report" as const),
    }),
  )
  .map(([path, rest]) => ({ path, ...rest }));
const input = fc
  .tuple(
    fc.uniqueArray(mount, { minLength: 1, maxLength: 5, selector: ({ path }) => path }),
    object({
      ...check,
      failureThreshold: fc.integer({ min: 1, max: 1000 }),
      mode: fc.constantFrom("enforce" as const, "observe" as const),
      httpPort: fc.integer({ min: 0, max: 65535 }),
      shutdownTimeout: duration(0, HOUR),
      stateDir: fc.constant("/_state"),
      workload: fc.string({ minLength: 1, maxLength: 50 }),
      watchdog: object({
        enabled: fc.boolean(),
        action: fc.constantFrom("delete" as const, "evict" as const, "in-place" as const, "none" as const),
        restartDelay: duration(0, 24 * HOUR),
        restartOn: fc.subarray([...FAULTS]),
        budget: fc.oneof(
          fc.constant("unlimited"),
          fc
            .tuple(fc.integer({ min: 1, max: 999 }), duration(1_000, 24 * HOUR))
            .map(([limit, window]) => `${limit} per ${window}`),
        ),
        retryBackoffInitial: duration(1, 10_000),
        retryBackoffMax: duration(10_000, HOUR),
        recentRestarts: fc.array(
          fc
            .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
            .map((date) => date.toISOString()),
          { maxLength: 5 },
        ),
      }),
    }),
  )
  .map(([mounts, rest]) => ({ ...rest, mounts }) as MonitorConfigInput);

describe("decodeMonitorConfig", () => {
  it("reads back what encodeMonitorConfig writes", () => {
    fc.assert(
      fc.property(input, (input) => {
        const decoded = decodeMonitorConfig(JSON.stringify(input));
        assert.ok(decoded.ok, JSON.stringify(decoded));
        const { config } = decoded;
        assert.deepEqual(decodeMonitorConfig(JSON.stringify(encodeMonitorConfig(config))), { ok: true, config });
      }),
    );
  });

  it("refuses what is too large", () => {
    const text = `{"mounts":[{"path":"/a"}]}`.padEnd(MAX_CONFIG_BYTES);
    assert.equal(decodeMonitorConfig(text).ok, true);
    assert.deepEqual(decodeMonitorConfig(`${text} `), { ok: false, errors: ["it is larger than 1 MiB"] });
  });

  it("never throws, and says something of every text that it refuses", () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((mounts) => JSON.stringify({ mounts })),
    );
    fc.assert(fc.property(anything, sensible), { numRuns: 300 });
  });

  it("does not throw for what is nested deeper than the stack", () => {
    for (const deep of [
      "[".repeat(500_000),
      `${"[".repeat(400_000)}${"]".repeat(400_000)}`,
      `{"mounts":${"[".repeat(400_000)}${"]".repeat(400_000)}}`,
    ]) {
      sensible(deep);
    }
  });

  it("survives any change of a valid configuration", () => {
    fc.assert(
      fc.property(fc.nat(EVERYTHING.length), fc.nat(8), fc.string({ maxLength: 4 }), (from, length, put) => {
        sensible(EVERYTHING.slice(0, from) + put + EVERYTHING.slice(from + length));
      }),
      { numRuns: 300 },
    );
  });

  it("names the path of whatever value is wrong", () => {
    const places = pathsOf(JSON.parse(EVERYTHING));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 1 }), (place, value) => {
        const data: unknown = JSON.parse(EVERYTHING);
        put(data, place, value);
        const decoded = checkMonitorConfig(data);
        if (decoded.ok) return;
        const name = nameOf(place);
        assert.ok(
          decoded.errors.every((error) => error.includes(name) || /^and \d+ more$/.test(error)),
          `${name}: ${decoded.errors.join("; ")}`,
        );
      }),
      { numRuns: 400 },
    );
  });

  it("names the nearest key, and where the unknown one stands", () => {
    const keyed = pathsOf(JSON.parse(EVERYTHING)).filter(
      (place) => typeof place.at(-1) === "string" && String(place.at(-1)).length > 4,
    );
    for (const place of keyed) {
      const data: unknown = JSON.parse(EVERYTHING);
      const key = String(place.at(-1));
      const parent = place.slice(0, -1);
      if (key === "$schema") continue;
      put(data, [...parent, `${key}z`], 1);
      const prefix = parent.length === 0 ? "" : `${nameOf(parent)} has an `;
      const decoded = checkMonitorConfig(data);
      assert.deepEqual(decoded, { ok: false, errors: [`${prefix}unknown key "${key}z"; did you mean ${key}?`] });
    }
  });

  it("reports a wrong value at the top once, however many mounts inherit it", () => {
    const mounts = ["/a", "/b", "/c"].map((path) => ({ path }));
    assert.deepEqual(decodeMonitorConfig(JSON.stringify({ mounts, readTimeout: "2h" })), {
      ok: false,
      errors: ['readTimeout is "2h", but must be from 1ms to 1h'],
    });
  });
});

describe("the schema", () => {
  interface Node {
    readonly properties?: Readonly<Record<string, Node>>;
    readonly items?: Node;
    readonly minMs?: number;
    readonly maxMs?: number;
    readonly default?: unknown;
  }
  const schema = JSON.parse(fs.readFileSync(path.join(ROOT, "monitor-config.schema.json"), "utf8")) as Node;
  const durations = [...eachDuration(schema, [])];

  it("has durations at the top, in mounts and in the watchdog", () => {
    assert.ok(durations.length >= 8, String(durations.length));
  });
  for (const { place, minMs, maxMs } of durations) {
    it(`says the range of ${nameOf(place)} as the decoder enforces it`, () => {
      const errorsOf = (ms: number) => {
        const data: unknown = {
          mounts: [{ path: "/a" }],
          watchdog: { retryBackoffInitial: "1ms", retryBackoffMax: "1h" },
        };
        put(data, place, formatDuration(ms));
        const decoded = checkMonitorConfig(data);
        return decoded.ok ? [] : decoded.errors;
      };
      assert.deepEqual(errorsOf(minMs), []);
      assert.deepEqual(errorsOf(maxMs), []);
      const range = `but must be from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
      if (minMs > 0) assert.match(errorsOf(minMs - 1).join(), new RegExp(range));
      assert.match(errorsOf(maxMs + 1).join(), new RegExp(range));
    });
  }

  function* eachDuration(node: Node, place: Place): Generator<{ place: Place; minMs: number; maxMs: number }> {
    if (node.minMs !== undefined && node.maxMs !== undefined) yield { place, minMs: node.minMs, maxMs: node.maxMs };
    for (const [key, child] of Object.entries(node.properties ?? {})) yield* eachDuration(child, [...place, key]);
    if (node.items) yield* eachDuration(node.items, [...place, 0]);
  }
});

type Place = ReadonlyArray<string | number>;

function sensible(text: string): void {
  const decoded = decodeMonitorConfig(text);
  if (decoded.ok) return;
  assert.ok(decoded.errors.length > 0 && decoded.errors.length <= 11);
  for (const error of decoded.errors)
    assert.ok((error !== "" && !/undefined|something else|\[object/.test(error)) || /undefined/.test(text), error);
}

function pathsOf(data: unknown, place: Place = []): Place[] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const here = [...place, Array.isArray(data) ? Number(key) : key];
    return [here, ...pathsOf(value, here)];
  });
}

function put(data: unknown, place: Place, value: unknown): void {
  let at = data as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) at = at[key] as typeof at;
  at[place.at(-1) as string] = value;
}

function nameOf(place: Place): string {
  return place.reduce<string>(
    (name, key) => (typeof key === "number" ? `${name}[${key}]` : name === "" ? key : `${name}.${key}`),
    "",
  );
}
