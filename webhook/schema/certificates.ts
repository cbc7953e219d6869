/** The part of the configuration that says where the serving certificate comes from, and who hands out permissions. */
import { Type } from "typebox";
import { DEFAULT_ROTATION } from "../../certs/src/core/settings.ts";
import { duration, oneOf } from "../../packages/contract/schema/fields.ts";
import { formatDuration } from "../../packages/contract/src/duration.ts";
import { DEFAULT_NAMES } from "../src/core/install/install-names.ts";
import { WEBHOOK_DURATION_LIMITS } from "../src/io/config/duration-limits.ts";

const LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";

function objectName(options: { description: string; default: string }) {
  return Type.String({
    maxLength: 253,
    pattern: `^${LABEL}(?:\\.${LABEL})*$`,
    ...options,
    expects: `the name of an object, such as ${options.default}`,
  });
}

function file(options: { description: string; default?: string }) {
  return Type.String({ minLength: 1, maxLength: 4096, ...options, expects: "the name of a file" });
}

export const Certificates = Type.Object(
  {
    mode: Type.Optional(
      oneOf(["self", "cert-manager", "provided"], {
        default: "self",
        description:
          "`self`: it makes its own certificates, from a CA in a Secret that all replicas share, and has the API server trust them. `cert-manager`: cert-manager writes files and `caBundle`. `provided`: you do.",
      }),
    ),
    certFile: Type.Optional(
      file({
        default: "/etc/mount-monitor/tls/tls.crt",
        description:
          "`cert-manager`, `provided`: serving certificate, PEM, with its intermediates. Read again when it changes.",
      }),
    ),
    keyFile: Type.Optional(
      file({
        default: "/etc/mount-monitor/tls/tls.key",
        description: "`cert-manager`, `provided`: its private key, PEM.",
      }),
    ),
    caFile: Type.Optional(
      file({
        description:
          "`cert-manager`, `provided`: CAs, PEM; a certificate that none of them signed is then not taken over.",
      }),
    ),
    pollInterval: Type.Optional(
      duration(WEBHOOK_DURATION_LIMITS.pollInterval, {
        default: "10s",
        description: "`cert-manager`, `provided`: how often the files are looked at where no change was noticed.",
      }),
    ),
    webhookConfiguration: Type.Optional(
      objectName({
        default: DEFAULT_NAMES.webhookConfiguration,
        description:
          "MutatingWebhookConfiguration whose `caBundle` has to trust the certificate; in mode `self` the bundle is written there.",
      }),
    ),
    secret: Type.Optional(
      objectName({
        default: DEFAULT_NAMES.secret,
        description: "`self`: Secret of the CA, in the namespace of the pod. Made where there is none.",
      }),
    ),
    service: Type.Optional(
      objectName({
        default: DEFAULT_NAMES.service,
        description: "`self`: Service by which the API server calls; the certificate is for its names.",
      }),
    ),
    hosts: Type.Optional(
      Type.Array(
        Type.String({
          maxLength: 253,
          pattern: `^${LABEL}(?:\\.${LABEL})*$`,
          expects: "a DNS name in lower case or an IPv4 address",
        }),
        {
          maxItems: 16,
          default: [],
          description: "`self`: further DNS names and IPv4 addresses that the certificate is for.",
          expects: "a list of DNS names and IPv4 addresses",
        },
      ),
    ),
    caLife: Type.Optional(
      duration(WEBHOOK_DURATION_LIMITS.caLife, {
        default: formatDuration(DEFAULT_ROTATION.caLifeMs),
        description: "`self`: how long a CA is valid. A new one is made after two thirds.",
      }),
    ),
    leafLife: Type.Optional(
      duration(WEBHOOK_DURATION_LIMITS.leafLife, {
        default: formatDuration(DEFAULT_ROTATION.leafLifeMs),
        description:
          "`self`: how long the serving certificate of a replica is valid. A new one is made after two thirds.",
      }),
    ),
    propagation: Type.Optional(
      duration(WEBHOOK_DURATION_LIMITS.propagation, {
        default: formatDuration(DEFAULT_ROTATION.propagationMs),
        description:
          "`self`: how long a new CA is in the live `caBundle` before it signs what is served: every API server has to have seen it. The first replicas are ready after that.",
      }),
    ),
    clockSkew: Type.Optional(
      duration(WEBHOOK_DURATION_LIMITS.clockSkew, {
        default: formatDuration(DEFAULT_ROTATION.clockSkewMs),
        description:
          "`self`: how far the clocks of this node and of the API server may be apart. Beyond it no CA is made, used for the first time or thrown out.",
      }),
    ),
  },
  { additionalProperties: false, default: {}, expects: "an object with mode and what belongs to it" },
);

export const Grants = Type.Object(
  {
    mode: Type.Optional(
      oneOf(["managed", "manual"], {
        default: "managed",
        description:
          "`managed`: each injected pod gets the permission to replace itself and to write events. `manual`: you see to that.",
      }),
    ),
    policy: Type.Optional(
      objectName({
        default: DEFAULT_NAMES.restartPolicy,
        description:
          "`managed`: ValidatingAdmissionPolicy, and its binding, that keeps a monitor from any pod but its own. Where it is not in force nothing is granted.",
      }),
    ),
    owner: Type.Optional(
      Type.String({
        maxLength: 253,
        pattern: "^[^/%\\s]+$",
        default: DEFAULT_NAMES.clusterRole,
        description: "`managed`: ClusterRole of the webhook, which owns what it grants: with it, all of that goes.",
        expects: "the name of a ClusterRole",
      }),
    ),
  },
  { additionalProperties: false, default: {}, expects: "an object with mode, policy and owner" },
);
