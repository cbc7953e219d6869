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

/** Entries in the order of the walk, since each look at a mount asks for several paths. */
export interface MountTable {
  readonly entries: readonly MountEntry[];
  /** Where the walk begins: the root, or where that is not listed (chroot), whatever has a parent that is not. */
  readonly beginnings: readonly MountEntry[];
  readonly mountedOn: ReadonlyMap<string, readonly MountEntry[]>;
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

export const NO_MOUNTS = indexMounts([]);

export function indexMounts(entries: readonly MountEntry[]): MountTable {
  const ids = new Set(entries.map(({ id }) => id));
  const mountedOn = new Map<string, MountEntry[]>();
  for (const entry of entries) {
    if (entry.parentId === entry.id) continue;
    const siblings = mountedOn.get(entry.parentId);
    if (siblings) siblings.push(entry);
    else mountedOn.set(entry.parentId, [entry]);
  }
  const beginnings = entries.filter(({ id, parentId }) => parentId === id || !ids.has(parentId));
  return { entries, beginnings, mountedOn };
}

/**
 * The entry that shows at a path, found as the kernel walks it: from the root, at each mount over the first mount point
 * on the way. So of several mounts stacked at one place the last counts, and one made later higher up hides the deeper.
 */
export function entryAt({ entries, beginnings, mountedOn }: MountTable, path: string): MountEntry | undefined {
  let current = first(beginnings, path);
  for (let depth = 0; current && depth <= entries.length; depth++) {
    const next = first(mountedOn.get(current.id) ?? [], path);
    if (!next) return current;
    current = next;
  }
  return current;
}

/**
 * Whether the entry that shows at a path is mounted at that very path: then no part of the path is a symbolic link. Of an
 * automounter that says nothing: what it mounts comes when somebody follows the path.
 */
export function isMountedAt(path: string, entry: MountEntry | undefined): boolean {
  return entry !== undefined && entry.mountPoint === path && entry.fsType !== "autofs";
}

/** The mount that is met first on the way down to the path; of those at one place the one that was made last. */
function first(entries: readonly MountEntry[], path: string): MountEntry | undefined {
  let best: MountEntry | undefined;
  for (const entry of entries) {
    if (best && entry.mountPoint.length > best.mountPoint.length) continue;
    if (isAtOrBelow(path, entry.mountPoint)) best = entry;
  }
  return best;
}

export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** Blank, tab, newline and backslash are octal in mountinfo. */
function unescape(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function splitOnce(text: string, mark: string): [string, string?] {
  const index = text.indexOf(mark);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + mark.length)];
}
