/**
 * Templates of the chart whose objects the programs know as well: the webhook configuration, and what the webhook may do.
 * They come from `webhook/src/core/install`, so that what is tested there, what the doctor expects and what Helm installs
 * are the same.
 */
import { Document, isMap, isSeq } from "yaml";
import {
  clusterRole,
  clusterRoleBinding,
  type OwnRule,
  ownRules,
} from "../../webhook/src/core/install/cluster-role.ts";
import type { InstallNames } from "../../webhook/src/core/install/install-names.ts";
import { ownAccountBinding, ownAccountPolicy } from "../../webhook/src/core/install/own-account-policy.ts";
import { role, roleBinding } from "../../webhook/src/core/install/own-role.ts";
import { restartSelfBinding, restartSelfPolicy } from "../../webhook/src/core/install/restart-self-policy.ts";
import { webhookConfiguration } from "../../webhook/src/core/install/webhook-configuration.ts";

const FULLNAME = "MM-FULLNAME";
const NAMESPACE = "MM-NAMESPACE";

/** Names as a release has them; the marks become expressions of the template. */
const NAMES: InstallNames = {
  namespace: NAMESPACE,
  account: `${FULLNAME}-webhook`,
  clusterRole: `${FULLNAME}-webhook`,
  webhookConfiguration: `${FULLNAME}-webhook`,
  service: `${FULLNAME}-webhook`,
  secret: `${FULLNAME}-webhook-ca`,
  restartPolicy: `${FULLNAME}-restart-self`,
  ownPolicy: `${FULLNAME}-own-account`,
};

const HEADER = "# Written by `npm run generate` from webhook/src/core/install: change it there.\n";
const LABELS = `labels:\n    {{- include "mount-monitor.labels" . | nindent 4 }}`;

/** By file name below `templates`. */
export function chartTemplates(): Readonly<Record<string, string>> {
  return {
    "webhook-configuration.yaml": webhookTemplate(),
    "cluster-role.yaml": clusterRoleTemplate(),
    "role.yaml": template([role(NAMES), roleBinding(NAMES)], `eq .Values.certificates.mode "self"`),
    "policies.yaml": template([
      restartSelfPolicy(NAMES),
      restartSelfBinding(NAMES),
      ownAccountPolicy(NAMES),
      ownAccountBinding(NAMES),
    ]),
  };
}

const CONDITIONS: Readonly<Record<OwnRule["needed"], string | undefined>> = {
  always: undefined,
  grants: `eq .Values.grants.mode "managed"`,
  "own-ca": `eq .Values.certificates.mode "self"`,
};

/** Each rule with what it is for, and only where it is needed. */
function clusterRoleTemplate(): string {
  const rules = ownRules(NAMES).map(({ why, needed, rules }) => {
    const comment = wrap(why)
      .map((line) => `  # ${line}\n`)
      .join("");
    const text = comment + indent(yamlText(rules), 2);
    const condition = CONDITIONS[needed];
    return condition === undefined ? text : `  {{- if ${condition} }}\n${text}  {{- end }}\n`;
  });
  const empty = { ...clusterRole(NAMES), rules: "MM-RULES" };
  // Neighbours with the same condition share it.
  const text = rules
    .join("")
    .replaceAll(/ {2}\{\{- end \}\}\n {2}\{\{- if (.*) \}\}\n/g, (whole, condition: string) =>
      condition === CONDITIONS.grants ? "" : whole,
    );
  return template([empty, clusterRoleBinding(NAMES)]).replace("rules: MM-RULES\n", `rules:\n${text}`);
}

function webhookTemplate(): string {
  const service = { namespace: NAMES.namespace, name: NAMES.service, port: 443 };
  return template([webhookConfiguration(NAMES, { service })])
    .replaceAll(/failurePolicy: Fail/g, "failurePolicy: {{ .Values.failurePolicy }}")
    .replaceAll(/timeoutSeconds: \d+/g, "timeoutSeconds: {{ .Values.timeoutSeconds }}")
    .replaceAll(
      / {4}clientConfig:\n/g,
      `    clientConfig:
      {{- if eq .Values.certificates.mode "provided" }}
      {{- with .Values.certificates.provided.caBundle }}
      caBundle: {{ . }}
      {{- end }}
      {{- end }}
`,
    )
    .replace(
      LABELS,
      `${LABELS}
  {{- if eq .Values.certificates.mode "cert-manager" }}
  annotations:
    cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "mount-monitor.fullname" . }}-webhook
  {{- end }}`,
    );
}

function template(objects: readonly object[], condition?: string): string {
  const text = objects.map(objectText).join("---\n");
  return condition === undefined ? HEADER + text : `{{- if ${condition} }}\n${HEADER}${text}{{- end }}\n`;
}

/** One object, labelled as everything of the chart. */
function objectText(object: object): string {
  const { metadata } = object as { metadata: object };
  return yamlText({ ...object, metadata: { ...metadata, labels: "MM-LABELS" } }).replace("labels: MM-LABELS", LABELS);
}

/** With expressions of the template in place of the marks, and none that were not meant. */
function yamlText(value: unknown): string {
  const document = new Document(value, { version: "1.1", aliasDuplicateObjects: false });
  shorten(document.contents);
  return document
    .toString({ lineWidth: 0, flowCollectionPadding: false })
    .replaceAll("{{", `{{ "{{" }}`)
    .replaceAll(FULLNAME, `{{ include "mount-monitor.fullname" . }}`)
    .replaceAll(NAMESPACE, "{{ .Release.Namespace }}");
}

function indent(text: string, columns: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(columns));
}

function wrap(text: string): string[] {
  return text.match(/.{1,110}(?:\s|$)/g)?.map((line) => line.trim()) ?? [];
}

/** Short lists of words read better in a line. */
function shorten(node: unknown): void {
  if (isMap(node)) for (const { value } of node.items) shorten(value);
  if (!isSeq(node)) return;
  node.flow = node.items.every((item) => !isMap(item) && !isSeq(item)) && String(node).length < 100;
  for (const item of node.items) shorten(item);
}
