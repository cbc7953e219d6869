import type { OptionSpec } from "@mount-monitor/process";

const MANIFESTS = ["inject", "explain"];
const PODS = ["status", "pause", "resume"];
const LIVE = [...PODS, "doctor", "explain"];
const OF_CONTEXT = "namespace of the pods (default: that of the context)";

const OPTIONS: readonly OptionSpec[] = [
  {
    flag: "config",
    short: "c",
    env: "MOUNT_MONITOR_WEBHOOK_CONFIG_FILE",
    value: "FILE",
    help: "configuration of the webhook, JSON or YAML (serve: default ./config.json)",
    helpOf: {
      inject: "configuration of the webhook, JSON or YAML (default: all defaults)",
      explain: "configuration of the webhook, JSON or YAML (default: all defaults)",
    },
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
    help: "namespace: of the pods (default: that of the context; doctor: all), or of manifests that name none",
    helpOf: {
      status: OF_CONTEXT,
      pause: OF_CONTEXT,
      resume: OF_CONTEXT,
      doctor: "the only one whose pods are looked at (default: all)",
      inject: 'namespace of objects that name none (default "default")',
      explain:
        "namespace of the objects (default: that of the context), or of manifests that name none (default: default)",
    },
    commands: [...PODS, ...MANIFESTS, "doctor"],
  },
  {
    flag: "all-namespaces",
    short: "A",
    help: "the pods of all namespaces (doctor: which is the default)",
    helpOf: {
      status: "show the pods of all namespaces",
      doctor: "look at the pods of all namespaces, which is the default",
    },
    commands: ["status", "doctor"],
  },
  {
    flag: "selector",
    short: "l",
    value: "LABELS",
    help: "only pods with these labels, in the notation of kubectl",
    commands: PODS,
  },
  { flag: "watch", short: "w", help: "look again and again, until Ctrl-C", commands: ["status"] },
  { flag: "exit-code", help: "end with 1 where anything is not healthy", commands: ["status"] },
  { flag: "no-headers", help: "leave out the line with the names of the columns", commands: ["status"] },
  {
    flag: "for",
    value: "DURATION",
    help: "how long, such as 30m or 2h (default: until it is resumed)",
    commands: ["pause"],
  },
  {
    flag: "until",
    value: "TIME",
    help: "until when, such as 2027-01-31T18:00:00Z",
    commands: ["pause"],
  },
  { flag: "reason", value: "TEXT", help: "why, for whoever looks at the pods meanwhile", commands: ["pause"] },
  {
    flag: "dry-run",
    value: "MODE",
    help: "client: only say what would be done; server: have the API server try it, and keep nothing",
    commands: ["pause", "resume"],
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
    help: "status: table, wide, json or yaml; inject: yaml, json or patch; explain, doctor: text or json",
    helpOf: {
      status: "table (the default), wide, json or yaml",
      inject: "yaml, json or patch (default: as it came)",
      explain: "text (the default) or json",
      doctor: "text (the default) or json",
    },
    commands: ["status", ...MANIFESTS, "doctor"],
  },
  {
    flag: "kubectl",
    value: "FILE",
    help: "the kubectl by which the cluster is reached (default: the one on the PATH)",
    commands: LIVE,
  },
  { flag: "kubeconfig", value: "FILE", help: "passed on to kubectl", commands: LIVE },
  { flag: "context", value: "NAME", help: "passed on to kubectl", commands: LIVE },
];

/** The flags of those commands that are there. */
export function optionsFor(has: (command: string) => boolean): readonly OptionSpec[] {
  return OPTIONS.flatMap((option) => {
    const commands = option.commands?.filter(has) ?? [];
    const [first] = commands;
    if (first === undefined) return [];
    // What a flag means to a command that is not there is of no use.
    const isLess = commands.length < (option.commands?.length ?? 0);
    return [{ ...option, commands, help: (isLess && option.helpOf?.[first]) || option.help }];
  });
}
