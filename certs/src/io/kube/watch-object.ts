import { type ApiConnection, openRequest } from "@mount-monitor/kube";
import type { Closable } from "./cluster-access.ts";

/** The API server ends a watch after this; it is then begun again. */
const WATCH_SECONDS = 290;
/** A connection that died without a word is given up soon after that. */
const SILENCE_MS = (WATCH_SECONDS + 20) * 1_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/** Calls back with every event of one object. What the event says is not looked at: whoever is called reads the object. */
export function watchObject(
  connection: ApiConnection,
  collection: string,
  name: string,
  onChange: () => void,
): Closable {
  const selector = encodeURIComponent(`metadata.name=${name}`);
  const path = `${collection}?watch=true&fieldSelector=${selector}&timeoutSeconds=${WATCH_SECONDS}`;
  let closed = false;
  let pauseMs = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let stop = () => {};

  const again = () => {
    if (closed) return;
    timer = setTimeout(begin, pauseMs * (0.5 + Math.random()));
    timer.unref();
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  };
  const begin = () => {
    try {
      const request = openRequest(connection, { method: "GET", path });
      stop = () => request.destroy();
      request.setTimeout(SILENCE_MS, stop);
      // Stays for good: a socket that is being destroyed may still report an error. The close comes after it.
      request.on("error", () => {});
      request.on("close", again);
      request.on("response", (response) => {
        response.on("error", () => {});
        response.on("data", () => {
          if (response.statusCode !== 200) return;
          pauseMs = FIRST_PAUSE_MS;
          onChange();
        });
      });
    } catch {
      again();
    }
  };
  begin();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      stop();
    },
  };
}
