import type { Answer } from "../answer.ts";
import type { ApiObject } from "../api-object.ts";
import { ask } from "../ask.ts";
import type { ApiConnection } from "../connection.ts";
import { acceptFor, type Collection, listPath, readPage } from "./collection.ts";

const MAX_PAGE_BYTES = 256 * 1024 * 1024;

/**
 * All objects of a collection, page by page, given to `take` as they come, and the version from which to watch. A list
 * that grew too old between two pages is given up: its answer has the status 410.
 */
export async function listAll(
  connection: ApiConnection,
  collection: Collection<unknown>,
  take: (object: ApiObject) => void,
): Promise<Answer<string>> {
  const accept = acceptFor(collection, "list");
  const purpose = `list ${collection.title}`;
  let continueToken: string | undefined;
  for (;;) {
    const path = listPath(collection, continueToken);
    const answer = await ask(connection, { method: "GET", path, accept, maxAnswerBytes: MAX_PAGE_BYTES }, purpose);
    if (!answer.ok) return answer;
    if (answer.value === undefined)
      return { ok: false, reason: "refused", status: 404, message: `failed to ${purpose}: there is no such kind` };
    const page = readPage(answer.value);
    if (page === undefined)
      return { ok: false, reason: "unreachable", message: `failed to ${purpose}: the answer is no list` };
    for (const item of page.items) take(item);
    if (page.continueToken === undefined) return { ...answer, value: page.resourceVersion };
    ({ continueToken } = page);
  }
}
