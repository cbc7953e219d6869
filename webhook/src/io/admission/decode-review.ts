import { explainSchemaErrors, type SchemaError } from "@mount-monitor/contract";
import type { AdmissionReview } from "../../../schema/admission-review.ts";
import { validate } from "./generated/validate-admission-review.ts";

export type ReviewRequest = AdmissionReview["request"];

export type DecodedReview =
  | { readonly ok: true; readonly request: ReviewRequest }
  | { readonly ok: false; readonly error: string };

interface GeneratedValidator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** The request of an AdmissionReview, or one sentence about what is wrong with it. Never throws. */
export function decodeReview(body: unknown): DecodedReview {
  const validator = validate as unknown as GeneratedValidator;
  if (!validator(body)) {
    const error = `the body is not an AdmissionReview: ${explainSchemaErrors(validator.errors ?? []).join("; ")}`;
    // What a validator remembers of its last call would keep the whole body in memory.
    validator.errors = null;
    return { ok: false, error };
  }
  return { ok: true, request: (body as AdmissionReview).request };
}
