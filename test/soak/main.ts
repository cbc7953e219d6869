/** Days of work in an hour: the real programs, faults all the time, and a model that looks on. See `--help`. */
import { writeFileSync } from "node:fs";
import { requireFreshBundle } from "../../sidecar/test/support/bundle.ts";
import { lookAround } from "./faults/surroundings.ts";
import { HELP, parseOptions } from "./options.ts";
import { runSoak } from "./run-soak.ts";
import { describeSchedule } from "./schedule/describe-schedule.ts";

const parsed = parseOptions(process.argv.slice(2), process.env, Math.floor(Math.random() * 1_000_000));
switch (parsed.t) {
  case "help":
    console.log(HELP);
    break;
  case "wrong":
    console.error(`failed to start the soak: ${parsed.why}; see --help`);
    process.exitCode = 2;
    break;
  case "run": {
    const { options } = parsed;
    if (options.dry) {
      console.log(describeSchedule(options).join("\n"));
      break;
    }
    requireFreshBundle();
    const outcome = await runSoak(options, lookAround());
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(outcome, null, 2)}\n`);
    process.exitCode = outcome.violations.length > 0 || outcome.interrupted ? 1 : 0;
    break;
  }
}
