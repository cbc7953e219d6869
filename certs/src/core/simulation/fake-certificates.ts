import type { CaGeneration, Stage, TrustedCa } from "../ca-generation.ts";
import { SealedKey } from "../sealed-key.ts";
import type { CertificateReader } from "../secret-layout.ts";
import type { Validity } from "../step.ts";

/** Certificates as plain words, for tests that need no cryptography: `ca <id> <notBefore> <notAfter>`. */

export function fakeCa(id: string, { notBeforeMs, notAfterMs }: Validity): TrustedCa {
  return { id, notBeforeMs, notAfterMs, ours: true, certPem: `ca ${id} ${notBeforeMs} ${notAfterMs}` };
}

export function fakeGeneration(id: string, validity: Validity, stage: Stage = "signing", keyed = true): CaGeneration {
  return { ...fakeCa(id, validity), stage, ...(keyed ? { key: new SealedKey(`key of ${id}`) } : {}) };
}

export const FAKE_READER: CertificateReader = {
  read(pem) {
    const [, kind, id = "", from = "", to = ""] = /^(ca|other) (\S+) (-?\d+) (-?\d+)$/.exec(pem) ?? [];
    if (kind === undefined) return { ok: false, error: "has a certificate that cannot be read" };
    return { ok: true, facts: { id, notBeforeMs: Number(from), notAfterMs: Number(to), ours: kind === "ca" } };
  },
  keyFits: (certPem, keyPem) => keyPem === `key of ${certPem.split(" ")[1]}`,
};
