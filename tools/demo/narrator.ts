import { setTimeout as wait } from "node:timers/promises";

const STYLES = { bold: "1", dim: "2", red: "31", green: "32", yellow: "33" } as const;

const colours = process.stdout.isTTY && !process.env["NO_COLOR"];
const startedMs = performance.now();

export function style(text: string, name: keyof typeof STYLES): string {
  return colours ? `\u001B[${STYLES[name]}m${text}\u001B[0m` : text;
}

/** A step of the story. */
export function step(text: string): void {
  console.log(`\n${style(text, "bold")}`);
}

/** What happened, with the seconds since the beginning. */
export function line(text: string): void {
  console.log(`  ${style(`${((performance.now() - startedMs) / 1000).toFixed(1).padStart(4)}s`, "dim")}  ${text}`);
}

export function colourOfStatus(status: string): string {
  const name =
    status === "HEALTHY" ? "green" : status === "DEGRADED" ? "yellow" : status === "UNHEALTHY" ? "red" : "dim";
  return style(status.padEnd(9), name);
}

/** Sleeps on a condition; what never comes is a failure that says so. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  limitMs = 30_000,
): Promise<T> {
  const giveUpAtMs = performance.now() + limitMs;
  while (performance.now() < giveUpAtMs) {
    const found = await look();
    if (found !== undefined) return found;
    await wait(50);
  }
  throw new Error(`failed to run the demo: ${what} did not come within ${limitMs / 1000} s`);
}
