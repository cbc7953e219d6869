import type { ServerResponse } from "node:http";
import { eventually, follow, type Followed, type FollowOptions } from "./followed.ts";
import { type Answering, type StandInServer, startStandIn } from "./stand-in-server.ts";

/** One stand-in, and one watch after the other on it. */
export interface WatchScene {
  readonly server: StandInServer;
  /** Begins a watch; what was asked before is forgotten. */
  start(options?: FollowOptions): Followed;
  until(what: string, one: Followed, holds: () => boolean): Promise<void>;
  /** One watch after the other is answered by one of these, the last one ever after. */
  inTurn(...ways: readonly Answering[]): Answering;
  /** Ends the watch, and waits until the server has noticed. */
  end(): Promise<void>;
  close(): void;
}

export async function openWatchScene(): Promise<WatchScene> {
  const server = await startStandIn();
  let followed: Followed | undefined;
  return {
    server,
    start: (options) => (followed = follow(server.connect(), options)),
    until: (what, one, holds) =>
      eventually(what, holds, () => [one.states, one.known(), one.logged, server.lists.length, server.watches.length]),
    inTurn:
      (...ways) =>
      (...args) =>
        ways[Math.min(server.watches.length, ways.length) - 1]?.(...args),
    async end() {
      followed?.watch.close();
      await eventually("every call is over", () => server.open() === 0);
    },
    close: () => server.stop(),
  };
}

/** Takes a watch, and sends what is given. */
export function begin(response: ServerResponse, ...lines: readonly string[]): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.write(lines.join(""));
}
