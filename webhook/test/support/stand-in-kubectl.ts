import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A program that is started in place of kubectl, for the ways in which that fails. */
export interface StandInKubectl extends Disposable {
  readonly file: string;
  /** Its folder: on the PATH, it is found there as `kubectl`. */
  readonly folder: string;
  /** Where doctor makes its own. */
  readonly temporary: string;
  /** Arguments and process id, once it runs. */
  started(): { readonly args: readonly string[]; readonly pid: number } | undefined;
}

/** `body` is JavaScript; `socket` is the path on which it should listen. */
export function makeStandInKubectl(body: string): StandInKubectl {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-kubectl-"));
  const temporary = mkdtempSync(path.join(folder, "tmp-"));
  const [file, note] = [path.join(folder, "kubectl"), path.join(folder, "started.json")];
  const script = `#!${process.execPath}
const { renameSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
writeFileSync(${JSON.stringify(`${note}~`)}, JSON.stringify({ args, pid: process.pid }));
renameSync(${JSON.stringify(`${note}~`)}, ${JSON.stringify(note)});
const socket = args.find((arg) => arg.startsWith("--unix-socket="))?.slice("--unix-socket=".length);
${body}
`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return {
    file,
    folder,
    temporary,
    started: () => (existsSync(note) ? JSON.parse(readFileSync(note, "utf8")) : undefined),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Says that it listens, and does as `answer` says with each request; as kubectl does where there is no cluster. */
export function serving(answer: string): string {
  return `
const server = require("node:http").createServer((request, response) => { ${answer} });
server.listen(socket, () => console.log("Starting to serve on " + socket));
`;
}
