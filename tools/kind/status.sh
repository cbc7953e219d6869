#!/usr/bin/env bash
# The node, what is installed, and which pods are monitored.
doing="say how it is"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
use_cluster kubectl helm
kubectl get nodes --output wide
echo
if is_deployed; then
  helm list --namespace "$KIND_NAMESPACE" --filter "^$release\$"
  kubectl get pods --namespace "$KIND_NAMESPACE" --selector app.kubernetes.io/instance="$release" --output wide
else
  echo "mount-monitor is not deployed in namespace $KIND_NAMESPACE; do: make kind-deploy"
fi
echo
echo "Pods with a monitor:"
kubectl get pods --all-namespaces --selector mount-monitor.io/injected=true
