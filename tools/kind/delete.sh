#!/usr/bin/env bash
# Deletes the cluster, and the folder of its mounts where nothing is in it.
doing="delete the cluster"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
need kind
check_names
choose_tool
new_kubeconfig
if cluster_exists; then
  kind delete cluster --name "$KIND_CLUSTER_NAME" --kubeconfig "$KUBECONFIG"
else
  echo "there is no cluster $KIND_CLUSTER_NAME"
fi
# Never with what is in it: that could be somebody's remote.
if [[ -d $KIND_MOUNTS ]] && ! rmdir "$KIND_MOUNTS" 2>/dev/null; then
  echo "$KIND_MOUNTS stays, since something is in it; look what, unmount it, and do: rm -r --one-file-system $KIND_MOUNTS"
fi
