import type { Plan } from "../../core/plan.ts";
import type { Step } from "../../core/step.ts";
import type { CertificateLog } from "../certificate-source.ts";
import type { IssuedLeaf } from "./perform-step.ts";

/** Says each thing once: a trouble that lasts is not told anew with every look. */
export interface News {
  planned(plan: Plan): void;
  done(step: Step, leaf: IssuedLeaf | undefined): void;
  failed(messages: readonly string[]): void;
  recovered(): void;
}

export function createNews(log: CertificateLog): News {
  let trouble: string | undefined;
  let refusal: string | undefined;
  return {
    planned(plan) {
      // By its code: the figures in the sentence about the clock change with every look.
      if (plan.refusal !== undefined && plan.refusal.code !== refusal)
        log.error({ code: plan.refusal.code, reason: plan.refusal.message }, "certificates are not renewed");
      refusal = plan.refusal?.code;
    },
    done(step, leaf) {
      switch (step.t) {
        case "issue-leaf":
          return log.info(
            { serial: leaf?.serial, ca: step.signer.id, ...times(step.validity) },
            "serving certificate made",
          );
        case "create-secret":
          return log.info({}, "Secret for the CA created");
        case "write-secret":
          return log.info({ why: step.why, ...(step.add && times(step.add)) }, "CAs in the Secret changed");
        case "write-bundle":
          return log.info({ cas: step.certificates.length }, "caBundle written");
      }
    },
    failed(messages) {
      const text = messages.join("; ");
      if (text !== trouble) log.warn({ reason: text }, "certificates cannot be seen to; it will be tried again");
      trouble = text;
    },
    recovered() {
      if (trouble !== undefined) log.info({}, "certificates can be seen to again");
      trouble = undefined;
    },
  };
}

function times({ notBeforeMs, notAfterMs }: { readonly notBeforeMs: number; readonly notAfterMs: number }) {
  return { notBefore: new Date(notBeforeMs).toISOString(), notAfter: new Date(notAfterMs).toISOString() };
}
