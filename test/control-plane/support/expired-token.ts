import { readFileSync } from "node:fs";
import { signToken } from "./account-tokens.ts";
import type { ControlPlane } from "./control-plane.ts";

const HOUR_S = 3_600;

/** The same token, had it been issued two hours ago for one hour: none that the server issues runs out within a test. */
export function expireToken({ accountKeyFile }: ControlPlane, token: string): string {
  const [, payload = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  const nowS = Math.floor(Date.now() / 1_000);
  const old = { ...claims, iat: nowS - 2 * HOUR_S, nbf: nowS - 2 * HOUR_S, exp: nowS - HOUR_S };
  return signToken(old, readFileSync(accountKeyFile, "utf8"));
}
