#!/usr/bin/env bash
# Sets up a fresh Debian or Ubuntu machine with Swift: installs what is missing, builds in release, runs
# the scaling-efficiency suite (about five minutes) and leaves its tables, charts and an HTML report.
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
install_chart_packages
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
began=$(mktemp)
trap 'rm -f "$began"' EXIT
"$lkbench" run --suite scaling-efficiency --precision 2% ${peers[@]+"${peers[@]}"} "$@"

# The folder of that run: the one asked for, else the only one that has changed.
folder=
while [ $# -gt 0 ]; do
  case "$1" in
    --output | --resume) folder=${2:-} ;;
    --output=* | --resume=*) folder=${1#*=} ;;
  esac
  shift
done
[ -n "$folder" ] || folder=$(find results -mindepth 2 -maxdepth 2 -name results.csv -newer "$began" -printf '%h\n' | tail -1)
if [ -f "$folder/results.csv" ]; then
  log "charts and report"
  "$lkbench" chart "$folder" || log "not every chart could be drawn"
  "$lkbench" report "$folder"
fi
