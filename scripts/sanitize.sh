#!/usr/bin/env bash
# Runs the tests of kernels, memory, counters and records under the address and thread sanitizers.
#
# Usage: scripts/sanitize.sh [address|thread ...]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "${1:-}" = --help ]; then
  sed -n '2,4p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 0
fi
cd "$root"
[ $# -gt 0 ] || set -- address thread
# XCTest is left out because its runner leaks; all tests are Swift Testing. The slow thread sanitizer sees the
# suites that start threads, the address sanitizer those that run every kernel on edge problems. Both
# are given fewer numbers and maps.
export LKB_SANITIZED=1
export TSAN_OPTIONS="suppressions=$root/scripts/thread-sanitizer.supp${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
for sanitizer in "$@"; do
  # One test at a time under the thread sanitizer: a Mutex that has to wait does so in a system call that the
  # sanitizer does not see, and what it guards would be called a race.
  parallel=()
  case $sanitizer in
    thread) filter='ThreadTeamTests|WorkSplitTests|BenchHarnessTests' parallel=(--no-parallel) ;;
    *) filter='ConformanceTests|KernelContractTests|ConvNetworksTests|BenchHarnessTests' ;;
  esac
  step "tests under the $sanitizer sanitizer" \
    swift test "${all_traits[@]}" --sanitize="$sanitizer" --scratch-path ".build-$sanitizer" --disable-xctest \
    --filter "$filter" ${parallel[@]+"${parallel[@]}"}
done
