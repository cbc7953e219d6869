import type { DenyReason } from "../../core/reasons.ts";
import type { Patch } from "../../core/patch/patch.ts";
import { printable } from "../../core/printable.ts";
import { fitWarnings } from "./warnings.ts";

/** The four ways to answer a review, as text of an AdmissionReview. */
export interface ReviewAnswer {
  readonly body: string;
  readonly patchBytes: number;
}

/** Long enough to name every volumeMount of a large pod; an event cuts it at 1024 anyway. */
const MAX_MESSAGE_LENGTH = 4096;

export function allowed(uid: string, patch: Patch, warnings: readonly string[]): ReviewAnswer {
  const fitted = fitWarnings(warnings);
  const text = patch.length === 0 ? "" : JSON.stringify(patch);
  return {
    patchBytes: Buffer.byteLength(text),
    body: review({
      uid,
      allowed: true,
      // A patch type without a patch is refused by the API server, as is an empty patch.
      ...(text === "" ? {} : { patchType: "JSONPatch", patch: Buffer.from(text).toString("base64") }),
      ...(fitted.length === 0 ? {} : { warnings: fitted }),
    }),
  };
}

/** 422, as the API server itself says of an object that it will not have. */
export function denied(uid: string, reason: DenyReason, message: string, warnings: readonly string[]): ReviewAnswer {
  const fitted = fitWarnings(warnings);
  // It names what a manifest says, and is read in terminals.
  const whole = printable(`${message} (${reason})`).replaceAll("\n", "\\n");
  return {
    patchBytes: 0,
    body: review({
      uid,
      allowed: false,
      status: {
        status: "Failure",
        code: 422,
        reason: "Invalid",
        message: whole.length <= MAX_MESSAGE_LENGTH ? whole : `${whole.slice(0, MAX_MESSAGE_LENGTH - 1)}…`,
      },
      ...(fitted.length === 0 ? {} : { warnings: fitted }),
    }),
  };
}

function review(response: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response });
}
