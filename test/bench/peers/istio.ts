/**
 * A peer: the sidecar injector of Istio, with the template and the values of its chart. Needs Go.
 *
 *   --peer 'node test/bench/peers/istio.ts'
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { buildGoProgram } from "./go-program.ts";
import { serveProgram } from "./serve-program.ts";
import { readSurroundings } from "./surroundings.ts";

const MODULE = "istio.io/istio";
/** Of the branch that becomes the next release: the releases themselves are not published as versions of the module. */
const VERSION = "v0.0.0-20260827124520-eed52ebb66ad";
const CHART = "manifests/charts/istio-control/istio-discovery";

type Values = Readonly<Record<string, unknown>>;

const around = readSurroundings(process.env);
const source = path.join(import.meta.dirname, "istio/main.go");
const { program, moduleFolder } = buildGoProgram(source, MODULE, VERSION);
const chartFile = (name: string) => readFileSync(path.join(moduleFolder, CHART, name), "utf8");
const write = (name: string, content: unknown): string => {
  const file = path.join(around.folder, name);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(content));
  return file;
};

// As the chart makes its ConfigMap: of the values only what templates read.
const { _internal_defaults_do_not_set: values } = parse(chartFile("values.yaml")) as Readonly<Record<string, Values>>;
if (values === undefined) throw new Error("failed to read the values of Istio's chart: they are where they were not");
const { global, sidecarInjectorWebhook, revision, cni, env, gateways } = values;
const config = write("config", {
  policy: "enabled",
  defaultTemplates: ["sidecar"],
  alwaysInjectSelector: [],
  neverInjectSelector: [],
  templates: { sidecar: chartFile("files/injection-template.yaml") },
});
const valuesFile = write("values", { global, sidecarInjectorWebhook, revision, pilot: { cni, env }, gateways });

const address = `127.0.0.1:${around.port}`;
const args = [address, around.certFile, around.keyFile, config, valuesFile];
await serveProgram(program, args, { ENABLE_NATIVE_SIDECARS: "true" }, around, {
  name: `istio ${VERSION.slice(-12)}`,
  path: "/inject",
  labels: { "sidecar.istio.io/inject": "true" },
});
