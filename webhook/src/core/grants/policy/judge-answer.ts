import type { ProbeOutcome } from "./policy-view.ts";

/** An answer to a dry-run deletion. */
export interface ProbeAnswer {
  readonly status: number;
  /** What the server said; all of it, for the name of a pod alone may be long. */
  readonly message: string;
}

/**
 * What an answer says about the policy of that name. One that was `let-through` has to be doubted by whoever asked: the
 * deletion of a pod that is told to go already is answered with 200 before any policy is asked.
 */
export function judgeAnswer({ status, message }: ProbeAnswer, policy: string): ProbeOutcome {
  if (status >= 200 && status <= 299) return { t: "let-through" };
  // The words of the API server: ValidatingAdmissionPolicy '…' with binding '…' denied request: …
  if (
    status >= 400 &&
    status <= 499 &&
    message.includes(`ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied`)
  )
    return { t: "refused" };
  switch (status) {
    case 404:
    case 409:
      return { t: "no-word", why: "the pod that the policy was tried with has just gone; another one will be taken" };
    case 403:
      return {
        t: "no-word",
        why: `the policy cannot be tried: ${message}; the webhook's account needs what its ClusterRole gives it when it is installed`,
      };
  }
  return { t: "no-word", why: `the policy cannot be tried: ${message}` };
}
