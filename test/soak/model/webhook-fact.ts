import type { MemoryRange } from "../schedule/webhook-fault.ts";

/** An annotated pod that somebody asked the API server to create. */
export type Created =
  | { readonly t: "failed"; readonly why: string }
  | {
      readonly t: "made";
      readonly gates: number;
      readonly monitors: number;
      readonly mode: string;
      /** Of gate and monitor; undefined where none is set. */
      readonly memory: readonly { readonly requestMiB: number | undefined; readonly limitMiB: number | undefined }[];
    };

export type WebhookHappening =
  | { readonly t: "create"; readonly beganMs: number; readonly created: Created }
  /** Some replica was killed, and the Service may not know. */
  | { readonly t: "replica-lost"; readonly known: boolean }
  /** How many replicas say that they are ready. */
  | { readonly t: "ready"; readonly replicas: number }
  | { readonly t: "api-server"; readonly up: boolean }
  | { readonly t: "limits"; readonly range: MemoryRange | undefined }
  | { readonly t: "mode"; readonly mode: "observe" | "enforce" }
  | { readonly t: "memory"; readonly replica: string; readonly residentMiB: number; readonly heapMiB: number };

export type WebhookFact = WebhookHappening & { readonly atMs: number };
