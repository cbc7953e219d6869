import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { examplePod } from "../../../webhook/src/core/testing/example-pod.ts";

/** A pod as people write it, of which golden files hold what becomes of it. */
export function plexPod(): RawPod {
  const file = path.join(import.meta.dirname, "../../../webhook/testdata/plex.pod.yaml");
  return parse(readFileSync(file, "utf8")) as RawPod;
}

/** The same without an annotation: what the webhook is never asked about, were it asked. */
export function plainPod(): RawPod {
  return { ...plexPod(), metadata: { generateName: "plain-" } };
}

/** What can be large about a pod, each alone, with everything else as small as it can be. */
export const GROWING_PODS = {
  "monitored paths": (count) => {
    const names = numbered(count, (index) => `media-${index}`);
    const volumes = names.map((name) => ({ name, hostPath: { path: `/srv/${name}` } }));
    const volumeMounts = names.map((name) => ({ name, mountPath: `/mnt/${name}` }));
    const paths = names.map((name) => `/mnt/${name}`).join(",");
    return examplePod({ "mount-monitor.io/paths": paths }, { volumes }, { volumeMounts });
  },
  containers: (count) => {
    const [first] = examplePod().spec?.containers ?? [];
    const others = numbered(count - 1, (index) => ({
      name: `other-${index}`,
      image: "registry.example.org/other:1",
      env: numbered(10, (variable) => ({ name: `SETTING_${variable}`, value: "some value or other" })),
      volumeMounts: [{ name: "media", mountPath: "/mnt/media" }],
    }));
    return examplePod({}, { containers: [...(first ? [first] : []), ...others] });
  },
  volumes: (count) => {
    const others = numbered(count - 1, (index) => ({ name: `other-${index}`, configMap: { name: `other-${index}` } }));
    return examplePod({}, { volumes: [{ name: "media", hostPath: { path: "/srv/media" } }, ...others] });
  },
  annotations: (count) =>
    examplePod(
      Object.fromEntries(numbered(count - 1, (index) => [`example.org/note-${index}`, "some value or other"])),
    ),
} as const satisfies Readonly<Record<string, (count: number) => RawPod>>;

export type Growing = keyof typeof GROWING_PODS;

function numbered<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
