#!/usr/bin/env bash
# Gates the checked-out commit against another one, for CI: installs what is missing, builds both, runs
# lkbench gate, and leaves gate.json, gate.xml (JUnit) and gate.md. Ends with the exit code of lkbench gate.
#
# Usage: scripts/gate.sh --base REV [--output DIR] [OPTIONS OF lkbench gate]      e.g. --on-inconclusive fail
#        scripts/gate.sh --self-test [OPTIONS OF lkbench gate]
#
# --output is gate-report unless given. A revision that a shallow clone lacks is fetched from origin.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
usage() { sed -n '2,8p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; }

base=
output=gate-report
options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --base | --output)
      [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 64; }
      [ "$1" = --base ] && base=$2 || output=$2
      shift
      ;;
    *) options+=("$1") ;;
  esac
  shift
done
self_test=
for option in ${options[@]+"${options[@]}"}; do [ "$option" = --self-test ] && self_test=yes; done
if [ -z "$base" ] && [ -z "$self_test" ]; then
  usage >&2
  exit 64
fi
cd "$root"
require_swift
install_build_packages
install_profile_packages
install_packages python3

# In a container the checkout often belongs to another user, which git refuses to read; for this script and
# what it starts only.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
if [ -n "$base" ] && ! git rev-parse --verify --quiet --end-of-options "$base^{commit}" >/dev/null; then
  git fetch --quiet --depth 1 origin "$base" || log "$base is not to be had from origin"
  base=$(git rev-parse --verify --quiet FETCH_HEAD || printf '%s' "$base")
fi

step "release build" swift build -c release --product lkbench
lkbench=$(swift build -c release --show-bin-path)/lkbench
if [ -n "$self_test" ]; then
  exec "$lkbench" gate ${options[@]+"${options[@]}"}
fi
mkdir -p "$output"
status=0
"$lkbench" gate --base "$base" --json "$output/gate.json" --junit "$output/gate.xml" \
  --summary "$output/gate.md" ${options[@]+"${options[@]}"} || status=$?
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  outcome=none
  [ ! -f "$output/gate.json" ] ||
    outcome=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["outcome"])' "$output/gate.json")
  printf 'outcome=%s\nexit-code=%s\n' "$outcome" "$status" >>"$GITHUB_OUTPUT"
fi
exit "$status"
