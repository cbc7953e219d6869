import fs from "node:fs";
import path from "node:path";

export type ListedFiles =
  | { readonly ok: true; readonly files: readonly string[] }
  | { readonly ok: false; readonly error: string };

const EXTENSIONS = new Set([".yaml", ".yml", ".json"]);

/** What `-f` names: a file or `-` is itself, a folder is its manifests, in the order of their names. */
export function listFiles(names: readonly string[], recursive: boolean): ListedFiles {
  const files: string[] = [];
  if (names.filter((name) => name === "-").length > 1) {
    return { ok: false, error: "failed to read stdin twice; give -f - once" };
  }
  for (const name of names) {
    if (/^[a-z]+:\/\//i.test(name)) {
      return {
        ok: false,
        error: `failed to read ${name}: it is an address, not a file; read it from stdin: curl -sSf ${name} | … -f -`,
      };
    }
    try {
      if (name === "-" || !fs.statSync(name).isDirectory()) files.push(name);
      else {
        const found = inFolder(name, recursive);
        if (found.length === 0) {
          const hint = recursive ? "name another" : "name another, or look into its folders with --recursive";
          return { ok: false, error: `failed to read ${name}: it has no .yaml, .yml or .json; ${hint}` };
        }
        files.push(...found);
      }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const why = code === "ENOENT" ? "there is no such file" : message;
      return { ok: false, error: `failed to read ${name}: ${why}; name a manifest with -f` };
    }
  }
  return { ok: true, files };
}

function inFolder(folder: string, recursive: boolean): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.join(folder, entry.name);
      if (entry.isDirectory()) return recursive ? inFolder(name, recursive) : [];
      return EXTENSIONS.has(path.extname(entry.name).toLowerCase()) ? [name] : [];
    });
}
