import path from "node:path";

const root = path.join(import.meta.dirname, "../../..");

/** Whose programs are measured: this checkout's, or that of another commit (see `guard`). How they are measured is always ours. */
export const TREE = process.env["BENCH_TREE"] ?? root;

const PROGRAMS = ["webhook", "sidecar", "certs", "packages"].map((folder) => path.join(root, folder) + path.sep);

/** Where a source of the programs lies in the tree that is measured; undefined for all other files. */
export function inTree(file: string, tree = TREE): string | undefined {
  return PROGRAMS.some((folder) => file.startsWith(folder)) ? path.join(tree, path.relative(root, file)) : undefined;
}
