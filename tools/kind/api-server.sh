#!/usr/bin/env bash
# Stops or starts the API server of the node, for tests of what happens meanwhile: the kubelet runs it as long as its
# manifest is there. Where that is so already, nothing happens.
case ${1:-} in
  stop) doing="stop the API server" from=manifests/kube-apiserver.yaml to=kube-apiserver.yaml ;;
  start) doing="start the API server" from=kube-apiserver.yaml to=manifests/kube-apiserver.yaml ;;
  *)
    echo "failed to do anything to the API server: say stop or start" >&2
    exit 2
    ;;
esac
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
need kind
check_names
choose_tool
cluster_exists || fail "there is no cluster $KIND_CLUSTER_NAME; do: make kind-create"
"$CONTAINER_TOOL" exec "$node" sh -c "cd /etc/kubernetes && if [ -e $from ]; then mv $from $to; fi"
