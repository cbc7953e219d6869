import path from "node:path";
import { runCommand } from "./run-command.ts";

export const PROGRAM = path.resolve(import.meta.dirname, "../../../webhook/dist/mount-monitor-webhook.cjs");

export interface DoctorReport {
  readonly code: number | null;
  readonly findings: readonly {
    readonly code: string;
    readonly severity: "problem" | "warning" | "note" | "ok";
    readonly subject: { readonly kind: string; readonly name: string };
    readonly sentence: string;
    readonly advice: string;
  }[];
}

/** The built doctor, on the pods of one namespace. */
export async function askDoctor(namespace: string): Promise<DoctorReport> {
  const args = [PROGRAM, "doctor", "--namespace", namespace, "--output", "json"];
  const { code, stdout, stderr } = await runCommand(process.execPath, args);
  if (stdout === "") throw new Error(`the doctor ended with ${String(code)}: ${stderr}`);
  return { code, findings: (JSON.parse(stdout) as Pick<DoctorReport, "findings">).findings };
}

/** Codes of what is not well. */
export function complaintsOf({ findings }: DoctorReport): readonly string[] {
  return findings.filter(({ severity }) => severity === "problem" || severity === "warning").map(({ code }) => code);
}
