import type { Fact } from "../model/fact.ts";
import type { WebhookFact } from "../model/webhook-fact.ts";

const KEPT = 40;

/** The last things that happened to each pod, to be printed where a promise was broken. */
export interface Trail {
  add(pod: string, fact: Fact | WebhookFact): void;
  of(pod: string): readonly string[];
}

export function createTrail(): Trail {
  const trails = new Map<string, string[]>();
  return {
    add(pod, fact) {
      // They come several times a second, and say little.
      if (fact.t === "memory" || (fact.t === "create" && fact.created.t === "made")) return;
      if (fact.t === "tick" || fact.t === "figures" || (fact.t === "answer" && fact.status === 200)) return;
      const trail = trails.get(pod) ?? [];
      trails.set(pod, trail);
      const { atMs, ...what } = fact;
      const text = Object.entries(what)
        .flatMap(([key, value]) =>
          value === undefined
            ? []
            : [key === "t" ? String(value) : `${key}=${typeof value === "object" ? JSON.stringify(value) : value}`],
        )
        .join(" ");
      if (fact.t === "answer" && trail.at(-1)?.includes(` answer endpoint=${fact.endpoint} `)) trail.pop();
      trail.push(`${(atMs / 1_000).toFixed(2).padStart(8)}s ${text}`);
      if (trail.length > KEPT) trail.shift();
    },
    of: (pod) => trails.get(pod) ?? [],
  };
}
