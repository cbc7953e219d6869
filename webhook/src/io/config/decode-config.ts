import {
  type AnnotationName,
  explainSchemaErrors,
  isAnnotationName,
  type SchemaError,
  milliseconds,
} from "@mount-monitor/contract";
import type { WebhookConfigInput } from "../../../schema/webhook-config.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../core/injector-config.ts";
import { checkDefaults } from "../../core/settings/resolve-settings.ts";
import { decodeCertificates, decodeGrants } from "./decode-certificates.ts";
import { WEBHOOK_DURATION_LIMITS } from "./duration-limits.ts";
import { validate } from "./generated/validate-webhook-config.ts";
import { keysOf } from "./misplaced-keys.ts";
import type { WebhookConfig } from "./webhook-config.ts";

interface GeneratedValidator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

export type DecodedWebhookConfig =
  | { readonly ok: true; readonly config: WebhookConfig }
  | { readonly ok: false; readonly errors: readonly string[] };

/** `data` belongs to this function from here on: defaults are filled in where it stands. `version` is that of the program. */
export function decodeWebhookConfig(data: unknown, version: string): DecodedWebhookConfig {
  const validator = validate as unknown as GeneratedValidator;
  const given = { certificates: keysOf(data, "certificates"), grants: keysOf(data, "grants") };
  if (!validator(data)) return { ok: false, errors: explainSchemaErrors(validator.errors ?? []) };
  const input = data as WebhookConfigInput;
  const errors: string[] = [];
  const defaults = annotationTexts(input.defaults ?? {});
  errors.push(...checkDefaults(defaults));
  const config: WebhookConfig = {
    injector: {
      image: input.image ?? DEFAULT_INJECTOR_CONFIG.image,
      imagePullPolicy: input.imagePullPolicy,
      version,
      defaults,
      excludedNamespaces: input.excludedNamespaces ?? DEFAULT_INJECTOR_CONFIG.excludedNamespaces,
    },
    httpsPort: input.httpsPort as number,
    httpPort: input.httpPort as number,
    certificates: decodeCertificates(input.certificates ?? {}, given.certificates, errors),
    grants: decodeGrants(input.grants ?? {}, given.grants, errors),
    drainDelayMs: milliseconds(input.drainDelay, "drainDelay", WEBHOOK_DURATION_LIMITS.drainDelay, errors),
    shutdownTimeoutMs: milliseconds(
      input.shutdownTimeout,
      "shutdownTimeout",
      WEBHOOK_DURATION_LIMITS.shutdownTimeout,
      errors,
    ),
    logLevel: input.logLevel ?? "info",
    logFormat: input.logFormat ?? "json",
  };
  if (config.httpPort === config.httpsPort && config.httpPort !== 0) {
    errors.push(`httpPort and httpsPort are both ${config.httpPort}; give each a port of its own`);
  }
  return errors.length === 0 ? { ok: true, config } : { ok: false, errors };
}

/** As they would stand on a pod: `true` is "true", an object is JSON. */
function annotationTexts(defaults: Readonly<Record<string, unknown>>): Partial<Record<AnnotationName, string>> {
  return Object.fromEntries(
    Object.entries(defaults)
      .filter(([name]) => isAnnotationName(name))
      .map(([name, value]) => [name, typeof value === "string" ? value : textOf(value)]),
  );
}

/** A list of words is one with commas; what has structure is JSON. */
function textOf(value: unknown): string {
  const words = Array.isArray(value) && value.every((item) => typeof item === "string");
  return words ? value.join(",") : JSON.stringify(value);
}
