import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { readMarkdown } from "./markdown.ts";

export const root = path.resolve(import.meta.dirname, "../..");

export function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

const files = globSync("**/*.md", {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|dist)$/.test(name),
}).toSorted();

/** Every page of the repository, by its path. */
export const pages = new Map(files.map((file) => [file, readMarkdown(read(file))]));

export const allCode = [...pages.values()].flatMap(({ code }) => code);
