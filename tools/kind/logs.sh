#!/usr/bin/env bash
# The last lines of the webhook, of each monitor, and the events of monitored mounts. TAIL says how many lines each.
doing="show the logs"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
use_cluster kubectl helm
is_deployed || fail "mount-monitor is not deployed in namespace $KIND_NAMESPACE; do: make kind-deploy"
tail=${TAIL:-100}
kubectl logs --namespace "$KIND_NAMESPACE" --selector app.kubernetes.io/instance="$release" --all-containers --prefix --tail "$tail"
kubectl get pods --all-namespaces --selector mount-monitor.io/injected=true --no-headers \
  --output custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name |
  while read -r namespace name; do
    # A pod may be on its way, or on its way out.
    kubectl logs --namespace "$namespace" "$name" --container mount-monitor --prefix --tail "$tail" </dev/null || true
  done
echo
kubectl get events --all-namespaces --field-selector reportingComponent=mount-monitor
