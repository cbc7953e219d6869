/** What an installation calls its objects. Whatever is made, looked up or checked goes by these. */
export interface InstallNames {
  /** Where the webhook runs. */
  readonly namespace: string;
  /** Its service account. */
  readonly account: string;
  /** Its ClusterRole, which owns the grants: with it they go. The binding has the same name. */
  readonly clusterRole: string;
  readonly webhookConfiguration: string;
  readonly service: string;
  /** Where its CA is kept. */
  readonly secret: string;
  /** Policy and binding: who may delete or evict which pod. */
  readonly restartPolicy: string;
  /** Policy and binding: what the webhook's own account may write. */
  readonly ownPolicy: string;
}

/** Of an installation as `helm install mount-monitor` makes it. */
export const DEFAULT_NAMES: InstallNames = {
  namespace: "mount-monitor",
  account: "mount-monitor-webhook",
  clusterRole: "mount-monitor-webhook",
  webhookConfiguration: "mount-monitor-webhook",
  service: "mount-monitor-webhook",
  secret: "mount-monitor-webhook-ca",
  restartPolicy: "mount-monitor-restart-self",
  ownPolicy: "mount-monitor-own-account",
};

/** As the API server calls the webhook's account. */
export function accountUser({ namespace, account }: Pick<InstallNames, "namespace" | "account">): string {
  return `system:serviceaccount:${namespace}:${account}`;
}
