/** One line of /proc/self/mountinfo, see proc_pid_mountinfo(5). */
export interface MountEntry {
  readonly id: string;
  readonly parentId: string;
  /** `major:minor` of the file system; two mounts of the same one have the same. */
  readonly device: string;
  /** The part of the file system that is mounted: `/`, or a folder for a bind. */
  readonly root: string;
  readonly mountPoint: string;
  readonly fsType: string;
  readonly source: string;
  readonly superOptions: string;
  /** Receives mounts that are made later at its origin (`master:N`). */
  readonly follows: boolean;
}

/** Lines that do not have the form are left out: a kernel with another form must not stop the monitor. */
export function parseMountTable(text: string): MountEntry[] {
  const entries: MountEntry[] = [];
  for (const line of text.split("\n")) {
    const [mount = "", fileSystem = ""] = splitOnce(line, " - ");
    const [id, parentId, device, root, mountPoint, , ...tags] = mount.split(" ");
    const [fsType, source, superOptions = ""] = fileSystem.split(" ");
    if (!id || !parentId || !device || !root || !mountPoint?.startsWith("/") || !fsType || source === undefined)
      continue;
    entries.push({
      id,
      parentId,
      device,
      root: unescape(root),
      mountPoint: unescape(mountPoint),
      fsType,
      source: unescape(source),
      superOptions: unescape(superOptions),
      follows: tags.some((tag) => tag.startsWith("master:")),
    });
  }
  return entries;
}

/**
 * The entry that shows at a path, found as the kernel walks it: from the root, at each mount over the first mount point
 * on the way. So of several mounts stacked at one place the last counts, and one made later higher up hides the deeper.
 */
export function entryAt(table: readonly MountEntry[], path: string): MountEntry | undefined {
  const ids = new Set(table.map(({ id }) => id));
  let current = table.find(
    ({ mountPoint, parentId, id }) => mountPoint === "/" && (parentId === id || !ids.has(parentId)),
  );
  // Where the root itself is not listed (chroot), every mount whose parent is not listed is a beginning.
  if (!current)
    current = first(
      table.filter(({ parentId }) => !ids.has(parentId)),
      path,
    );
  for (let depth = 0; current && depth <= table.length; depth++) {
    const { id } = current;
    const next = first(
      table.filter((entry) => entry.parentId === id && entry.id !== id),
      path,
    );
    if (!next) return current;
    current = next;
  }
  return current;
}

/** The mount that is met first on the way down to the path. */
function first(entries: readonly MountEntry[], path: string): MountEntry | undefined {
  return entries
    .filter(({ mountPoint }) => isAtOrBelow(path, mountPoint))
    .reduce<MountEntry | undefined>(
      (best, entry) => (!best || entry.mountPoint.length <= best.mountPoint.length ? entry : best),
      undefined,
    );
}

export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** Blank, tab, newline and backslash are octal in mountinfo. */
function unescape(field: string): string {
  return !field.includes("\\")
    ? field
    : field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function splitOnce(text: string, mark: string): [string, string?] {
  const index = text.indexOf(mark);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + mark.length)];
}
