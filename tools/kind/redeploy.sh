#!/usr/bin/env bash
# After a change: new images, and new pods of the webhook, since the name of the image stays the same. Pods that are injected
# already keep the sidecar they have until they are replaced.
doing="redeploy"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
"$root/tools/kind/load.sh"
"$root/tools/kind/deploy.sh"
use_cluster kubectl
of_webhook=(--namespace "$KIND_NAMESPACE" --selector "app.kubernetes.io/instance=$release")
kubectl rollout restart deployment "${of_webhook[@]}"
kubectl rollout status deployment "${of_webhook[@]}" --timeout 5m
