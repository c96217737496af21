#!/usr/bin/env bash
# Runs the tests of kernels, memory, harness and every parser of files under the address sanitizer, with traps where
# C code has undefined behaviour, and those that start threads under the thread sanitizer.
#
# Usage: scripts/sanitize.sh [address|thread ...]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "${1:-}" = --help ]; then
  sed -n '2,5p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 0
fi
cd "$root"
[ $# -gt 0 ] || set -- address thread
# XCTest is left out because its runner leaks; all tests are Swift Testing. The slow thread sanitizer sees the
# suites that start threads, the address sanitizer those that run every kernel on edge problems and those that
# read damaged .npy, CSV, YAML and JSON.
export TSAN_OPTIONS="suppressions=$root/scripts/thread-sanitizer.supp${TSAN_OPTIONS:+:$TSAN_OPTIONS}"
for sanitizer in "$@"; do
  # One test at a time under the thread sanitizer: a Mutex that has to wait does so in a system call that the
  # sanitizer does not see, and what it guards would be called a race.
  options=()
  case $sanitizer in
    thread) filter='ThreadTeamTests|ThreadedProgramTests|WorkSplitTests|BenchHarnessTests' options=(--no-parallel) ;;
    *)
      filter='ConformanceTests|KernelContractTests|ConvNetworksTests|BenchHarnessTests'
      filter+='|Npy|Fuzz|Damaged|CSVFile|NetworkDescription|CounterGroup|EventTable|SuiteCase|CeilingStore|Environment'
      # Swift itself traps on overflow; this is for C, inline functions in headers too. The toolchain has no
      # library that would print a line, so the process ends with a trap whose frame names the fault.
      options=(-Xcc -fsanitize=undefined -Xcc -fsanitize-trap=undefined)
      ;;
  esac
  step "tests under the $sanitizer sanitizer" \
    swift test "${all_traits[@]}" --sanitize="$sanitizer" --scratch-path ".build-$sanitizer" --disable-xctest \
    --filter "$filter" "${options[@]}"
done
