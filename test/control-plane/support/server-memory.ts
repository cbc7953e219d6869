import type { ApiClient } from "./api-client.ts";
import { until } from "./until.ts";

const LIMIT_MS = 60_000;
/** What the API server answers when it has waited for a version in vain. */
const NOT_YET = 504;

/**
 * Resolves once the API server remembers this version of an object. It tries a change on what it remembers first, and
 * asks webhooks anew when that turns out to be old: whoever counts calls has to wait for that before the next change.
 */
export async function remembered(admin: ApiClient, path: string, resourceVersion: string): Promise<void> {
  const newest = `${path}?resourceVersion=${resourceVersion}`;
  await until(`a server that remembers ${newest}`, LIMIT_MS, async () => (await admin.call(newest)).status !== NOT_YET);
}
