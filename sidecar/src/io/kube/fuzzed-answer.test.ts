import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { type StandInApi, startStandInApi } from "../../../test/stand-in-api/stand-in-api.ts";
import { createKubeClient } from "./kube-client.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1" };
const DEADLINE_MS = 100;

let api: StandInApi;
before(async () => void (api = await startStandInApi({ pods: [POD] })));
after(() => api.close());

/** Pieces of real answers, so that the fuzz gets past the first byte. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 429 Too Many\r\nRetry-After: 1\r\n",
      "HTTP/1.0 500\r\n",
      "Transfer-Encoding: chunked\r\n",
      "Content-Length: 5\r\n",
      "Content-Length: 99999999999999999999\r\n",
      "Connection: upgrade\r\nUpgrade: x\r\n",
      "\r\n",
      "\r\n\r\n",
      "5\r\nhello\r\n",
      "0\r\n\r\n",
      "ffffffffffffffff\r\n",
      '{"kind":"Status","status":"Failure","code":1e999,"details":[]}',
    )
    .map((text) => Buffer.from(text)),
);

describe("any bytes as an answer", () => {
  it("end as a result within the deadline", async () => {
    const client = createKubeClient({ ...api, deadlineMs: DEADLINE_MS });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        await api.fail({ bytes: Buffer.concat(pieces) });
        const result = await client.deletePod(POD);
        assert.ok(["ok", "gone", "throttled", "refused", "unreachable"].includes(result.t));
        assert.doesNotMatch(JSON.stringify(result), /stand-in-token/);
      }),
      { numRuns: 150 },
    );
  });
});
