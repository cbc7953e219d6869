import type { CommandSpec } from "@mount-monitor/process";

/** What the program can be told to do; `name` is how it was called. */
export function commandsOf(name: string): readonly CommandSpec[] {
  return [
    {
      name: "status",
      summary: "show the mounts of monitored pods: state, fault, since when, last restart and why",
      operands: "[POD | KIND/NAME ...]",
      details: [
        "Shows a line for each mount of each pod with gate and monitor, in the namespace of your context. Everything goes through",
        "the API server, with your kubectl's credentials. What the columns mean, and what it needs: docs/status.md",
        "",
        "Examples:",
        ...examples([
          ["all pods of the namespace; of another; of all", `${name} status`],
          ["", `${name} status -n media`],
          ["", `${name} status -A`],
          ["one pod, the pods of a workload, those with a label", `${name} status plex-0`],
          ["", `${name} status deployment/plex statefulset/sonarr`],
          ["", `${name} status -l app=plex`],
          ["follow them; ends with Ctrl-C", `${name} status -w`],
          ["with nodes and sentences; for scripts", `${name} status -o wide`],
          ["", `${name} status -A -o json | jq '.pods[] | select(.healthy | not) | .name'`],
          ["fail where anything is not healthy", `${name} status deployment/plex --exit-code`],
        ]),
        "",
        "Exit codes: 0 done, whatever the mounts do; 1 a pod that was named is not there or cannot be read, or, with --exit-code,",
        "something is not healthy; 2 wrong usage, or no cluster.",
      ],
    },
    {
      name: "pause",
      summary: "let nothing be restarted for a while: checks, readiness and events go on",
      operands: "POD | KIND/NAME ...",
      details: [
        "Sets the annotation mount-monitor.io/pause on running pods. Their monitors hear of it within about a minute. Pods that a",
        "workload makes later are not paused.",
        "",
        "Examples:",
        ...examples([
          [
            "the server of the mounts goes down for two hours",
            `${name} pause deployment/plex --for 2h --reason 'NAS gets new disks'`,
          ],
          ["until a time; until it is resumed", `${name} pause plex-0 --until 2027-01-31T18:00:00Z`],
          ["", `${name} pause plex-0`],
          ["all pods with a label, first only to see which", `${name} pause -l storage=nas --for 30m --dry-run=client`],
        ]),
        "",
        "Exit codes: 0 all of them are paused; 1 not all, or there are none; 2 wrong usage, or no cluster.",
      ],
    },
    {
      name: "resume",
      summary: "end a pause: pods may be restarted again",
      operands: "POD | KIND/NAME ...",
      details: [
        "Removes the annotation mount-monitor.io/pause from running pods. A restart that is due then follows within about a minute.",
        "",
        "Examples:",
        ...examples([["", `${name} resume deployment/plex`]]),
        "",
        "Exit codes: 0 none of them is paused any more; 1 not all, or there are none; 2 wrong usage, or no cluster.",
      ],
    },
    {
      name: "doctor",
      summary: "look at a live cluster, and say what is wrong and what to do about it",
      details: [
        "Examples:",
        ...examples([
          ["", `${name} doctor`],
          ["", `${name} doctor -n media -o json`],
        ]),
      ],
    },
    {
      name: "explain",
      summary: "say what is decided about each pod template and path, why, and what to change",
      operands: "[FILE | KIND/NAME ...]",
      details: [
        "Of manifests in files, without a cluster; or of objects as they are in the cluster, with what stands beside them there.",
        "",
        "Examples:",
        ...examples([
          ["", `${name} explain -f plex.yaml`],
          ["", `${name} explain deployment/plex -n media`],
        ]),
      ],
    },
    {
      name: "inject",
      summary: "manifests in, the manifests that the cluster would end up with out",
      details: ["Examples:", ...examples([["", `${name} inject --diff -f plex.yaml`]])],
    },
    { name: "serve", summary: "answer admission reviews over TLS, until told to stop" },
    { name: "version", summary: "print the version" },
  ];
}

function examples(lines: ReadonlyArray<readonly [what: string, command: string]>): readonly string[] {
  return lines.flatMap(([what, command]) => [...(what === "" ? [] : [`  # ${what}`]), `  ${command}`]);
}
