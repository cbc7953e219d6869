import { Agent } from "node:https";
import { podReview, post } from "./https-client.ts";

export interface Load {
  readonly calls: () => number;
  readonly failures: readonly string[];
  /** Serial numbers of the certificates that calls saw, oldest first. */
  readonly serials: readonly string[];
  stop(): Promise<void>;
}

/**
 * Clients that call without a pause: half of them keep their connections as the API server does, half open one for each
 * call. `target` is asked before each call, as a Service would be.
 */
export function startLoad(target: () => { readonly port: number; readonly ca: string }, clients: number): Load {
  const failures: string[] = [];
  const serials: string[] = [];
  const agent = new Agent({ keepAlive: true, maxCachedSessions: 0 });
  let calls = 0;
  const stop = new AbortController();
  const loop = async (client: number) => {
    while (!stop.signal.aborted) {
      const uid = `${client}-${++calls}`;
      try {
        const { status, body, serial } = await post(podReview(uid), {
          ...target(),
          agent: client % 2 === 0 ? agent : false,
        });
        if (status !== 200 || !body.includes(`"uid":"${uid}"`)) failures.push(`${status}: ${body}`);
        if (serial && serials.at(-1) !== serial && client % 2 === 1) serials.push(serial);
      } catch (error) {
        failures.push(`${uid}: ${(error as Error).message}`);
      }
    }
  };
  const loops = Array.from({ length: clients }, (_, client) => loop(client));
  return {
    calls: () => calls,
    failures,
    serials,
    async stop() {
      stop.abort();
      await Promise.all(loops);
      agent.destroy();
    },
  };
}
