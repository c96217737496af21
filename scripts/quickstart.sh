#!/usr/bin/env bash
# Sets up a fresh Debian or Ubuntu machine with Swift: installs what is missing, builds in release, runs
# the scaling-efficiency suite (about five minutes) and says where its tables are.
#
# Usage: scripts/quickstart.sh [--peers] [OPTIONS OF lkbench run]      e.g. --precision 1% or --kernel 7,31
#
# --peers installs oneDNN and FFTW too and measures them beside every case, which takes much longer.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "${1:-}" = --help ]; then
  sed -n '2,7p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 0
fi
cd "$root"
require_swift
install_build_packages
options=()
peers=()
if [ "${1:-}" = --peers ]; then
  shift
  install_peer_packages
  options=("${all_traits[@]}")
  peers=(--versus onednn,fftw)
fi
step "building in release" swift build ${options[@]+"${options[@]}"} -c release --product lkbench
lkbench=$(swift build -c release --show-bin-path)/lkbench
"$lkbench" run --suite scaling-efficiency --precision 2% ${peers[@]+"${peers[@]}"} "$@"
