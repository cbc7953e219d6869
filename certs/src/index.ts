export { type Role, ROLES } from "./core/ca-generation.ts";
export type { Readiness } from "./core/readiness.ts";
export {
  type Refusal,
  REFUSAL_CODES,
  type RefusalCode,
  SECRET_LABEL,
  SECRET_LABEL_VALUE,
  type SecretName,
} from "./core/refusal.ts";
export { SealedKey } from "./core/sealed-key.ts";
export {
  type CheckedSettings,
  checkRotationSettings,
  DEFAULT_ROTATION,
  type RotationSettings,
} from "./core/settings.ts";
export type { Validity } from "./core/step.ts";
export type {
  CaStatus,
  CertificateLog,
  CertificateSource,
  CertificateStatus,
  ServingPair,
} from "./io/certificate-source.ts";
export { createFileSource, type FileSettings, type FileTools } from "./io/files/file-source.ts";
export type { PairFiles } from "./io/files/read-pair.ts";
export type {
  Closable,
  ClusterAccess,
  SecretAccess,
  WebhookConfiguration,
  WebhookEntry,
  WebhooksAccess,
} from "./io/kube/cluster-access.ts";
export { type AccessNames, createHttpsAccess, createWebhooksAccess } from "./io/kube/https-access.ts";
export { type BundleAccess, openCertificateSource, type SourceSettings } from "./io/open-source.ts";
export { createSelfSource, type SelfSettings, type SelfTools } from "./io/self/self-source.ts";
export {
  type CertificateDescription,
  type DescribedPem,
  describeCertificates,
  isCertificateFor,
} from "./io/x509/describe.ts";
export { type IssuedPair, issueCa, issueLeaf, type LeafRequest, serviceHosts } from "./io/x509/issue.ts";
export { bundleTrusts, readBundle, splitPem } from "./io/x509/read-bundle.ts";
