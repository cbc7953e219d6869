#!/usr/bin/env bash
# Installs or upgrades the chart with the images that were loaded, and waits until the webhook is ready.
doing="deploy"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
use_cluster kubectl helm
for name in webhook sidecar; do
  "$CONTAINER_TOOL" exec "$node" crictl inspecti "$image_prefix/$name:$image_version" >/dev/null 2>&1 ||
    fail "the node has no image $image_prefix/$name:$image_version; do: make kind-load"
done
built() { # KEY NAME: values for an image
  echo "$1.repository=$image_prefix/$2,$1.tag=$image_version,$1.pullPolicy=Never"
}
helm upgrade "$release" "$root/helm/mount-monitor" --install --namespace "$KIND_NAMESPACE" --create-namespace \
  --wait --timeout 5m --set "$(built image webhook)" --set "$(built sidecar.image sidecar)"
