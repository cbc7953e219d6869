import type { ProgramSpec } from "@mount-monitor/process";

/** The command line, said once: parsing and help come from here. */
export const PROGRAM: ProgramSpec = {
  name: "mount-monitor",
  about:
    "Checks network mounts (rclone, WebDAV, NFS, SMB, any FUSE) from beside the app that reads them,\nand has the app's pod replaced when a mount stays dead.",
  commands: [
    { name: "monitor", summary: "check for ever, answer health, restart the pod when told to" },
    { name: "gate", summary: "wait until every mount answers, then exit 0" },
    { name: "check", summary: "look once, print a table; exit 0 when every mount is healthy, else 1" },
    { name: "validate", summary: "check the configuration and print it with defaults filled in" },
    { name: "version", summary: "print the version" },
  ],
  defaultCommand: "monitor",
  options: [
    {
      flag: "config",
      short: "c",
      env: "MOUNT_MONITOR_CONFIG_FILE",
      value: "FILE",
      help: "configuration, JSON (default ./config.json)",
    },
    {
      flag: "http-port",
      env: "MOUNT_MONITOR_HTTP_PORT",
      value: "PORT",
      help: "port of health and metrics",
      commands: ["monitor", "gate", "check", "validate"],
    },
    { flag: "log-level", env: "MOUNT_MONITOR_LOG_LEVEL", value: "LEVEL", help: "debug, info, warn or error" },
    { flag: "log-format", env: "MOUNT_MONITOR_LOG_FORMAT", value: "FORMAT", help: "json or text" },
    { flag: "once", help: "look once instead of waiting; exit 1 when a mount does not answer", commands: ["gate"] },
    {
      flag: "gate-timeout",
      env: "MOUNT_MONITOR_GATE_TIMEOUT",
      value: "DURATION",
      help: "give up after this and exit 1 (default: wait for ever)",
      commands: ["gate"],
    },
    { flag: "output", short: "o", value: "FORMAT", help: "table or json", commands: ["check"] },
    { flag: "init-container-mode", help: "the same as: gate --once", commands: ["monitor", "gate"] },
  ],
  epilogue: [
    "A flag wins over its variable, a variable over the file, the file over the default.",
    "MOUNT_MONITOR_CONFIG may hold the whole configuration as JSON instead of a file.",
    "SIGHUP reads the file again.",
    "",
    "The smallest configuration:",
    '  {"mounts":[{"path":"/mnt/media"}]}',
    "",
    "Exit codes: 0 done; 1 mounts not healthy; 2 bad configuration or usage; 3 the restart could not be done;",
    "70 a bug; 88 asks the kubelet to restart all containers of the pod.",
  ],
};
