#!/usr/bin/env bash
# Sets up a fresh Debian or Ubuntu machine with Swift: installs what is missing, builds in release, runs
# the scaling-efficiency suite (about five minutes) and says where its tables are.
#
# Usage: scripts/quickstart.sh [OPTIONS OF lkbench run]      e.g. --precision 1% or --kernel 7,31
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "${1:-}" = --help ]; then
  sed -n '2,5p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 0
fi
cd "$root"
require_swift
install_build_packages
step "building in release" swift build -c release --product lkbench
lkbench=$(swift build -c release --show-bin-path)/lkbench
"$lkbench" run --suite scaling-efficiency --precision 2% "$@"
