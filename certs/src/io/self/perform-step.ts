import { X509Certificate } from "node:crypto";
import type { CaGeneration } from "../../core/ca-generation.ts";
import { DATA_KEY, encodeCaSet } from "../../core/secret-layout.ts";
import type { Step, Validity } from "../../core/step.ts";
import type { LeafState } from "../../core/view.ts";
import type { AccessFailure, Answer } from "@mount-monitor/kube";
import type { ClusterAccess, WebhookConfiguration } from "../kube/cluster-access.ts";
import { CERTIFICATE_READER } from "../x509/certificate-reader.ts";
import { issueCa, type IssuedPair, issueLeaf } from "../x509/issue.ts";
import { writeBundle } from "../x509/read-bundle.ts";

export interface IssuedLeaf {
  readonly pair: IssuedPair;
  readonly caPem: string;
  /** For the log: which one it is. */
  readonly serial: string;
  readonly state: LeafState;
}

export type StepResult =
  | { readonly t: "done"; readonly leaf?: IssuedLeaf }
  | { readonly t: "failed"; readonly reason: AccessFailure; readonly message: string };

export interface StepTools {
  readonly access: ClusterAccess;
  readonly webhookNames: readonly string[];
  /** What the leaf is for. */
  readonly hosts: readonly string[];
}

/** Does one step by what the look before it had found. */
export async function performStep(
  step: Step,
  configuration: WebhookConfiguration | undefined,
  { access, webhookNames, hosts }: StepTools,
): Promise<StepResult> {
  switch (step.t) {
    case "issue-leaf": {
      const { signer, validity } = step;
      const pair = await issueLeaf({ signer, validity, hosts });
      const serial = new X509Certificate(pair.certPem).serialNumber;
      const state = { signerId: signer.id, ...validity };
      return { t: "done", leaf: { pair, caPem: signer.certPem, serial, state } };
    }
    case "create-secret":
      return resultOf(await access.createSecret());
    case "write-secret": {
      const generations = step.add === undefined ? step.keep : [...step.keep, await newGeneration(step.add)];
      return resultOf(await access.updateSecret(step.resourceVersion, DATA_KEY, encodeCaSet(generations)));
    }
    case "write-bundle":
      if (configuration === undefined) return { t: "failed", reason: "conflict", message: "it was not seen" };
      return resultOf(await access.patchWebhooks(configuration, webhookNames, writeBundle(step.certificates)));
  }
}

/** The key is in this process alone until the write has held; where it does not hold, nobody has seen it. */
async function newGeneration(validity: Validity): Promise<CaGeneration> {
  const { certPem, key } = await issueCa(validity);
  const read = CERTIFICATE_READER.read(certPem);
  if (!read.ok) throw new Error(`a CA that was just made ${read.error}`);
  return { ...read.facts, stage: "next", certPem, key };
}

function resultOf(answer: Answer<undefined>): StepResult {
  return answer.ok ? { t: "done" } : { t: "failed", reason: answer.reason, message: answer.message };
}
