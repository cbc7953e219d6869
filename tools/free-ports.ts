import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

/** Below this are ports of well-known services. */
const LOWEST = 20_000;
/** Where nobody has changed it, Linux hands out what is above. */
const FIRST_HANDED_OUT = 32_768;
const MOST_TRIES = 1_000;

/**
 * Ports for programs that have to be told theirs. Nobody listens on them, and the kernel gives them to nobody who asks
 * for any port, so that they are likely still free a moment later; and again when their program is started anew.
 */
export async function freePorts(count: number): Promise<number[]> {
  const below = firstHandedOut();
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count; tries++) {
    if (tries > MOST_TRIES) throw new Error(`failed to find ${count} free ports from ${LOWEST} to ${below}`);
    const port = LOWEST + Math.floor(Math.random() * (below - LOWEST));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

function firstHandedOut(): number {
  try {
    const [first = Number.NaN] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8")
      .split(/\s+/)
      .map(Number);
    // Where it begins below, there is no range that is left alone.
    return first > LOWEST + MOST_TRIES ? first : FIRST_HANDED_OUT;
  } catch {
    return FIRST_HANDED_OUT;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  await once(server.close(), "close");
  return true;
}
