import type { RawPod } from "../../../webhook/src/core/raw-object.ts";

/** What the process that decides can be told. */
export interface DecideOrder {
  readonly what: keyof DecideAnswers;
  readonly pod: RawPod;
  readonly rounds: number;
}

export interface DecideAnswers {
  readonly time: { readonly medianMs: number; readonly p99Ms: number };
  readonly allocate: { readonly bytes: number };
  readonly decide: object;
  readonly look: { readonly t: string; readonly patchBytes: number };
}
