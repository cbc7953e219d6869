#!/usr/bin/env bash
# The tests of `make test-cluster`, on the node of kind. They install and remove mount-monitor themselves.
doing="run the tests"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
use_cluster kubectl helm npm
[[ $(id -u) == 0 ]] ||
  fail "they mount on this machine, which needs root; do: sudo env \"PATH=\$PATH\" make kind-test CONTAINER_TOOL=$CONTAINER_TOOL KIND_CLUSTER_NAME=$KIND_CLUSTER_NAME KIND_NAMESPACE=$KIND_NAMESPACE KIND_MOUNTS=$KIND_MOUNTS"
! is_deployed || fail "mount-monitor is deployed in namespace $KIND_NAMESPACE, and would change the pods of the tests; do: make kind-undeploy"
[[ -d $KIND_MOUNTS ]] || fail "there is no $KIND_MOUNTS, which the node was made with; do: make kind-delete kind-create"

export MOUNT_MONITOR_TEST_LOAD="kind load image-archive --name $KIND_CLUSTER_NAME"
export MOUNT_MONITOR_TEST_MOUNTS=$KIND_MOUNTS
export MOUNT_MONITOR_TEST_NODE="$CONTAINER_TOOL restart $node"
export MOUNT_MONITOR_TEST_API_SERVER="'$root/tools/kind/api-server.sh'"
export KIND_CLUSTER_NAME KIND_MOUNTS
cd "$root"
# Not exec: the kubeconfig is to go afterwards.
npm run --silent test:cluster -- "$@"
