#!/usr/bin/env bash
# Uninstalls the chart. The namespace stays, since it may have been there before.
doing="undeploy"
# shellcheck source=tools/kind/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
use_cluster helm
helm uninstall "$release" --namespace "$KIND_NAMESPACE" --ignore-not-found --wait
