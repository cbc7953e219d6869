export { type AnnotationSpec, SETTING_LEVELS, type SettingLevel } from "./annotation-spec.ts";
export {
  ANNOTATION_PREFIX,
  annotationKey,
  annotationName,
  INHERITED_ANNOTATION,
  INJECTED_LABEL,
  nearestAnnotation,
  OWN_ANNOTATIONS,
  PAUSE_REASON_ANNOTATION,
  STATUS_ANNOTATION,
} from "./annotation-key.ts";
export type { MountOverride, Parsed, ResourceAmounts, RunAs } from "./annotation-parsers.ts";
export {
  ANNOTATION_NAMES,
  type AnnotationName,
  ANNOTATIONS,
  annotationSpec,
  type AnnotationValue,
  isAnnotationName,
  parseAnnotation,
} from "./annotations.ts";
export {
  type DecodedConfig,
  checkMonitorConfig,
  decodeMonitorConfig,
  MAX_CONFIG_BYTES,
} from "./decode-monitor-config.ts";
export {
  formatDuration,
  formatElapsed,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
  type ParsedDuration,
  parseDuration,
} from "./duration.ts";
export { encodeMonitorConfig } from "./encode-monitor-config.ts";
export { EVENT_COMPONENT, EVENT_REASONS, type EventReason, RESTART_EVENT_TYPE, WORKLOAD_ANNOTATION } from "./event.ts";
export { EXIT, type ExitCode } from "./exit-code.ts";
export { type Fault, FAULT_MEANING, FAULTS } from "./fault.ts";
export type {
  CheckType,
  LogFormat,
  LogLevel,
  Mode,
  MonitorConfig,
  MonitorConfigInput,
  MountConfig,
  OnFailure,
  RestartAction,
  RestartBudget,
  WatchdogConfig,
} from "./monitor-config.ts";
export { milliseconds } from "./milliseconds.ts";
export { nearestKey } from "./nearest-key.ts";
export { formatPodStatus, type PodStatus, readPodStatus } from "./pod-status.ts";
export { explainJsonError, explainSchemaErrors, type SchemaError, show } from "./schema-error.ts";
export type { CaReport, GrantsStatus, ServedCertificate, ServeStatus, WatchReport } from "./serve-status.ts";
export {
  MOUNT_STATUSES,
  type MountStatus,
  type MountStatusEntry,
  type RestartStatus,
  type StatusDocument,
} from "./status-document.ts";
export { formatTime, parseTime } from "./time.ts";
