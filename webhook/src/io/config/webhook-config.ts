import type { LogFormat, LogLevel } from "@mount-monitor/contract";
import type { InjectorConfig } from "../../core/injector-config.ts";

/** The configuration as the program uses it: checked, defaults filled in, durations in milliseconds. */
export interface WebhookConfig {
  readonly injector: InjectorConfig;
  readonly httpsPort: number;
  readonly httpPort: number;
  readonly tls: TlsFiles;
  readonly drainDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly pollIntervalMs: number;
}
