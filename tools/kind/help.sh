#!/usr/bin/env bash
# What there is for kind. The targets are read from the Makefile, the defaults from the settings.
doing="help"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
cat <<END
mount-monitor on kind (https://kind.sigs.k8s.io), for who has docker or podman. First: make kind-create kind-load kind-deploy

Targets:
$(awk -F ':.*## ' '/^kind-[a-z]+:.*## /{printf "  %-15s %s\n", $1, $2}' "$root/Makefile")

Variables:
  CONTAINER_TOOL     docker or podman; default: the first that is there
  KIND_CLUSTER_NAME  $KIND_CLUSTER_NAME
  KIND_NAMESPACE     $KIND_NAMESPACE, where the chart is installed
  KIND_MOUNTS        $KIND_MOUNTS,
                     a folder of this machine: what is mounted below it can be mounted into pods by a hostPath
  KIND_NODE_IMAGE    image of the node, which decides the version of Kubernetes; default: kind's own
  TAIL               lines of each log; default: 100
END
