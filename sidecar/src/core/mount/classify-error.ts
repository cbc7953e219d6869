import type { Fault } from "@mount-monitor/contract";

const FAULT_BY_CODE = new Map<string, Fault>(
  Object.entries({
    // The file system that answered before is not there any more.
    ENOTCONN: "dead",
    ESTALE: "dead",
    ESHUTDOWN: "dead",
    ECONNABORTED: "dead",
    ENODEV: "dead",
    ENXIO: "dead",
    ENOENT: "missing",
    ENOTDIR: "missing",
    EISDIR: "missing",
    ELOOP: "missing",
    ENAMETOOLONG: "missing",
    EACCES: "denied",
    EPERM: "denied",
    ENOKEY: "denied",
    EKEYEXPIRED: "denied",
  } as const),
);

/** Shortages of the monitor itself: they must not accuse the mount. */
const OWN_SHORTAGES = new Set(["EMFILE", "ENFILE", "ENOMEM", "EINTR"]);

const HINTS = new Map(
  Object.entries({
    ENOTCONN: "the FUSE daemon is gone; mount it again",
    ESTALE: "the server no longer knows this mount; mount it again",
    EIO: "the backend failed; look at the log of what serves the mount",
    ETIMEDOUT: "the server does not answer; look at the network and the server",
    EHOSTDOWN: "the server is down",
  }),
);

/** `undefined`: the monitor's own shortage. Whatever is not known is the backend's. */
export function classifyError(code: string | undefined): Fault | undefined {
  if (code !== undefined && OWN_SHORTAGES.has(code)) return undefined;
  return FAULT_BY_CODE.get(code ?? "") ?? "backend";
}

/** `failed to read the canary: ENOTCONN; the FUSE daemon is gone; mount it again` */
export function explainError(what: string, code: string | undefined): string {
  const hint = HINTS.get(code ?? "");
  return `failed to ${what}: ${code ?? "unknown error"}${hint ? `; ${hint}` : ""}`;
}
