/** What is wrong with a mount, as a class: one code in the log, the status document, the metric and the event. */
export const FAULTS = ["dead", "hung", "backend", "missing", "denied"] as const;

export type Fault = (typeof FAULTS)[number];

/** Each class in one sentence for people. */
export const FAULT_MEANING: Readonly<Record<Fault, string>> = {
  dead: "the mount is gone or was replaced under the app",
  hung: "the mount does not answer within the time limit",
  backend: "the file system answers with an input/output error",
  missing: "the canary file is gone, or the directory is bare or empty",
  denied: "this user may not read the mount; a restart cannot help",
};
