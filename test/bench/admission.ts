/**
 * What admission costs through a real API server, alone or beside other injectors.
 *
 *   npm run build && npm run bench:admission -- [--quick] [--peer COMMAND ...]      needs KUBEBUILDER_ASSETS
 */
import { parseArgs } from "node:util";
import { admission } from "./suites/admission.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, peer: { type: "string", multiple: true, default: [] } },
});
const problem = admission.missing();
if (problem !== undefined) {
  console.error(`failed to run the benchmark: ${problem}`);
  process.exit(2);
}
await admission.run({
  quick: values.quick,
  peers: values.peer,
  progress: (line) => console.error(line),
  tell({ name, value, unit, baseline }) {
    const text = (number: number) => (unit === "count" ? String(number) : `${number.toFixed(2)} ${unit}`);
    const beside = baseline === undefined ? "" : `${baseline.name}: ${text(baseline.value)}`;
    console.log(`${name.padEnd(72)}${text(value).padStart(10)}   ${beside}`);
  },
});
