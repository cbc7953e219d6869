import { readFileSync } from "node:fs";
import { signToken } from "./account-tokens.ts";
import type { ControlPlane } from "./control-plane.ts";

const HOUR_S = 3_600;

/** The same token, had it been issued that long ago for one hour: none that the server issues runs out within a test. */
export function ageToken({ accountKeyFile }: ControlPlane, token: string, hours: number): string {
  const [, payload = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  const issuedS = Math.floor(Date.now() / 1_000) - hours * HOUR_S;
  const aged = { ...claims, iat: issuedS, nbf: issuedS, exp: issuedS + HOUR_S };
  return signToken(aged, readFileSync(accountKeyFile, "utf8"));
}
