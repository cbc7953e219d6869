/**
 * The schema of the chart's values: what goes into the webhook's configuration is taken from its own schema, so that
 * Helm refuses what the program would refuse. The rest is said here.
 */
import { annotationSpec, isAnnotationName } from "@mount-monitor/contract";
import { WebhookConfigSchema } from "../../webhook/schema/webhook-config.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Keywords of ours, which no validator of JSON Schema knows. */
const OWN_KEYWORDS = new Set(["expects", "shownDefault"]);

const text = { type: "string" };
const flag = { type: "boolean" };
const list = (items: Schema) => ({ type: "array", items });
/** Passed on as it is to a field of Kubernetes, which checks it. */
const passedOn = { type: "object" };
const amounts = { type: "object", additionalProperties: { type: ["string", "number"] } };

function object(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: "object", properties, required, additionalProperties: false };
}

/** A part of the webhook's configuration, without what only our own validator understands. */
function configured(...path: readonly string[]): Schema {
  let schema: unknown = WebhookConfigSchema;
  for (const key of path) schema = (schema as { properties: Record<string, unknown> }).properties[key];
  if (schema === undefined) throw new Error(`the configuration of the webhook has no ${path.join(".")}`);
  return plain(schema) as Schema;
}

function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !OWN_KEYWORDS.has(key) && !(key === "description" && value === ""))
      .map(([key, value]) => [key, plain(value)]),
  );
}

/** As in the configuration; and what can be counted is, so that Helm refuses what the program would not start with. */
function defaults(): Schema {
  const { properties, ...rest } = configured("defaults") as { readonly properties: Readonly<Record<string, Schema>> };
  const chosen = Object.entries(properties).map(([name, schema]) => {
    const choices = isAnnotationName(name) ? annotationSpec(name).choices : undefined;
    if (choices === undefined) return [name, schema];
    const { description } = schema;
    return [name, { enum: choices.includes("true") ? [...choices, true, false] : choices, description }];
  });
  return { ...rest, properties: Object.fromEntries(chosen) as unknown };
}

const port = { type: "integer", minimum: 1, maximum: 65_535 };

/** What prometheus-operator makes a scrape of. */
const scraped = object({
  enabled: flag,
  labels: passedOn,
  interval: { type: "string", pattern: "^([0-9]+(ms|[smh]))*$" },
});

const image = object(
  {
    repository: { type: "string", pattern: "^[a-z0-9][^\\s@]*$" },
    tag: { type: "string", pattern: "^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$" },
    digest: { type: "string", pattern: "^(sha256:[0-9a-f]{64})?$" },
    pullPolicy: { enum: ["", "Always", "IfNotPresent", "Never"] },
  },
  ["repository"],
);

export function chartValuesSchema(): string {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Values of the chart mount-monitor",
    ...object({
      // What Helm itself puts there, for a chart that is part of another.
      global: passedOn,
      defaults: defaults(),
      excludedNamespaces: configured("excludedNamespaces"),
      sidecar: object({ image }),
      image,
      imagePullSecrets: list(passedOn),
      replicas: { type: "integer", minimum: 1, maximum: 100 },
      failurePolicy: { enum: ["Fail", "Ignore"] },
      timeoutSeconds: { type: "integer", minimum: 1, maximum: 30 },
      certificates: object({
        mode: configured("certificates", "mode"),
        caLife: configured("certificates", "caLife"),
        leafLife: configured("certificates", "leafLife"),
        certManager: object({ issuerRef: passedOn, duration: text }),
        provided: object({
          secretName: text,
          caBundle: { type: "string", pattern: "^[A-Za-z0-9+/=\\s]*$" },
        }),
      }),
      grants: object({ mode: configured("grants", "mode") }),
      log: object({ level: configured("logLevel"), format: configured("logFormat") }),
      ports: object({ https: port, http: port }),
      hostNetwork: flag,
      resources: object({ requests: amounts, limits: amounts, claims: list(passedOn) }),
      priorityClassName: text,
      nodeSelector: passedOn,
      tolerations: list(passedOn),
      affinity: passedOn,
      topologySpreadConstraints: list(passedOn),
      podAnnotations: passedOn,
      podLabels: passedOn,
      serviceAccount: object({ annotations: passedOn }),
      podDisruptionBudget: object({ enabled: flag }),
      metrics: object({
        serviceMonitor: scraped,
        podMonitor: scraped,
        rules: object({ enabled: flag, labels: passedOn, runbookUrl: { type: "string", pattern: "^https?://" } }),
        dashboard: object({ enabled: flag, labels: passedOn, annotations: passedOn }),
      }),
      networkPolicy: object({ enabled: flag, admission: list(passedOn), metrics: list(passedOn) }),
    }),
  };
  return JSON.stringify(schema, null, 2) + "\n";
}
