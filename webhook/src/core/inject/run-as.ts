import type { RawContainer, RawPodSpec } from "../raw-object.ts";
import type { Settings } from "../settings/settings.ts";

export interface User {
  /** Undefined: the image's. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly why: string;
}

/** Images that start as root and drop to a user of the environment say it by one of these pairs. */
const USER_VARIABLES = [
  ["PUID", "PGID"],
  ["PLEX_UID", "PLEX_GID"],
] as const;

/** Who the app runs as: a mount may answer its user alone. */
export function userOf(spec: RawPodSpec, container: RawContainer, settings: Settings): User {
  const asked = settings.values["run-as"];
  if (asked !== undefined) return { ...asked, why: "run-as" };
  const [own, pod] = [container.securityContext, spec.securityContext];
  const gid = own?.runAsGroup ?? pod?.runAsGroup ?? undefined;
  if (typeof own?.runAsUser === "number") {
    return { uid: own.runAsUser, gid, why: `runAsUser of container ${container.name}` };
  }
  if (typeof pod?.runAsUser === "number") return { uid: pod.runAsUser, gid, why: "runAsUser of the pod" };
  // Variables are for images that start as root: where that is forbidden, they cannot make root of anybody.
  const mayBeRoot = (own?.runAsNonRoot ?? pod?.runAsNonRoot) !== true;
  for (const [user, group] of USER_VARIABLES) {
    const uid = literalId(container, user);
    if (uid !== undefined && (uid !== 0 || mayBeRoot)) {
      return { uid, gid: literalId(container, group) ?? gid, why: `${user} of container ${container.name}` };
    }
  }
  return { uid: undefined, gid, why: "the pod does not say; the image's user" };
}

function literalId(container: RawContainer, name: string): number | undefined {
  const value = (container.env ?? []).findLast((entry) => entry.name === name)?.value;
  return value && /^\d{1,10}$/.test(value) && Number(value) < 2 ** 31 ? Number(value) : undefined;
}
