#!/usr/bin/env bash
# Every check of the project, on a machine where only Swift is installed: formatting, warnings, module
# arrows, debug and release tests, 16-lane kernels, sanitizers, machine code, smoke run, charts, report.
#
# Usage: scripts/test.sh [--quick]      --quick leaves out release tests, sanitizers and traits
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "${1:-}" = --help ]; then
  sed -n '2,5p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 0
fi
cd "$root"
require_swift
install_build_packages
install_peer_packages
install_profile_packages
install_packages python3

step "lint" scripts/lint.sh
step "module arrows" scripts/check-arrows.sh
step "debug build, warnings are errors" \
  swift build "${all_traits[@]}" --build-tests --explicit-target-dependency-import-check error
# Conformance takes longest: a whole run leaves it to the release tests and the address sanitizer.
skip=()
[ "${1:-}" = --quick ] || skip=(--skip ConformanceTests)
step "debug tests" swift test "${all_traits[@]}" --skip-build ${skip[@]+"${skip[@]}"}
step "release build" swift build "${all_traits[@]}" -c release
step "machine code of the hot loops" scripts/check-codegen.sh
step "smoke" scripts/smoke.sh
step "charts and report" scripts/check-charts.sh
step "workflows" scripts/check-workflows.sh
if [ "${1:-}" != --quick ]; then
  # In a folder of its own: -enable-testing must not touch the release build that is measured. The 16-lane
  # sources are compiled for AVX2, so that they run where AVX-512 is missing; the debug tests run them as
  # they are where it is present.
  step "release tests, 16-lane kernels without AVX-512" env LKB_AVX512_MARCH=x86-64-v3 \
    swift test "${all_traits[@]}" -c release -Xswiftc -enable-testing \
    --scratch-path .build-release-tests
  step "Slurm" scripts/check-slurm.sh
  step "build without traits" scripts/check-traits.sh
  step "sanitizers" scripts/sanitize.sh
fi
log "all checks passed in $((SECONDS / 60)) min $((SECONDS % 60)) s"
