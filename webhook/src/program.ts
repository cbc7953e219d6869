import type { ProgramSpec } from "@mount-monitor/process";

const MANIFESTS = ["inject", "explain"];

/** The command line, said once: parsing and help come from here. */
export const PROGRAM: ProgramSpec = {
  name: "mount-monitor-webhook",
  about:
    "Adds a gate and a monitor to pods that ask for it by the annotation mount-monitor.io/paths: as an admission\nwebhook of a cluster (serve), or here and now for manifests in files (inject, explain), without a cluster.\nWhether all is well in a cluster says doctor.",
  commands: [
    { name: "serve", summary: "answer admission reviews over TLS, until told to stop" },
    { name: "inject", summary: "manifests in, the manifests that the cluster would end up with out" },
    { name: "explain", summary: "say what is decided about each pod template and path, why, and what to change" },
    { name: "doctor", summary: "look at a live cluster, and say what is wrong and what to do about it" },
    { name: "version", summary: "print the version" },
  ],
  defaultCommand: "serve",
  options: [
    {
      flag: "config",
      short: "c",
      env: "MOUNT_MONITOR_WEBHOOK_CONFIG_FILE",
      value: "FILE",
      help: "configuration, JSON or YAML (serve: default ./config.json)",
      commands: ["serve", ...MANIFESTS],
    },
    {
      flag: "https-port",
      env: "MOUNT_MONITOR_WEBHOOK_HTTPS_PORT",
      value: "PORT",
      help: "port of admission, TLS",
      commands: ["serve"],
    },
    {
      flag: "http-port",
      env: "MOUNT_MONITOR_WEBHOOK_HTTP_PORT",
      value: "PORT",
      help: "port of health and metrics",
      commands: ["serve"],
    },
    {
      flag: "log-level",
      env: "MOUNT_MONITOR_WEBHOOK_LOG_LEVEL",
      value: "LEVEL",
      help: "debug, info, warn or error",
      commands: ["serve"],
    },
    {
      flag: "log-format",
      env: "MOUNT_MONITOR_WEBHOOK_LOG_FORMAT",
      value: "FORMAT",
      help: "json or text",
      commands: ["serve"],
    },
    {
      flag: "file",
      short: "f",
      value: "FILE",
      help: "manifests: a file, a folder, or - for stdin; may be repeated",
      repeatable: true,
      commands: MANIFESTS,
    },
    { flag: "recursive", short: "R", help: "look into the folders of a folder too", commands: MANIFESTS },
    {
      flag: "namespace",
      short: "n",
      value: "NAME",
      help: 'namespace of objects that name none (default "default"); doctor: the only one whose pods are looked at',
      commands: [...MANIFESTS, "doctor"],
    },
    {
      flag: "all-namespaces",
      short: "A",
      help: "look at the pods of all namespaces, which is the default",
      commands: ["doctor"],
    },
    {
      flag: "install-namespace",
      value: "NAME",
      help: "where mount-monitor is installed (default: found by itself)",
      commands: ["doctor"],
    },
    {
      flag: "kubernetes-version",
      value: "VERSION",
      help: "version of the cluster and its nodes, such as 1.36 (default: unknown)",
      commands: MANIFESTS,
    },
    { flag: "diff", help: "show what changes instead, as a unified diff", commands: ["inject"] },
    {
      flag: "output",
      short: "o",
      value: "FORMAT",
      help: "inject: yaml, json or patch (default: as it came); explain, doctor: text or json",
      commands: [...MANIFESTS, "doctor"],
    },
    {
      flag: "kubectl",
      value: "FILE",
      help: "the kubectl by which the cluster is reached (default: the one on the PATH)",
      commands: ["doctor"],
    },
    { flag: "kubeconfig", value: "FILE", help: "passed on to kubectl", commands: ["doctor"] },
    { flag: "context", value: "NAME", help: "passed on to kubectl", commands: ["doctor"] },
  ],
  epilogue: [
    "A flag wins over its variable, a variable over the file, the file over the default.",
    "Namespaces, LimitRanges, ResourceQuotas and PersistentVolumeClaims among the manifests count as the cluster's.",
    "",
    "To see what one annotation does:",
    "  kubectl get deployment plex -o yaml > plex.yaml",
    "  kubectl annotate --local -f plex.yaml -o yaml mount-monitor.io/paths=/mnt/media | mount-monitor-webhook inject --diff -f -",
    "  mount-monitor-webhook explain -f plex.yaml",
    "",
    "--output patch prints a list of {source, document, object, patch}, with patch in the notation of RFC 6902.",
    "",
    "Exit codes: 0 done; 1 the cluster would refuse a pod, or has a problem; 2 bad configuration, manifest or usage, or no cluster; 70 a bug.",
  ],
};
