#!/usr/bin/env bash
# Every check of the project, on a machine where only Swift is installed. One optimised build serves them all.
# Without options: what finds mistakes in a quarter of an hour on two cores. With --full: the rest too, which
# takes an hour or two (all of conformance, debug build, sanitizers, other traits, Slurm, every chart, mutants, and
# the quick steps in their long form).
#
# Usage: scripts/test.sh [--full] [--verbose] [--only STEP,STEP] [--list]
#
#   --only STEP,STEP   these steps and no others; `build` is one of them, the others use what it built
#   --list             the names of the steps, and no more
#   --verbose          shows all output; it is also in .build-test/logs, one file per step
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source "$root/scripts/steps.sh"
usage() { sed -n '2,11p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; }

# The cheap ones first: they need no build.
quick=(lint arrows build same-code codegen tests tests-avx2 smoke smoke-avx2 gate gate-avx2 machine charts workflows
  counters)
full=("${quick[@]}" conformance traits slurm debug-build debug-tests sanitizers mutants)

steps=("${quick[@]}")
only=
list=
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --full) steps=("${full[@]}") extent=full ;;
    --verbose) verbose=1 ;;
    --list) list=yes ;;
    --only) [ $# -ge 2 ] || { usage >&2; exit 64; }; only=$2; shift ;;
    --only=*) only=${1#*=} ;;
    *) printf 'error: no option %s\n' "$1" >&2; usage >&2; exit 64 ;;
  esac
  shift
done
if [ -n "$only" ]; then
  IFS=, read -ra steps <<<"$only"
  for name in "${steps[@]}"; do
    [[ " ${full[*]} " == *" $name "* ]] || { echo "error: no step '$name'; --full --list names them" >&2; exit 64; }
  done
fi
if [ -n "$list" ]; then
  printf '%s\n' "${steps[@]}"
  exit 0
fi
# What the scripts that a step calls should do: quick or full.
export LKB_CHECKS=${extent:-${LKB_CHECKS:-quick}}

shared_build=("${all_traits[@]}" -c release --scratch-path "$root/.build-test")
export LKBENCH=$root/.build-test/release/lkbench
tests=$root/.build-test/release/lkbenchPackageTests.xctest
# A process sees its CPU without AVX-512, and so do the libraries that it calls.
avx2=(env LKB_ISA_LIMIT=avx2 ONEDNN_MAX_CPU_ISA=AVX2 OPENBLAS_CORETYPE=Haswell)

needs_build() { [ -x "$LKBENCH" ] && [ -e "$tests" ] || { echo "error: build first: scripts/test.sh --only build"; exit 1; }; }
needs_avx512() { grep -qsw avx512vl /proc/cpuinfo || skip "no AVX-512 here: the step before ran on AVX2"; }
# Runs the tests that match, in two processes side by side, each one test at a time: so the time of a test is its
# own, and no thread waits for another test's child.
run_tests() {
  needs_build
  local tool='^(lkbenchTests|Bench[A-Za-z]*Tests)\.' half status=0
  "$@" --filter "$tool" >"$logs/half" 2>&1 &
  half=$!
  # A process in the background does not hear of Ctrl-C.
  # shellcheck disable=SC2064  # now: at the end of the shell the variable is gone
  trap "kill $half 2>/dev/null || true" EXIT
  "$@" --skip "$tool" || status=$?
  wait "$half" || status=$?
  cat "$logs/half"
  rm "$logs/half"
  return "$status"
}
swift_testing=("$tests" --testing-library swift-testing --no-parallel)

step_lint() { scripts/lint.sh; }
step_arrows() { scripts/check-arrows.sh; }
step_build() {
  LKB_EMULATED=1 LKB_TESTABLE=1 swift build "${shared_build[@]}" --build-tests --explicit-target-dependency-import-check error
}
step_tests() { run_tests "${swift_testing[@]}"; }
# Which kernels, ceilings and libraries are chosen on a lesser machine, and the 16-lane kernels emulated.
step_tests-avx2() {
  needs_avx512
  run_tests "${avx2[@]}" "${swift_testing[@]}" --skip 'Bench(Model|Records|Reports)Tests|Conv(Model|Reference)Tests'
}
step_conformance() {
  needs_build
  LKB_CONFORMANCE=full "$tests" --testing-library swift-testing --filter 'ConformanceTests|ThreadedProgramTests'
}
step_codegen() { needs_build; scripts/check-codegen.sh; }
step_smoke() { needs_build; scripts/smoke.sh; }
step_smoke-avx2() { needs_avx512; needs_build; KILLS=1 "${avx2[@]}" scripts/smoke.sh; }
step_gate() { needs_build; scripts/check-gate.sh; }
step_gate-avx2() { needs_avx512; needs_build; "${avx2[@]}" scripts/check-gate.sh; }
step_charts() { needs_build; scripts/check-charts.sh; }
step_workflows() { needs_build; scripts/check-workflows.sh; }
step_counters() { needs_build; scripts/check-counters.sh; }
step_same-code() { needs_build; scripts/check-same-code.sh; }
step_machine() { needs_build; scripts/check-machine.sh; }
step_debug-build() { swift build "${all_traits[@]}" --build-tests --explicit-target-dependency-import-check error; }
step_debug-tests() { swift test "${all_traits[@]}" --skip-build; }
step_sanitizers() { scripts/sanitize.sh; }
step_traits() { scripts/check-traits.sh; }
step_slurm() { needs_build; scripts/check-slurm.sh; }
step_mutants() { scripts/mutate.sh; }

# The steps that repeat step $1: those that use the shared build need it made again after an edit.
again() {
  [ -z "${extent:-}" ] || printf '%s' '--full '
  printf '%s' '--only '
  case $1 in
    lint | arrows | build | debug-build | sanitizers | traits | mutants) echo "$1" ;;
    debug-tests) echo "debug-build,debug-tests" ;;
    *) echo "build,$1" ;;
  esac
}

cd "$root"
require_swift
install_all_packages
mkdir -p "$logs"
for name in "${steps[@]}"; do
  run_step "$name"
  # Without a build there is nothing left to check.
  if [ "$name" = build ] && [[ " ${failed[*]-} " == *" build "* ]]; then break; fi
done
finish_steps
