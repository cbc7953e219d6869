import type { PairFiles, RotationSettings } from "@mount-monitor/certs";
import type { LogFormat, LogLevel } from "@mount-monitor/contract";
import type { InjectorConfig } from "../../core/injector-config.ts";

/** The configuration as the program uses it: checked, defaults filled in, durations in milliseconds. */
export interface WebhookConfig {
  readonly injector: InjectorConfig;
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly certificates: CertificatesConfig;
  readonly grants: GrantsConfig;
  readonly drainDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

/** Where the serving certificate comes from. */
export type CertificatesConfig = SelfCertificates | FileCertificates;

/** It makes its own. */
export interface SelfCertificates {
  readonly mode: "self";
  readonly rotation: RotationSettings;
  /** In the namespace of the pod, both. */
  readonly secret: string;
  readonly service: string;
  /** Beside the names of the Service. */
  readonly hosts: readonly string[];
  readonly webhookConfiguration: string;
}

/** Somebody else writes files, and the `caBundle`. */
export interface FileCertificates {
  readonly mode: "cert-manager" | "provided";
  readonly files: PairFiles;
  readonly pollMs: number;
  readonly webhookConfiguration: string;
}

/** Who hands out what monitors need. */
export type GrantsConfig = ManagedGrants | { readonly mode: "manual" };

export interface ManagedGrants {
  readonly mode: "managed";
  /** Of the policy and its binding. */
  readonly policy: string;
  /** ClusterRole that owns what is granted. */
  readonly owner: string;
}
