#!/usr/bin/env bash
# Builds without the package traits and checks that the tool then says what is missing, links neither
# PAPI nor OpenBLAS, and still verifies its kernels.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,3p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
options=(--disable-default-traits --scratch-path .build-no-traits)
swift build "${options[@]}" --product lkbench
lkbench=$(swift build "${options[@]}" --show-bin-path)/lkbench
"$lkbench" list algorithms | grep -q 'built without the OpenBLAS trait' ||
  fatal "list algorithms does not say that OpenBLAS is missing"
if ldd "$lkbench" | grep -E 'libpapi|libopenblas'; then
  fatal "the build without traits links what it should not"
fi
"$lkbench" verify --suite smoke --quiet
