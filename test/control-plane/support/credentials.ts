import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { issueCa, issueLeaf } from "@mount-monitor/certs";

/** Somebody who may call the API server: by a token that it knows from its start. */
export interface User {
  readonly name: string;
  readonly groups?: readonly string[];
}

export const ADMIN: User = { name: "admin", groups: ["system:masters"] };

export interface Credentials {
  readonly caPem: string;
  readonly tokens: ReadonlyMap<string, string>;
  /** Files for the API server. */
  readonly files: {
    readonly cert: string;
    readonly key: string;
    readonly tokens: string;
    readonly accountKey: string;
    readonly accountPublicKey: string;
  };
}

const DAY_MS = 86_400_000;
const NAMES = ["127.0.0.1", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];

/** Makes everything anew: nothing of it outlives the folder. */
export async function writeCredentials(folder: string, users: readonly User[]): Promise<Credentials> {
  const validity = { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + DAY_MS };
  const ca = await issueCa(validity);
  const server = await issueLeaf({ signer: ca, validity, hosts: NAMES });
  const account = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const tokens = new Map(users.map(({ name }) => [name, randomBytes(24).toString("hex")]));
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return {
    caPem: ca.certPem,
    tokens,
    files: {
      cert: write("apiserver.crt", server.certPem),
      key: write("apiserver.key", server.key.reveal()),
      tokens: write("tokens.csv", users.map((user) => tokenLine(user, tokens.get(user.name) ?? "")).join("")),
      accountKey: write("sa.key", account.privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
      accountPublicKey: write("sa.pub", account.publicKey.export({ type: "spki", format: "pem" }).toString()),
    },
  };
}

function tokenLine({ name, groups = [] }: User, token: string): string {
  return `${token},${name},${name}${groups.length > 0 ? `,"${groups.join(",")}"` : ""}\n`;
}
