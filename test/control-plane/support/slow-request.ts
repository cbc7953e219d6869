import { request } from "node:https";
import type { ControlPlane } from "./control-plane.ts";

/** A request that the server has let pass, and whose body is still to come. */
export interface SlowRequest {
  /** Sends the body, and comes back with the answer. */
  finish(): Promise<{ readonly status: number; readonly text: string }>;
  abandon(): void;
}

export interface SlowCall {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body: unknown;
}

const DEADLINE_MS = 30_000;

/** Resolves once the server asks for the body, which it does when it knows who calls and has looked at permissions. */
export function startSlowRequest(plane: ControlPlane, { method, path, token, body }: SlowCall): Promise<SlowRequest> {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    // The server says so with the first byte that it wants to read.
    expect: "100-continue",
  };
  const outgoing = request(new URL(path, plane.url), { method, ca: plane.caPem, headers, agent: false });
  outgoing.setTimeout(DEADLINE_MS, () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)));
  const answer = new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
  });
  // Looked at again by whoever finishes it.
  answer.catch(() => {});
  const early = answer.then(({ status, text }) => {
    throw new Error(`the server answered before it had the body: ${status} ${text}`);
  });
  const asked = new Promise<SlowRequest>((resolve) => {
    outgoing.on("continue", () =>
      resolve({
        finish() {
          outgoing.end(text);
          return answer;
        },
        abandon: () => outgoing.destroy(),
      }),
    );
  });
  outgoing.flushHeaders();
  return Promise.race([asked, early]);
}
