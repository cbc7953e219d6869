import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DoctorReport } from "../../../../webhook/src/core/doctor/report/render-json.ts";
import type { Finding } from "../../../../webhook/src/core/doctor/finding.ts";
import type { ControlPlane } from "../control-plane.ts";
import { until } from "../until.ts";

const BUNDLE = path.join(import.meta.dirname, "../../../../webhook/dist/mount-monitor-webhook.cjs");
const KUBECTL = path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", "kubectl");
const HOLDS_MS = 120_000;

export interface Examined {
  readonly code: number | null;
  readonly stderr: string;
  readonly report: DoctorReport;
  /** Codes of all that is not ok. */
  readonly codes: readonly string[];
  /** The one finding with this code; fails where there is not just one. */
  only(code: string): Finding;
  all(code: string): readonly Finding[];
}

/** The built program with the real kubectl, as a user of the control plane. */
export async function examine(plane: ControlPlane, args: readonly string[] = [], user?: string): Promise<Examined> {
  const { code, stdout, stderr } = await runDoctor(plane, [...args, "--output", "json"], user);
  if (stdout === "") throw new Error(`doctor said nothing: ${stderr}`);
  const report = JSON.parse(stdout) as DoctorReport;
  const all = (wanted: string) => report.findings.filter((finding) => finding.code === wanted);
  return {
    code,
    stderr,
    report,
    all,
    codes: [...new Set(report.findings.filter(({ severity }) => severity !== "ok").map((finding) => finding.code))],
    only(wanted) {
      const [finding, ...more] = all(wanted);
      if (finding === undefined || more.length > 0) throw new Error(`not just one ${wanted}: ${stdout}`);
      return finding;
    },
  };
}

/** Looks until it holds, as `user`, if any: the API server takes a moment to go by what was written. */
export function examineUntil(
  plane: ControlPlane,
  what: string,
  holds: (found: Examined) => boolean,
  args?: readonly string[],
  user?: string,
): Promise<Examined> {
  let last = "";
  const look = async () => {
    const found = await examine(plane, args, user);
    last = JSON.stringify(found.report.findings);
    return holds(found) && found;
  };
  return until(what, HOLDS_MS, look, () => last);
}

/** Until it says this and nothing else; where it is to say nothing, that all is well. */
export function examineUntilJust(plane: ControlPlane, wanted: readonly string[], user?: string): Promise<Examined> {
  const what = `just ${wanted.join() || "that all is well"}`;
  return examineUntil(plane, what, (found) => isJust(found, ...wanted), [], user);
}

/** It says this and nothing else. */
export function isJust({ codes }: Examined, ...wanted: readonly string[]): boolean {
  return codes.join() === wanted.join();
}

export function runDoctor(
  plane: ControlPlane,
  args: readonly string[],
  user?: string,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  if (!existsSync(BUNDLE)) throw new Error(`failed to find ${BUNDLE}; do: npm run build`);
  const always = ["doctor", "--kubectl", KUBECTL, "--kubeconfig", kubeconfigOf(plane, user)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BUNDLE, ...always, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const [out, err] = [stdout, stderr].map((chunks) => Buffer.concat(chunks).toString("utf8"));
      resolve({ code, stdout: out ?? "", stderr: err ?? "" });
    });
  });
}

/** A finding with this code says so. */
export function says(found: Examined, code: string, sentence: RegExp, advice = /^/): boolean {
  return found.all(code).some((finding) => sentence.test(finding.sentence) && advice.test(finding.advice));
}

/** And says what to do. */
export function assertSays(found: Examined, code: string, sentence: RegExp, advice: RegExp): void {
  const all = found.all(code);
  assert.ok(
    says(found, code, sentence, advice),
    `no ${code} with ${sentence} and ${advice}: ${JSON.stringify(all.length > 0 ? all : found.codes)}`,
  );
}

/** That of the admin, with the token of another. */
function kubeconfigOf({ kubeconfig, tokenOf }: ControlPlane, user: string | undefined): string {
  if (user === undefined) return kubeconfig;
  const file = `${kubeconfig}-${user}`;
  const config = JSON.parse(readFileSync(kubeconfig, "utf8"));
  config.users[0].user.token = tokenOf(user);
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
