/** `//mnt///media/` is `/mnt/media` to the kernel. */
export function normalizePath(path: string): string {
  return path.replaceAll(/\/+/g, "/").replace(/(.)\/$/, "$1");
}

/** Whether `path` is `parent` or lies below it; both normalized. */
export function isAtOrBelow(path: string, parent: string): boolean {
  return path === parent || parent === "/" || path.startsWith(`${parent}/`);
}

/** What gate and monitor need in their own root file system; a volume mounted at or above one of these would hide it. */
const NEEDED = [
  "/app",
  "/dev",
  "/etc/hosts",
  "/lib",
  "/lib64",
  "/mount-monitor",
  "/nodejs",
  "/proc",
  "/run/secrets/kubernetes.io/serviceaccount",
  "/sys",
  "/usr/lib",
  // The same place: /var/run leads to /run in the image.
  "/var/run/secrets/kubernetes.io/serviceaccount",
];

/** Nothing may be mounted inside of these either. */
const CLOSED = [
  "/dev",
  "/mount-monitor",
  "/proc",
  "/run/secrets/kubernetes.io/serviceaccount",
  "/sys",
  "/var/run/secrets/kubernetes.io/serviceaccount",
];

/** The path of ours that a volume mounted here would hide, or undefined. */
export function hiddenBy(mountPath: string): string | undefined {
  return (
    NEEDED.find((needed) => isAtOrBelow(needed, mountPath)) ?? CLOSED.find((closed) => isAtOrBelow(mountPath, closed))
  );
}
