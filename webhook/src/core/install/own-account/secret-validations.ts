import type { Validation } from "../admission-policy.ts";
import { celAll, celAny, celSentence, celValue } from "../cel.ts";
import type { InstallNames } from "../install-names.ts";

/**
 * Its Secret means nothing to Kubernetes. Were it of type `kubernetes.io/service-account-token`, the cluster would put
 * in a token of any account of the namespace that it names, and the webhook may read it.
 */
export function secretValidations({ namespace, secret }: InstallNames): readonly Validation[] {
  const ownAndOpaque = celAll(
    "!variables.deletes",
    `request.namespace == ${celValue(namespace)}`,
    `variables.name == ${celValue(secret)}`,
    `variables.after.type == "Opaque"`,
  );
  return [
    {
      expression: celAny(`variables.kind != "secrets"`, ownAndOpaque),
      messageExpression: celSentence`${"variables.refused"}it may write only ${celValue(`${namespace}/${secret}`)}, of type Opaque; use another account`,
    },
  ];
}
