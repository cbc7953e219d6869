import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { type ApiConnection, socketConnection } from "@mount-monitor/kube";
import { firstSentence } from "./first-sentence.ts";

export interface ProxySettings {
  /** The program; looked for on the PATH where it is no path. */
  readonly kubectl: string;
  /** Passed on; kubectl has its own ways to find one. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  /** Hears what kubectl and its plugins write to people, such as where to log in; not kubectl's own log. */
  readonly onSaid?: (line: string) => void;
}

/** `kubectl proxy` on a socket that only this user can open. */
export interface KubectlProxy {
  readonly connection: ApiConnection;
  /** Ends it, and removes the socket; resolves when it is gone. */
  close(): Promise<void>;
}

export type OpenedProxy =
  | { readonly ok: true; readonly proxy: KubectlProxy }
  /** One sentence, with what to do. */
  | { readonly ok: false; readonly error: string };

const START_MS = 20_000;

/** What a shell says about a program that is not there, or that is no program. */
const NOT_FOUND = 127;
const NOT_A_PROGRAM = 126;

/**
 * A shell stays between us and kubectl: it ends kubectl and removes the folder when our end of its standard input closes,
 * which happens whatever way we go. So nobody is left behind who answers with the operator's credentials. Ctrl-C reaches
 * the whole group of processes; only we heed it, and the rest follows. What the shell itself has to say (that somebody was
 * terminated) would be the end of it, once nobody reads it.
 */
const GUARD = `
trap '' INT QUIT HUP
folder=$1; shift
exec 3<&0
"$@" --unix-socket="$folder/api" 3<&- </dev/null & proxy=$!
exec >/dev/null 2>&1
{ read -r _ <&3; kill "$proxy"; } & reader=$!
wait "$proxy"; status=$?
kill "$reader"
PATH=$PATH:/usr/bin:/bin
rm -f "$folder/api"; rmdir "$folder"
exit "$status"
`;

/** Starts it, and comes back when it listens. Whether the cluster answers shows with the first call. */
export async function openKubectlProxy(settings: ProxySettings): Promise<OpenedProxy> {
  const { kubectl, kubeconfig, context, onSaid } = settings;
  // Only we can enter it: mkdtemp makes folders with mode 0700.
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-"));
  const args = [
    kubectl,
    "proxy",
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(context === undefined ? [] : [`--context=${context}`]),
  ];
  const guard = spawn("/bin/sh", ["-c", GUARD, "sh", folder, ...args], { stdio: "pipe" });
  // Where it ends first, closing its input finds nobody.
  guard.stdin.on("error", () => {});
  const complaint = collect(guard, onSaid);
  // `close`, not `exit`: then all that it said has been read.
  const ended = once(guard, "close").then(([code]) => code as number | null);
  ended.catch(() => {});
  const close = async () => {
    guard.stdin.end();
    await ended.catch(() => {});
  };
  try {
    const code = await Promise.race([listening(guard), ended]);
    if (code === "listening") {
      return { ok: true, proxy: { connection: socketConnection(path.join(folder, "api")), close } };
    }
    return { ok: false, error: explainEnd(kubectl, code, complaint()) };
  } catch (error) {
    await close();
    return { ok: false, error: `failed to run ${kubectl} proxy: ${(error as Error).message}` };
  }
}

function listening(guard: ChildProcess): Promise<"listening"> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`it did not listen within ${START_MS / 1000}s`)), START_MS);
    guard.once("close", () => clearTimeout(timer));
    let said = "";
    guard.stdout?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-1000);
      if (!said.includes("Starting to serve on")) return;
      clearTimeout(timer);
      resolve("listening");
    });
  });
}

/** `E1126 14:23:30.725101    5075 proxy_server.go:147] …` */
const LOG_LINE = /^[EWIF]\d{4} [\d:.]+ /;

/** The last of what it complains about. */
function collect(guard: ChildProcess, onSaid?: (line: string) => void): () => string {
  let text = "";
  guard.stderr?.on("data", (chunk: Buffer) => (text = (text + chunk.toString()).slice(-4000)));
  if (guard.stderr && onSaid) {
    createInterface({ input: guard.stderr }).on("line", (line) => {
      if (!LOG_LINE.test(line)) onSaid(line);
    });
  }
  return () => text;
}

function explainEnd(kubectl: string, code: number | null, complaint: string): string {
  if (code === NOT_FOUND) {
    return kubectl.includes("/")
      ? `failed to run ${kubectl}: there is no such program; name another with --kubectl`
      : `failed to find ${kubectl} on the PATH; install it (https://kubernetes.io/docs/tasks/tools), or name it with --kubectl FILE`;
  }
  if (code === NOT_A_PROGRAM) return `failed to run ${kubectl}: it is no program; name another with --kubectl`;
  const why = firstSentence(complaint) || `it ended with ${String(code)}`;
  return `failed to run ${kubectl} proxy: ${why}; see --kubeconfig and --context`;
}
