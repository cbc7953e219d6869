import { connect, type Target } from "./raw-client.ts";

const PATH = "/mutate/pods";

/** Each connection sends the next when the last is answered, until the time is up; how long each took, in ms. */
export async function loadFor(
  target: Target,
  body: Buffer,
  { connections, durationMs }: { readonly connections: number; readonly durationMs: number },
): Promise<number[]> {
  const latencies: number[] = [];
  const endMs = performance.now() + durationMs;
  await eachConnection(target, body, connections, async (call) => {
    while (performance.now() < endMs) {
      const beganMs = performance.now();
      await call();
      latencies.push(performance.now() - beganMs);
    }
  });
  return latencies;
}

/** So many calls in all. */
export async function loadTimes(target: Target, body: Buffer, connections: number, total: number): Promise<void> {
  let left = total;
  await eachConnection(target, body, connections, async (call) => {
    while (left-- > 0) await call();
  });
}

async function eachConnection(
  target: Target,
  body: Buffer,
  connections: number,
  use: (call: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await connect(target, PATH, body);
      try {
        await use(client.call);
      } finally {
        client.close();
      }
    }),
  );
}
