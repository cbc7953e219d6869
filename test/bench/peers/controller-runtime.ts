/**
 * A peer: what Go injectors are mostly built on, with an injector of ours on it that decides nothing and adds what
 * mount-monitor adds. The least that a Go injector with typed objects costs. Needs Go.
 *
 *   --peer 'node test/bench/peers/controller-runtime.ts'
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ASKING_ANNOTATION, ourAddition } from "./addition.ts";
import { buildGoProgram } from "./go-program.ts";
import { serveProgram } from "./serve-program.ts";
import { readSurroundings } from "./surroundings.ts";

const MODULE = "sigs.k8s.io/controller-runtime";
const VERSION = "v0.25.2";

const around = readSurroundings(process.env);
const source = path.join(import.meta.dirname, "controller-runtime/main.go");
const { program } = buildGoProgram(source, MODULE, VERSION);
const addition = path.join(around.folder, "addition.json");
writeFileSync(addition, JSON.stringify(ourAddition()));
await serveProgram(program, [String(around.port), around.tlsFolder, ASKING_ANNOTATION, addition], {}, around, {
  name: `controller-runtime ${VERSION}`,
  path: "/inject",
  annotations: { [ASKING_ANNOTATION]: "true" },
  promised: false,
});
