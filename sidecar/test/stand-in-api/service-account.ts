import { randomBytes } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The folder that Kubernetes would mount: token and CA, in files of the usual names. */
export interface ServiceAccount {
  readonly folder: string;
  readonly tokenFile: string;
  readonly caFile: string;
  /** The one token that is accepted. */
  token: string;
  writeToken(token: string): void;
  remove(): void;
}

export function createServiceAccount(ca: string): ServiceAccount {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-stand-in-"));
  const tokenFile = path.join(folder, "token");
  const caFile = path.join(folder, "ca.crt");
  writeFileSync(caFile, ca);
  const account: ServiceAccount = {
    folder,
    tokenFile,
    caFile,
    token: newToken(),
    writeToken: (token) => {
      // As the kubelet does it: nobody ever reads half a token.
      writeFileSync(`${tokenFile}.new`, `${token}\n`, { mode: 0o600 });
      renameSync(`${tokenFile}.new`, tokenFile);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  account.writeToken(account.token);
  return account;
}

export const newToken = (): string => `stand-in-token-${randomBytes(32).toString("base64url")}`;
