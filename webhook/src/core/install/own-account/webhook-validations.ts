import type { Validation } from "../admission-policy.ts";
import { celAll, celAny, celSameExcept, celSentence, celValue } from "../cel.ts";
import type { InstallNames } from "../install-names.ts";

/** What the server itself changes with every write. */
const BOOKKEEPING = ["managedFields", "resourceVersion", "generation"];

/**
 * In its own webhook configuration, `caBundle` may change and nothing else may. With `rules`, a selector or a condition
 * the account could have every Secret of the cluster sent to it, and changed; with `url`, sent elsewhere.
 */
export function webhookValidations({ webhookConfiguration }: InstallNames): readonly Validation[] {
  const list = (object: string) => `${object}.?webhooks.orValue([])`;
  const [after, before] = [list("variables.after"), list("variables.before")];
  const sameEntry = celAll(
    "was.name == now.name",
    celSameExcept("now", "was", ["clientConfig"]),
    celSameExcept("now.clientConfig", "was.clientConfig", ["caBundle"]),
  );
  const onlyBundleChanged = celAll(
    `request.operation == "UPDATE"`,
    `variables.name == ${celValue(webhookConfiguration)}`,
    celSameExcept("variables.after", "variables.before", ["metadata", "webhooks"]),
    celSameExcept("variables.after.metadata", "variables.before.metadata", BOOKKEEPING),
    // The server sees to it that each name is there once: so every entry is compared with what it was.
    `${after}.map(one, one.name) == ${before}.map(one, one.name)`,
    `${after}.all(now, ${before}.exists(was,\n${sameEntry}))`,
  );
  return [
    {
      expression: celAny(`variables.kind != "mutatingwebhookconfigurations"`, onlyBundleChanged),
      messageExpression: celSentence`${"variables.refused"}it may change clientConfig.caBundle of ${celValue(webhookConfiguration)} and nothing else; change the rest with another account, best by way of the chart`,
    },
  ];
}
