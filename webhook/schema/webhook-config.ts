/**
 * The configuration of the webhook, in one place: the TypeScript type, the JSON Schema for editors and the validator
 * all come from here (`npm run generate`). `inject` and `explain` take the same file as `serve`.
 */
import { type Static, Type } from "typebox";
import { duration, oneOf } from "../../packages/contract/schema/fields.ts";
import { ANNOTATIONS, annotationSpec, isAnnotationName } from "../../packages/contract/src/annotations.ts";
import { WEBHOOK_DURATION_LIMITS } from "../src/io/config/duration-limits.ts";
import { Certificates, Grants } from "./certificates.ts";

function port(options: { description: string; default: number }) {
  return Type.Integer({ minimum: 0, maximum: 65_535, ...options, expects: "a port from 0 to 65535" });
}

/** As on a pod, but a number, a switch or a list may stand as what it is: the chart's values read better so. */
function annotationDefault(description: string, example: string) {
  return Type.Unsafe<string | number | boolean | object>({
    type: ["string", "number", "boolean", "object", "array"],
    description,
    expects: `what the annotation takes, such as ${JSON.stringify(example)}`,
  });
}

const Defaults = Type.Object(
  Object.fromEntries(
    Object.keys(ANNOTATIONS)
      .filter(isAnnotationName)
      .map((name) => [name, annotationSpec(name)] as const)
      .filter(([, { levels }]) => levels.includes("chart"))
      .map(([name, { description, example }]) => [name, Type.Optional(annotationDefault(description, example))]),
  ),
  { additionalProperties: false, default: {}, expects: "an object with names of annotations without their prefix" },
);

export const WebhookConfigSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ maxLength: 2048, description: "For editors; ignored.", expects: "a string" })),
    image: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9]\\S{0,511}$",
        default: "mount-monitor:latest",
        description: "Image of gate and monitor, unless an annotation names another.",
        expects: "the reference of an image, such as registry.example.org/mount-monitor:1.2.3",
      }),
    ),
    imagePullPolicy: Type.Optional(
      oneOf(["Always", "IfNotPresent", "Never"], {
        shownDefault: "the cluster's",
        description: "When the image is pulled.",
      }),
    ),
    defaults: Type.Optional(Defaults),
    excludedNamespaces: Type.Optional(
      Type.Array(
        Type.String({
          pattern: "^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$",
          description: "",
          expects: "the name of a namespace",
        }),
        {
          maxItems: 1000,
          default: ["kube-system"],
          description: "Namespaces whose pods are never touched.",
          expects: "a list of names of namespaces",
        },
      ),
    ),
    httpsPort: Type.Optional(
      port({ default: 8443, description: "Port for admission, TLS. 0 takes any free port and logs it." }),
    ),
    httpPort: Type.Optional(port({ default: 8080, description: "Port of health and metrics, plain HTTP." })),
    certificates: Type.Optional(Certificates),
    grants: Type.Optional(Grants),
    drainDelay: Type.Optional(
      duration(WEBHOOK_DURATION_LIMITS.drainDelay, {
        default: "10s",
        description:
          "How long everything is still answered after SIGTERM, while the cluster learns that this replica goes.",
      }),
    ),
    shutdownTimeout: Type.Optional(
      duration(WEBHOOK_DURATION_LIMITS.shutdownTimeout, {
        default: "10s",
        description: "How long calls under way may hold up the end after that.",
      }),
    ),
    logLevel: Type.Optional(
      oneOf(["debug", "info", "warn", "error"], {
        default: "info",
        description: "Least important lines that are written.",
      }),
    ),
    logFormat: Type.Optional(
      oneOf(["json", "text"], { default: "json", description: "One JSON object a line, or text for people." }),
    ),
  },
  {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of mount-monitor-webhook",
    additionalProperties: false,
    expects: "an object",
  },
);

export type WebhookConfigInput = Static<typeof WebhookConfigSchema>;
