import {
  type AdmissionPolicy,
  type AdmissionPolicyBinding,
  admissionPolicy,
  admissionPolicyBinding,
} from "./admission-policy.ts";
import { celSentence, celValue } from "./cel.ts";
import { accountUser, type InstallNames } from "./install-names.ts";
import { GRANT_VARIABLES, grantValidations } from "./own-account/grant-validations.ts";
import { secretValidations } from "./own-account/secret-validations.ts";
import { webhookValidations } from "./own-account/webhook-validations.ts";

const RBAC = "rbac.authorization.k8s.io";
const ADMISSION = "admissionregistration.k8s.io";
const WRITES = ["CREATE", "UPDATE", "DELETE"] as const;

/** The resources that the webhook's account has anything to write in. */
const OWN_RESOURCES = ["roles", "rolebindings", "mutatingwebhookconfigurations", "secrets"] as const;

/**
 * What the webhook's own account may write. RBAC lets it write Roles everywhere and patch its own webhook
 * configuration, since it cannot say what may stand in them: with that alone, the account could have all Secrets of the
 * cluster sent to it, or lend the permissions that it hands out to whomever it likes. Nobody else is looked at.
 *
 * What RBAC does not give it today (ClusterRoles, configurations of others) is refused as well, in case somebody gives
 * the account more than it needs. No policy can guard policies: that is left to RBAC.
 */
export function ownAccountPolicy(names: InstallNames): AdmissionPolicy {
  const user = accountUser(names);
  return admissionPolicy(names.ownPolicy, {
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: [RBAC],
          apiVersions: ["v1"],
          operations: WRITES,
          resources: ["roles", "rolebindings", "clusterroles", "clusterrolebindings"],
        },
        {
          apiGroups: [ADMISSION],
          apiVersions: ["v1"],
          operations: WRITES,
          resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
        },
        // By name, so that no other Secret of the cluster ever waits for this policy.
        {
          apiGroups: [""],
          apiVersions: ["v1"],
          operations: WRITES,
          resources: ["secrets"],
          resourceNames: [names.secret],
        },
      ],
    },
    matchConditions: [{ name: "own-account", expression: `request.userInfo.username == ${celValue(user)}` }],
    variables: [
      { name: "kind", expression: "request.resource.resource" },
      { name: "after", expression: "dyn(object)" },
      { name: "before", expression: "dyn(oldObject)" },
      { name: "creates", expression: `request.operation == "CREATE"` },
      { name: "deletes", expression: `request.operation == "DELETE"` },
      {
        name: "name",
        expression: "variables.deletes ? variables.before.metadata.name : variables.after.metadata.name",
      },
      {
        name: "refused",
        expression: celSentence`refused to let ${celValue(user)} ${"request.operation.lowerAscii()"} ${"request.kind.kind"} ${"variables.name"}: `,
      },
      ...GRANT_VARIABLES,
    ],
    validations: [
      {
        expression: `variables.kind in ${celValue(OWN_RESOURCES)}`,
        messageExpression: celSentence`${"variables.refused"}it writes grants, its own certificates and nothing else; use another account`,
      },
      ...webhookValidations(names),
      ...grantValidations(names),
      ...secretValidations(names),
    ],
  });
}

export function ownAccountBinding({ ownPolicy }: InstallNames): AdmissionPolicyBinding {
  return admissionPolicyBinding(ownPolicy);
}
