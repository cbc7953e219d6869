import {
  type ApiConnection,
  type Change,
  type CollectionWatch,
  watchCollection,
  type WatchLog,
} from "@mount-monitor/kube";
import { type FoundBinding, readBinding } from "../../core/grants/found-binding.ts";
import { type FoundRole, readRole } from "../../core/grants/found-role.ts";
import { GRANT_LABEL, GRANT_LABEL_VALUE } from "../../core/grants/names.ts";
import { whyNotCurrent } from "./why-not-current.ts";

/** All Roles and RoleBindings of ours in the cluster, by `namespace/name`. */
export interface FollowedGrants {
  readonly roles: ReadonlyMap<string, FoundRole>;
  readonly bindings: ReadonlyMap<string, FoundBinding>;
  /** Both are known and up to date; else why not. */
  lag(): string | undefined;
  close(): void;
}

export interface FollowTools {
  readonly log: WatchLog;
  readonly onRoles: (changes: readonly Change<FoundRole>[]) => void;
  readonly onBindings: (changes: readonly Change<FoundBinding>[]) => void;
  readonly onState: () => void;
}

const RBAC = "/apis/rbac.authorization.k8s.io/v1";

export function followGrants(
  connection: ApiConnection,
  owner: string,
  { log, onRoles, onBindings, onState }: FollowTools,
): FollowedGrants {
  const labelSelector = `${GRANT_LABEL}=${GRANT_LABEL_VALUE}`;
  const roles = watchCollection(
    connection,
    { title: "Roles of grants", path: `${RBAC}/roles`, labelSelector, read: (object) => readRole(object, owner) },
    { log, onChange: onRoles, onState },
  );
  const bindings = watchCollection(
    connection,
    {
      title: "RoleBindings of grants",
      path: `${RBAC}/rolebindings`,
      labelSelector,
      read: (object) => readBinding(object, owner),
    },
    { log, onChange: onBindings, onState },
  );
  const watches: readonly CollectionWatch<unknown>[] = [roles, bindings];
  return {
    roles: roles.objects,
    bindings: bindings.objects,
    lag() {
      const lagging = watches.find((watch) => watch.state().t !== "current");
      return lagging && whyNotCurrent(lagging.title, lagging.state());
    },
    close: () => watches.forEach((watch) => watch.close()),
  };
}
