import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ControlPlane } from "./control-plane.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const ASSETS = process.env["KUBEBUILDER_ASSETS"] ?? "";
const NPM = ["install", "--global", "--offline", "--no-audit", "--no-fund", "--no-update-notifier"];

export interface Answered {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without what npm puts there for scripts: a laptop has the Node.js of the machine, not that of the images. */
const machinePath = (process.env["PATH"] ?? "").split(":").filter((folder) => !folder.includes("node_modules"));

/** A laptop: the package from npm, the real kubectl, and nothing else on the PATH but what the machine has. */
export interface Laptop {
  /** `kubectl …`, as a user of the control plane; as admin where none is named. */
  kubectl(plane: ControlPlane, args: readonly string[], user?: string): Promise<Answered>;
  /** Starts it, and gives back how it goes on. */
  start(plane: ControlPlane, args: readonly string[], user?: string): Running;
  /** Where npm has put it. */
  readonly binFolder: string;
  close(): void;
}

export interface Running {
  readonly stdout: () => string;
  readonly stderr: () => string;
  interrupt(): void;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Packs what the build left, and installs that into a folder of its own, without a network. */
export function setUpLaptop(): Laptop {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-laptop-"));
  const npm = (args: readonly string[]) =>
    execFileSync("npm", [...args], {
      encoding: "utf8",
      env: { ...process.env, npm_config_cache: path.join(folder, "cache") },
    });
  npm(["pack", path.join(ROOT, "webhook/dist/npm"), "--pack-destination", folder, "--silent"]);
  const { name, version } = createRequire(import.meta.url)(path.join(ROOT, "webhook/dist/npm/package.json"));
  const prefix = path.join(folder, "prefix");
  mkdirSync(prefix);
  npm([...NPM, "--prefix", prefix, path.join(folder, `${name}-${version}.tgz`)]);
  const binFolder = path.join(prefix, "bin");
  const launch = (plane: ControlPlane, args: readonly string[], user?: string) =>
    spawn(path.join(ASSETS, "kubectl"), args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: [binFolder, ASSETS, ...machinePath].join(":"),
        HOME: folder,
        KUBECONFIG: kubeconfigOf(folder, plane, user),
      },
    });
  return {
    binFolder,
    start(plane, args, user) {
      const child = launch(plane, args, user);
      const texts = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk: Buffer) => (texts.stdout += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (texts.stderr += chunk.toString()));
      return {
        stdout: () => texts.stdout,
        stderr: () => texts.stderr,
        interrupt: () => void child.kill("SIGINT"),
        ended: new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal))),
      };
    },
    kubectl(plane, args, user) {
      return new Promise((resolve, reject) => {
        const child = launch(plane, args, user);
        const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
        child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
        child.on("error", reject);
        child.on("close", (code) => {
          const [out = "", err = ""] = [stdout, stderr].map((chunks) => Buffer.concat(chunks).toString("utf8"));
          resolve({ code, stdout: out, stderr: err });
        });
      });
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** That of the admin with the token of another, and `media` as the namespace of its context. */
function kubeconfigOf(folder: string, { kubeconfig, tokenOf }: ControlPlane, user = "admin"): string {
  const file = path.join(folder, `kubeconfig-${user}`);
  const config = JSON.parse(readFileSync(kubeconfig, "utf8"));
  config.users[0].user.token = tokenOf(user);
  config.contexts[0].context.namespace = "media";
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
