import type { RawContainer, RawSecurityContext } from "../raw-object.ts";
import type { User } from "./run-as.ts";

/**
 * As Pod Security *restricted* wants it, unless the app itself is root: then its files may be root's alone, and without
 * the capability that root relies on we would be refused where the app is not.
 */
export function securityContextFor(user: User, app: RawContainer): RawSecurityContext {
  const root = user.uid === 0;
  const labels = app.securityContext?.seLinuxOptions;
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"], ...(root && keepsOverride(app) ? { add: ["DAC_OVERRIDE"] } : {}) },
    readOnlyRootFilesystem: true,
    runAsNonRoot: !root,
    ...(user.uid === undefined ? {} : { runAsUser: user.uid }),
    ...(user.gid === undefined ? {} : { runAsGroup: user.gid }),
    seccompProfile: { type: "RuntimeDefault" },
    // Files that are labelled for the app are not readable under another label.
    ...(labels ? { seLinuxOptions: labels } : {}),
  };
}

function keepsOverride(app: RawContainer): boolean {
  const { add, drop } = app.securityContext?.capabilities ?? {};
  const names = (list: readonly string[] | undefined) => (list ?? []).map((name) => name.replace(/^CAP_/, ""));
  if (names(add).some((name) => name === "DAC_OVERRIDE" || name === "ALL")) return true;
  return !names(drop).some((name) => name === "DAC_OVERRIDE" || name === "ALL");
}
