/**
 * Why the Secret, or everything, is left as it is.
 *
 * - `foreign`: the Secret is not marked as ours.
 * - `damaged`: it is marked as ours, and what it holds cannot be used.
 * - `newer`: a newer version of this program wrote it.
 * - `clock`: our clock and that of the API server are too far apart to decide what has expired.
 */
export const REFUSAL_CODES = ["foreign", "damaged", "newer", "clock"] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** One sentence for people that says what is wrong and what to do. It never contains what the Secret holds. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

export const SECRET_LABEL = "mount-monitor.io/secret";
export const SECRET_LABEL_VALUE = "webhook-ca";

const LEFT = "It is left as it is, and certificates in use stay in use";

export function foreignSecret({ namespace, name }: SecretName): Refusal {
  return {
    code: "foreign",
    message:
      `Secret ${namespace}/${name} is not ours: it has no label ${SECRET_LABEL}=${SECRET_LABEL_VALUE}. ${LEFT}. ` +
      `Rename it or name another Secret in the configuration; if it is ours after all: ` +
      `kubectl -n ${namespace} label secret ${name} ${SECRET_LABEL}=${SECRET_LABEL_VALUE}`,
  };
}

export function damagedSecret({ namespace, name }: SecretName, what: string): Refusal {
  return {
    code: "damaged",
    message:
      `Secret ${namespace}/${name} is damaged: ${what}. ${LEFT}. Restore it from a backup, or have a new CA made: ` +
      `kubectl -n ${namespace} delete secret ${name}`,
  };
}

export function newerSecret({ namespace, name }: SecretName, layout: number): Refusal {
  return {
    code: "newer",
    message:
      `Secret ${namespace}/${name} has layout ${layout}, of a newer version of this program. ${LEFT}. ` +
      `Upgrade every replica, or have a new CA made: kubectl -n ${namespace} delete secret ${name}`,
  };
}

export function clockRefusal(aheadMs: number, allowedMs: number): Refusal {
  const seconds = (ms: number) => `${Math.round(Math.abs(ms) / 1000)} s`;
  return {
    code: "clock",
    message:
      `the clock of this node is ${seconds(aheadMs)} ${aheadMs > 0 ? "ahead of" : "behind"} that of the API server, ` +
      `and ${seconds(allowedMs)} are allowed. No CA is made, used for the first time or thrown out. Set the clock right (NTP)`,
  };
}
