import { RESTART_SELF } from "../grants/names.ts";
import {
  type AdmissionPolicy,
  type AdmissionPolicyBinding,
  admissionPolicy,
  admissionPolicyBinding,
} from "./admission-policy.ts";
import { celAll, celAny, celSentence, celValue } from "./cel.ts";
import { accountUser, type InstallNames } from "./install-names.ts";

/** Of what is matched below, nothing else is created. (What is empty, such as `subResource`, is not there at all.) */
const EVICTS = `request.operation == "CREATE"`;

/** The verb that RBAC wanted for the request. */
const VERB = `${EVICTS} ? "create" : has(request.name) ? "delete" : "deletecollection"`;

const ANY_ACCOUNT = `request.userInfo.username.startsWith("system:serviceaccount:")`;

/** It may do the same to any pod of the namespace, so not by our permissions, which are limited to names. */
const ANY_POD = `authorizer.group("").resource("pods").subresource(${EVICTS} ? "eviction" : "").namespace(request.namespace).check(${VERB}).allowed()`;

const MARKED = `authorizer.group(${celValue(RESTART_SELF.group)}).resource(${celValue(RESTART_SELF.resource)}).namespace(request.namespace).check(${celValue(RESTART_SELF.verb)}).allowed()`;

/**
 * RBAC has let the request pass, and would no longer. Between the two there is as much time as the sender takes for the
 * body; whoever has lost the permission meanwhile has lost the marker with it, and would not be held any more.
 */
const REVOKED = `!authorizer.requestResource.check(${VERB}).allowed()`;

/**
 * Who may delete or evict which pod. Kubernetes lets a pod delete itself only if its service account may delete that
 * pod, and then every pod of the account may. This holds them to the pod that their token is bound to.
 *
 * Whom it leaves alone: everybody who is not a service account; every account without the marker; and every account
 * that may do the same to any pod of the namespace by permissions that are not ours, so that nobody loses a right by
 * being named in somebody's annotated pod. Whom it always holds: the webhook's own account, which has to have
 * everything that it hands out. That also lets the webhook find out whether this policy is in force.
 */
export function restartSelfPolicy(names: InstallNames): AdmissionPolicy {
  const own = `request.userInfo.username == ${celValue(accountUser(names))}`;
  return admissionPolicy(names.restartPolicy, {
    matchConstraints: {
      resourceRules: [
        { apiGroups: [""], apiVersions: ["v1"], operations: ["DELETE"], resources: ["pods"] },
        // Deletes without a DELETE: the rule above does not see it.
        { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods/eviction"] },
      ],
    },
    // Two, since Kubernetes lets one expression cost no more than two checks.
    matchConditions: [
      { name: "not-any-pod", expression: celAny(own, celAll(ANY_ACCOUNT, `!${ANY_POD}`)) },
      { name: "marked", expression: celAny(own, celAll(ANY_ACCOUNT, celAny(MARKED, REVOKED))) },
    ],
    variables: [
      { name: "evicts", expression: EVICTS },
      { name: "verb", expression: `variables.evicts ? "evict" : "delete"` },
      { name: "user", expression: "request.userInfo.username" },
      { name: "boundName", expression: boundTo("pod-name") },
      { name: "boundUid", expression: boundTo("pod-uid") },
      // An eviction carries the name of the pod, and is no pod.
      { name: "name", expression: "variables.evicts ? dyn(object).metadata.name : dyn(oldObject).metadata.name" },
      {
        name: "refused",
        expression: celSentence`refused to ${"variables.verb"} pod ${"request.namespace"}/${"variables.name"}: ${"variables.user"} `,
      },
    ],
    validations: [
      {
        expression: `!(${own})`,
        messageExpression: celSentence`${"variables.refused"}hands out the permission to restart pods and never uses it; ${"variables.verb"} the pod with another account`,
      },
      {
        expression: `variables.boundUid != ""`,
        messageExpression: celSentence`${"variables.refused"}may restart only the pod that its token is bound to, and this token is bound to none; use the token that Kubernetes puts into the pod, or an account that may ${"variables.verb"} any pod of the namespace`,
      },
      {
        expression: celAny(
          // The server wants the body's name to be that of the URL. Neither is taken on trust here.
          celAll("variables.evicts", "variables.name == variables.boundName", "request.name == variables.boundName"),
          celAll("!variables.evicts", "dyn(oldObject).metadata.uid == variables.boundUid"),
        ),
        messageExpression: celSentence`${"variables.refused"}may restart only the pod that its token is bound to, ${"variables.boundName"} with the UID ${"variables.boundUid"}; use an account that may ${"variables.verb"} any pod of the namespace`,
      },
      {
        // An eviction says nothing about the pod but its name. Without a UID, it could hit one that took over the name.
        expression: celAny(
          "!variables.evicts",
          `dyn(object).?deleteOptions.?preconditions.?uid.orValue("") == variables.boundUid`,
        ),
        messageExpression: celSentence`${"variables.refused"}may evict only the pod that its token is bound to, and has to say so by its UID; set deleteOptions.preconditions.uid to ${"variables.boundUid"}`,
      },
    ],
  });
}

export function restartSelfBinding({ restartPolicy }: InstallNames): AdmissionPolicyBinding {
  return admissionPolicyBinding(restartPolicy);
}

/**
 * What the token is bound to; empty where it is bound to no pod, or where somebody who impersonates says several.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
 */
function boundTo(what: string): string {
  const extra = `request.userInfo.?extra[?${celValue(`authentication.kubernetes.io/${what}`)}].orValue([])`;
  return `${extra}.size() == 1 ? ${extra}[0] : ""`;
}
