/**
 * Whether a tag may be released: it has to be the version that everything says.
 *
 *   node tools/check-release.ts v1.2.3
 */
import path from "node:path";
import { refusals, statedVersions } from "./release/versions.ts";

const tag = process.argv[2] ?? "";
const refused = refusals(tag, statedVersions(path.dirname(import.meta.dirname)));
for (const why of refused) console.error(`failed to release ${tag}: ${why}`);
if (refused.length === 0) console.log(`${tag} is what everything says`);
process.exitCode = refused.length === 0 ? 0 : 1;
