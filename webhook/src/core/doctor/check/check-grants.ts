import { grantName } from "../../grants/names.ts";
import type { ClusterPicture } from "../cluster-picture.ts";
import { rightsNeeded } from "../facts/access-facts.ts";
import { type Finding, found, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { countOf } from "../../live/count-of.ts";

/** Roles and RoleBindings of the monitors, and how the webhook fares with them. `inForce`: the policy holds them to their pods. */
export function checkGrants(picture: ClusterPicture, inForce: boolean): readonly Finding[] {
  return [
    ...(inForce ? [] : exposed(picture)),
    ...foreign(picture),
    ...orElse(picture.replicas, []).flatMap(({ namespace, name, status }) => {
      const grants = status.t === "known" ? status.value.grants : undefined;
      if (grants === undefined || grants.pending === 0) return [];
      const { failures, troubles, pending } = grants;
      if (failures === 0 && troubles.length === 0) return [];
      const advice = `kubectl -n ${namespace} logs ${name}`;
      const why = troubles[0] ?? `${countOf(failures, "attempt")} failed`;
      const sentence = `it cannot give what it should to ${countOf(pending, "service account")}: ${why}`;
      return [found("grants-failing", subjectOf("Pod", name, namespace), sentence, { advice })];
    }),
    ...manual(picture),
  ];
}

function exposed({ roles }: ClusterPicture): readonly Finding[] {
  return orElse(roles, [])
    .filter(({ ours, deletes, evicts }) => ours && deletes.length + evicts.length > 0)
    .map(({ namespace, name, deletes, evicts }) => {
      const pods = new Set([...deletes, ...evicts]).size;
      const advice = `kubectl -n ${namespace} delete role,rolebinding ${name}`;
      return found(
        "grants-without-policy",
        subjectOf("Role", name, namespace),
        `it lets each monitor of its account delete any of ${pods} pods, and the policy is not in force`,
        { advice },
      );
    });
}

/** Those that stand where ours should be, and those that the replicas found. */
function foreign({ pods, roles, roleBindings, replicas }: ClusterPicture): readonly Finding[] {
  const wanted = new Set(
    rightsNeeded(orElse(pods, [])).map(({ namespace, account }) => `${namespace}/${grantName(account)}`),
  );
  const inTheWay = [
    ...orElse(roles, []).map((role) => ({ ...role, kind: "Role" })),
    ...orElse(roleBindings, []).map((binding) => ({ ...binding, kind: "RoleBinding" })),
  ].filter(({ ours, namespace, name }) => !ours && wanted.has(`${namespace}/${name}`));
  const said = orElse(replicas, []).flatMap(({ status }) =>
    status.t === "known" ? (status.value.grants?.foreign ?? []) : [],
  );
  const seen = inTheWay.map(({ namespace, name }) => `${namespace}/${name}`);
  return [
    ...inTheWay.map(({ kind, namespace, name }) =>
      found("foreign-grant", subjectOf(kind, name, namespace), "it has a name of ours, but not our label", {
        advice: `kubectl -n ${namespace} delete ${kind.toLowerCase()} ${name}, or rename it`,
      }),
    ),
    ...[...new Set(said)]
      .filter((text) => !seen.some((name) => text.includes(name)))
      .map((text) =>
        found("foreign-grant", subjectOf("Grant", text), "the webhook leaves it alone, since it is not ours"),
      ),
  ];
}

function manual({ replicas }: ClusterPicture): readonly Finding[] {
  const one = orElse(replicas, []).find(({ status }) => status.t === "known" && status.value.grants?.mode === "manual");
  if (one === undefined) return [];
  return [
    found(
      "grants-manual",
      subjectOf("Namespace", one.namespace),
      "the webhook is told to grant nothing, by grants.mode: manual",
    ),
  ];
}
