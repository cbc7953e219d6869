/** What stands below the flags in the help of the whole program. */
export function epilogueOf(name: string, serves: boolean): readonly string[] {
  return [
    ...(serves
      ? ["A flag wins over its variable, a variable over the file, the file over the default."]
      : ["Flags stand behind the command: kubectl itself takes none before the name of a plugin."]),
    "Namespaces, LimitRanges, ResourceQuotas and PersistentVolumeClaims among the manifests count as the cluster's.",
    "",
    "To see what one annotation does:",
    "  kubectl get deployment plex -o yaml > plex.yaml",
    `  kubectl annotate --local -f plex.yaml -o yaml mount-monitor.io/paths=/mnt/media | ${name} inject --diff -f -`,
    `  ${name} explain -f plex.yaml`,
    "",
    "--output patch prints a list of {source, document, object, patch}, with patch in the notation of RFC 6902.",
    "",
    `Examples of one command: ${name} status --help`,
    "",
    "Exit codes: 0 done; 1 the cluster would refuse a pod or has a problem, or a pod is not there; 2 bad configuration, manifest or usage, or no cluster; 70 a bug.",
  ];
}
