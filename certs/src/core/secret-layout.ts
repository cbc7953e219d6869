import { type CaGeneration, type CertificateFacts, STAGES } from "./ca-generation.ts";
import {
  damagedSecret,
  foreignSecret,
  newerSecret,
  type Refusal,
  SECRET_LABEL,
  SECRET_LABEL_VALUE,
  type SecretName,
} from "./refusal.ts";
import { SealedKey } from "./sealed-key.ts";

/** The Secret as the API server has it, its data decoded. */
export interface StoredSecret {
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/** Reads certificates for a core that knows no X.509. Errors never quote what was read. */
export interface CertificateReader {
  readonly read: (pem: string) => { readonly ok: true; readonly facts: CertificateFacts } | ReadError;
  readonly keyFits: (certPem: string, keyPem: string) => boolean;
}
interface ReadError {
  readonly ok: false;
  readonly error: string;
}

export type DecodedSecret =
  | { readonly ok: true; readonly generations: readonly CaGeneration[] }
  | { readonly ok: false; readonly error: Refusal };

/** Everything lies under one key: halves of two writes can never stand side by side. */
export const DATA_KEY = "ca-set.json";
export const LAYOUT = 1;

/** What is written into the data of the Secret. The only place that reveals a CA's key. */
export function encodeCaSet(generations: readonly CaGeneration[]): string {
  return JSON.stringify({
    version: LAYOUT,
    generations: generations.map(({ stage, certPem, key }) => ({
      stage,
      certificate: certPem,
      ...(key === undefined ? {} : { key: key.reveal() }),
    })),
  });
}

/** No data at all is fine, as the chart ships the Secret: no generation yet. */
export function decodeSecret(secret: StoredSecret, name: SecretName, reader: CertificateReader): DecodedSecret {
  if (secret.labels[SECRET_LABEL] !== SECRET_LABEL_VALUE) return { ok: false, error: foreignSecret(name) };
  const damaged = (what: string): DecodedSecret => ({ ok: false, error: damagedSecret(name, what) });
  const keys = Object.keys(secret.data);
  if (keys.length === 0) return { ok: true, generations: [] };
  const text = secret.data[DATA_KEY];
  if (text === undefined) return damaged(`its data has no ${DATA_KEY}`);
  const document = parse(text);
  if (!isObject(document)) return damaged(`${DATA_KEY} is not a JSON object`);
  const { version, generations } = document;
  if (typeof version !== "number") return damaged(`${DATA_KEY} has no version`);
  if (version > LAYOUT) return { ok: false, error: newerSecret(name, version) };
  if (version !== LAYOUT || !Array.isArray(generations)) return damaged(`${DATA_KEY} has no list of generations`);
  const decoded: CaGeneration[] = [];
  for (const [index, entry] of generations.entries()) {
    const generation = decodeGeneration(entry, reader);
    if (!generation.ok) return damaged(`generation ${index + 1} of ${generations.length} ${generation.error}`);
    if (decoded.some(({ id }) => id === generation.value.id)) return damaged("it has one generation twice");
    decoded.push(generation.value);
  }
  return { ok: true, generations: decoded };
}

type DecodedGeneration = { readonly ok: true; readonly value: CaGeneration } | ReadError;

function decodeGeneration(entry: unknown, reader: CertificateReader): DecodedGeneration {
  const bad = (error: string): DecodedGeneration => ({ ok: false, error });
  if (!isObject(entry)) return bad("is not an object");
  const { stage: word, certificate, key } = entry;
  const stage = STAGES.find((one) => one === word);
  if (stage === undefined) return bad(`has no stage (${STAGES.join(", ")})`);
  if (typeof certificate !== "string") return bad("has no certificate");
  if (key !== undefined && typeof key !== "string") return bad("has a key that is not text");
  const read = reader.read(certificate);
  if (!read.ok) return bad(read.error);
  if (!read.facts.ours) return bad("is not a CA of this program");
  if (key !== undefined && !reader.keyFits(certificate, key))
    return bad("has a key that is not that of its certificate");
  const { facts } = read;
  return {
    ok: true,
    value: { ...facts, stage, certPem: certificate, ...(key === undefined ? {} : { key: new SealedKey(key) }) },
  };
}

function isObject(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
