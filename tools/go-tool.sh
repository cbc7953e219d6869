#!/usr/bin/env bash
# Builds a program of tools/go-tools.txt, unless that version was built before, and prints the folder that it is in:
#
#   export PATH="$(tools/go-tool.sh actionlint):$PATH"
#   tools/go-tool.sh --where actionlint       the folder alone, whether it was built or not
#
# They are kept in MOUNT_MONITOR_TOOLS, by default ~/.cache/mount-monitor-tools.
set -euo pipefail

list=$(dirname "${BASH_SOURCE[0]}")/go-tools.txt
where=
[[ ${1:-} == --where ]] && where=1 && shift
name=${1:-}

fail() { # WHY
  echo "failed to build ${name:-a tool}: $1" >&2
  exit 1
}

names=()
while read -r package flags; do
  [[ -n $package && $package != \#* ]] || continue
  path=${package%@*}
  names+=("${path##*/}")
  [[ ${path##*/} == "$name" ]] && found=$package with=$flags
done <"$list"
[[ -n ${found:-} ]] || fail "$list has ${names[*]}; name one of these"

folder=${MOUNT_MONITOR_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/mount-monitor-tools}/$name-${found##*@}
if [[ -z $where && ! -x $folder/$name ]]; then
  command -v go >/dev/null || fail "there is no go on the PATH; install Go, or $name itself"
  # Another one may build the same meanwhile: what is there is always whole.
  mkdir -p "$(dirname "$folder")"
  building=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$building"' EXIT
  GOBIN=$building go install ${with:+"$with"} "$found" >&2 || fail "go install $found did not succeed; what it said stands above"
  mkdir -p "$folder"
  mv "$building/$name" "$folder/$name"
fi
echo "$folder"
