import { checkRotationSettings, type RotationSettings } from "@mount-monitor/certs";
import { milliseconds } from "@mount-monitor/contract";
import type { WebhookConfigInput } from "../../../schema/webhook-config.ts";
import { WEBHOOK_DURATION_LIMITS } from "./duration-limits.ts";
import { misplacedKeys } from "./misplaced-keys.ts";
import type { CertificatesConfig, FileCertificates, GrantsConfig, SelfCertificates } from "./webhook-config.ts";

type Input<K extends "certificates" | "grants"> = NonNullable<WebhookConfigInput[K]>;

const FILE_KEYS = ["certFile", "keyFile", "caFile", "pollInterval"] as const;
const SELF_KEYS = ["secret", "service", "hosts", "caLife", "leafLife", "propagation", "clockSkew"] as const;

/** `given`: what stood there before defaults were filled in. */
export function decodeCertificates(
  input: Input<"certificates">,
  given: readonly string[],
  errors: string[],
): CertificatesConfig {
  const mode = input.mode ?? "self";
  const place = { section: "certificates", mode, given };
  switch (mode) {
    case "self":
      errors.push(...misplacedKeys(place, FILE_KEYS, ["cert-manager", "provided"]));
      return selfCertificates(input, errors);
    case "cert-manager":
    case "provided":
      errors.push(...misplacedKeys(place, SELF_KEYS, ["self"]));
      return fileCertificates(mode, input, errors);
  }
}

export function decodeGrants(input: Input<"grants">, given: readonly string[], errors: string[]): GrantsConfig {
  const mode = input.mode ?? "managed";
  switch (mode) {
    case "managed":
      return { mode, policy: input.policy as string, owner: input.owner as string };
    case "manual":
      errors.push(...misplacedKeys({ section: "grants", mode, given }, ["policy", "owner"], ["managed"]));
      return { mode };
  }
}

function selfCertificates(input: Input<"certificates">, errors: string[]): SelfCertificates {
  const wrong: string[] = [];
  const ms = (key: "caLife" | "leafLife" | "propagation" | "clockSkew") =>
    milliseconds(input[key], `certificates.${key}`, WEBHOOK_DURATION_LIMITS[key], wrong);
  const rotation: RotationSettings = {
    caLifeMs: ms("caLife"),
    leafLifeMs: ms("leafLife"),
    propagationMs: ms("propagation"),
    clockSkewMs: ms("clockSkew"),
  };
  // Of values that are wrong by themselves nothing more is said.
  const checked = wrong.length === 0 ? checkRotationSettings(rotation, "certificates.") : undefined;
  errors.push(...wrong, ...(checked?.ok === false ? [checked.error] : []));
  return {
    mode: "self",
    rotation,
    secret: input.secret as string,
    service: input.service as string,
    hosts: input.hosts ?? [],
    webhookConfiguration: input.webhookConfiguration as string,
  };
}

function fileCertificates(
  mode: FileCertificates["mode"],
  { certFile, keyFile, caFile, pollInterval, webhookConfiguration }: Input<"certificates">,
  errors: string[],
): FileCertificates {
  return {
    mode,
    files: {
      certFile: certFile as string,
      keyFile: keyFile as string,
      ...(caFile === undefined ? {} : { caFile }),
    },
    pollMs: milliseconds(pollInterval, "certificates.pollInterval", WEBHOOK_DURATION_LIMITS.pollInterval, errors),
    webhookConfiguration: webhookConfiguration as string,
  };
}
