# shellcheck shell=bash disable=SC2034 # much of this is for the others
# What the scripts beside this one begin with: settings, and looking whether all is there that they need.
# A script says in $doing what it is for, which begins every message about a failure.
set -euo pipefail

: "${KIND_CLUSTER_NAME:=mount-monitor}"
: "${KIND_NAMESPACE:=mount-monitor}"
# On the machine and on the node alike: what is mounted below it reaches pods. In no folder of a user, since root mounts there.
: "${KIND_MOUNTS:=/var/tmp/mount-monitor-kind-$KIND_CLUSTER_NAME}"
: "${CONTAINER_TOOL:=}"

# What is built here and loaded into the node. No registry has these names: what was not loaded fails at once.
image_prefix=localhost/mount-monitor image_version=kind release=mount-monitor
node=$KIND_CLUSTER_NAME-control-plane
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

fail() { # WHY
  echo "failed to ${doing:-go on}: $1" >&2
  exit 1
}

is_there() { # COMMAND
  command -v "$1" >/dev/null
}

need() { # COMMAND…
  local command
  for command; do
    is_there "$command" && continue
    case $command in
      kind) fail "there is no kind on the PATH; with Go: export PATH=\"\$(tools/go-tool.sh kind):\$PATH\"; else https://kind.sigs.k8s.io/docs/user/quick-start/#installation" ;;
      kubectl) fail "there is no kubectl on the PATH; https://kubernetes.io/docs/tasks/tools/" ;;
      helm) fail "there is no helm on the PATH; with Go: export PATH=\"\$(tools/go-tool.sh helm):\$PATH\"; else https://helm.sh/docs/intro/install/" ;;
      *) fail "there is no $command on the PATH; install it" ;;
    esac
  done
}

check_names() {
  # They go into a configuration, and into commands that a shell reads.
  [[ $KIND_CLUSTER_NAME =~ ^[a-z0-9][a-z0-9.-]*$ ]] ||
    fail "KIND_CLUSTER_NAME is $KIND_CLUSTER_NAME, but may have lower-case letters, digits, dots and dashes only"
  [[ $KIND_NAMESPACE =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$ ]] ||
    fail "KIND_NAMESPACE is $KIND_NAMESPACE, but may have lower-case letters, digits and dashes only"
  [[ $KIND_MOUNTS =~ ^/[A-Za-z0-9._/-]+$ ]] ||
    fail "KIND_MOUNTS is $KIND_MOUNTS, but has to be a whole path of letters, digits, dots, dashes and slashes"
}

choose_tool() {
  local known
  if [[ -z $CONTAINER_TOOL ]]; then
    for known in docker podman; do
      is_there "$known" || continue
      CONTAINER_TOOL=$known
      break
    done
  fi
  case ${CONTAINER_TOOL##*/} in
    docker) unset KIND_EXPERIMENTAL_PROVIDER ;;
    podman) export KIND_EXPERIMENTAL_PROVIDER=podman ;;
    "") fail "there is neither docker nor podman on the PATH; install one of them" ;;
    *) fail "CONTAINER_TOOL is $CONTAINER_TOOL, but kind needs docker or podman" ;;
  esac
  is_there "$CONTAINER_TOOL" || fail "there is no $CONTAINER_TOOL on the PATH; install it, or name another in CONTAINER_TOOL"
  "$CONTAINER_TOOL" info >/dev/null 2>&1 ||
    fail "$CONTAINER_TOOL does not answer; start it, or see to it that you may use it: $CONTAINER_TOOL info says why"
  export CONTAINER_TOOL
}

cluster_exists() {
  local clusters
  # All of it first: a reader that leaves at the first match would end kind by a signal, and look like a no.
  clusters=$(kind get clusters --quiet)
  grep --fixed-strings --line-regexp --quiet -- "$KIND_CLUSTER_NAME" <<<"$clusters"
}

# All that needs the cluster begins with this. The user's own kubeconfig stays as it is.
use_cluster() { # COMMAND…, besides kind
  need kind "$@"
  check_names
  choose_tool
  cluster_exists || fail "there is no cluster $KIND_CLUSTER_NAME; do: make kind-create"
  new_kubeconfig
  kind get kubeconfig --name "$KIND_CLUSTER_NAME" >"$KUBECONFIG"
}

new_kubeconfig() {
  KUBECONFIG=$(mktemp)
  export KUBECONFIG
  trap 'rm -f "$KUBECONFIG"' EXIT
}

is_deployed() {
  helm status "$release" --namespace "$KIND_NAMESPACE" >/dev/null 2>&1
}
