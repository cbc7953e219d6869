import { DEFAULT_NAMES } from "../../install/install-names.ts";
import { webhookConfiguration } from "../../install/webhook-configuration.ts";
import type { RawObject } from "../../raw-object.ts";
import type { ClusterPicture } from "../cluster-picture.ts";
import { differences } from "../differences.ts";
import { OUR_WEBHOOKS, type InstallationFacts, type WebhookFacts } from "../facts/webhook-facts.ts";
import { type Finding, found, subjectOf } from "../finding.ts";

const KIND = "MutatingWebhookConfiguration";

/** What the API server is told about when to call us. */
export function checkWebhooks({ installations }: ClusterPicture): readonly Finding[] {
  if (installations.t === "unknown") return [];
  const [first, ...more] = installations.value;
  if (first === undefined) {
    const subject = subjectOf(KIND, DEFAULT_NAMES.webhookConfiguration);
    return [found("webhook-configuration-missing", subject, `no ${KIND} has the webhook ${OUR_WEBHOOKS.join(" or ")}`)];
  }
  const findings = installations.value.flatMap(checkInstallation);
  if (more.length > 0) {
    const names = installations.value.map(({ name }) => name).join(", ");
    findings.unshift(
      found(
        "two-installations",
        subjectOf(KIND, first.name),
        `there are ${more.length + 1} of mount-monitor: ${names}`,
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [
        found(
          "webhook-configured",
          subjectOf(KIND, first.name),
          "webhooks, conditions and failurePolicy are as they should be",
        ),
      ];
}

function checkInstallation({ name, webhooks }: InstallationFacts): Finding[] {
  const subject = subjectOf(KIND, name);
  const missing = OUR_WEBHOOKS.filter((wanted) => !webhooks.some((webhook) => webhook.name === wanted)).map((wanted) =>
    found("webhook-missing", subject, `it lacks the webhook ${wanted}`),
  );
  return [...missing, ...webhooks.flatMap((webhook) => checkWebhook(name, webhook))];
}

function checkWebhook(configuration: string, { name, failurePolicy, raw }: WebhookFacts): Finding[] {
  const subject = subjectOf(KIND, configuration);
  const findings: Finding[] = [];
  const { matchConditions, ...rest } = expected(name);
  const live: unknown = raw["matchConditions"];
  if (!Array.isArray(live) || live.length === 0) {
    findings.push(
      found(
        "conditions-missing",
        subject,
        `webhook ${name} has no matchConditions, so it is called for everything that its rules name`,
      ),
    );
  } else {
    const [differing] = differences(matchConditions, live, "matchConditions");
    if (differing !== undefined) {
      findings.push(found("conditions-differ", subject, `webhook ${name}: ${differing} differs from ours`));
    }
  }
  if (failurePolicy !== "Fail") {
    findings.push(found("fails-open", subject, `webhook ${name} has failurePolicy ${failurePolicy}`));
  }
  const others = differences(rest, raw);
  if (others.length > 0) {
    findings.push(found("webhook-settings-differ", subject, `webhook ${name}: ${others.join(", ")} differ from ours`));
  }
  return findings;
}

/** What no installation has a reason to change. Selectors and the time limit are for operators to choose. */
function expected(name: string): RawObject {
  const configuration = webhookConfiguration(DEFAULT_NAMES, { url: "" });
  const { rules, matchConditions, sideEffects, reinvocationPolicy, matchPolicy } =
    configuration.webhooks.find((webhook) => webhook.name === name) ?? configuration.webhooks[0] ?? ({} as RawObject);
  return { rules, matchConditions, sideEffects, reinvocationPolicy, matchPolicy };
}
