#!/usr/bin/env bash
# Builds both images and loads them into the node. `make kind-load` builds the programs first.
doing="load the images"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
use_cluster npm
archives=$(mktemp -d)
trap 'rm -rf "$KUBECONFIG" "$archives"' EXIT
cd "$root"
IMAGE_ARCHIVES=$archives IMAGE_PREFIX=$image_prefix VERSION=$image_version npm run --silent images
for archive in "$archives"/*.tar; do
  kind load image-archive --name "$KIND_CLUSTER_NAME" "$archive"
done
