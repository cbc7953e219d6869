import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/** A place that says which version this is. */
export interface StatedVersion {
  readonly where: string;
  readonly version: string;
}

const PACKAGES = ["sidecar", "webhook", "certs", "packages/*"];

/** Needs nothing but Node.js, so that a release can begin with it. */
export function statedVersions(root: string): readonly StatedVersion[] {
  const read = (file: string) => readFileSync(path.join(root, file), "utf8");
  const packages = globSync(
    PACKAGES.map((folder) => `${folder}/package.json`),
    { cwd: root },
  ).map((where) => ({ where, version: (JSON.parse(read(where)) as { readonly version: string }).version }));
  const chart = "helm/mount-monitor/Chart.yaml";
  const ofChart = [...read(chart).matchAll(/^(version|appVersion): "?([^"\s]+)"?$/gm)].map(
    ([, key = "", version = ""]) => ({ where: `${chart}: ${key}`, version }),
  );
  const examples = globSync("examples/**/*.yaml", { cwd: root }).flatMap((where) =>
    [...read(where).matchAll(/image: \S+\/mount-monitor\/\w+:(\S+)$/gm)].map(([, version = ""]) => ({
      where,
      version,
    })),
  );
  return [...packages, ...ofChart, ...examples];
}

/** What keeps the tag from being released; nothing where it may be. */
export function refusals(tag: string, stated: readonly StatedVersion[]): readonly string[] {
  // As npm, Helm and image tags alike take it: without build metadata.
  const [, version] = /^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/.exec(tag) ?? [];
  if (version === undefined) return [`${tag} is no version; tag it as v1.2.3 or v1.2.3-rc.1`];
  return stated
    .filter((one) => one.version !== version)
    .map((one) => `${one.where} says ${one.version}; set it to ${version}, commit, and move the tag`);
}
