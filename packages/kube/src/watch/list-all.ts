import type { Answer } from "../answer.ts";
import { type ApiObject, parseObject } from "../api-object.ts";
import { ask } from "../ask.ts";
import type { ApiConnection } from "../connection.ts";
import { acceptFor, type Collection, keyOf, listPath, readPage } from "./collection.ts";
import { createListSplitter } from "./split-list.ts";

export interface ListOptions {
  readonly pageDeadlineMs: number;
  readonly signal: AbortSignal;
}

/**
 * All objects of a collection, page by page, given to `take` as they come, and the version from which to watch. A list
 * that grew too old between two pages is given up: its answer has the status 410.
 */
export async function listAll(
  connection: ApiConnection,
  collection: Collection<unknown>,
  { pageDeadlineMs: deadlineMs, signal }: ListOptions,
  take: (key: string, object: ApiObject) => void,
): Promise<Answer<string>> {
  const accept = acceptFor(collection, "list");
  const purpose = `list ${collection.title}`;
  const failed = (why: string): Answer<string> => ({
    ok: false,
    reason: "unreachable",
    message: `failed to ${purpose}: ${why}`,
  });
  let continueToken: string | undefined;
  for (;;) {
    const path = listPath(collection, continueToken);
    const sift = createListSplitter((json) => {
      const item = parseObject(json) ?? {};
      const key = keyOf(item);
      if (key !== "") take(key, item);
    });
    const request = { method: "GET", path, accept, sift, deadlineMs, signal } as const;
    const answer = await ask(connection, request, purpose);
    if (!answer.ok) return answer;
    if (answer.value === undefined)
      return { ok: false, reason: "refused", status: 404, message: `failed to ${purpose}: there is no such kind` };
    const page = readPage(answer.value);
    if (page === undefined) return failed("the answer is no list");
    if (page.continueToken === undefined) return { ...answer, value: page.resourceVersion };
    if (page.continueToken === continueToken) return failed("the server names the same page again and again");
    ({ continueToken } = page);
  }
}
