import type { ServingPair } from "./certificate-source.ts";

export interface Listeners {
  add(callback: (pair: ServingPair) => void): () => void;
  tell(pair: ServingPair): void;
}

export function createListeners(): Listeners {
  const callbacks = new Set<(pair: ServingPair) => void>();
  return {
    add(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    tell(pair) {
      for (const callback of callbacks) callback(pair);
    },
  };
}
