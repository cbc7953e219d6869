#!/usr/bin/env bash
# Makes a cluster of one node, whose mounts below KIND_MOUNTS are those of this machine. KIND_NODE_IMAGE chooses its version.
doing="create the cluster"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
need kind kubectl helm
check_names
choose_tool
if cluster_exists; then
  echo "cluster $KIND_CLUSTER_NAME is there already"
  exit 0
fi

mkdir -p "$KIND_MOUNTS"
# Anybody may make folders in /var/tmp.
[[ -O $KIND_MOUNTS && ! -L $KIND_MOUNTS ]] ||
  fail "$KIND_MOUNTS belongs to somebody else; name another folder in KIND_MOUNTS"
chmod 0755 "$KIND_MOUNTS"
if is_there findmnt; then
  propagation=$(findmnt --noheadings --output PROPAGATION --target "$KIND_MOUNTS")
  [[ $propagation == *shared* ]] ||
    fail "mounts below $KIND_MOUNTS would not reach the node, since they are $propagation here; do: sudo mount --make-rshared $(findmnt --noheadings --output TARGET --target "$KIND_MOUNTS")"
fi

new_kubeconfig
kind create cluster --name "$KIND_CLUSTER_NAME" --kubeconfig "$KUBECONFIG" --wait 180s --config - \
  ${KIND_NODE_IMAGE:+--image "$KIND_NODE_IMAGE"} <<END
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    extraMounts:
      - hostPath: $KIND_MOUNTS
        containerPath: $KIND_MOUNTS
        # Both ways: the node hands on to pods what is mounted here.
        propagation: Bidirectional
END
echo "cluster $KIND_CLUSTER_NAME is there. For your own kubectl: kind export kubeconfig --name $KIND_CLUSTER_NAME"
