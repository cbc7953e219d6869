/** Loaded before the tests of a mutant: gives Node the changed code in place of the source. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const { MUTANT_FILE = "", MUTANT_CODE = "" } = process.env;
const url = pathToFileURL(MUTANT_FILE).href;

registerHooks({
  load: (loaded, context, next) =>
    loaded === url
      ? { format: "module", source: readFileSync(MUTANT_CODE, "utf8"), shortCircuit: true }
      : next(loaded, context),
});
