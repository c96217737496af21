#!/usr/bin/env bash
# Builds without the package traits and checks that the tool then says what is missing, links none of
# PAPI, OpenBLAS, oneDNN and FFTW, and still verifies its kernels.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,3p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
options=(--disable-default-traits --scratch-path .build-no-traits)
swift build "${options[@]}" --product lkbench
lkbench=$(swift build "${options[@]}" --show-bin-path)/lkbench
algorithms=$("$lkbench" list algorithms)
for trait in OpenBLAS OneDNN FFTW; do
  grep -q "built without the $trait trait" <<<"$algorithms" ||
    fatal "list algorithms does not say that $trait is missing"
done
counters=$("$lkbench" list counters)
grep -q 'built without the PAPI trait' <<<"$counters" ||
  fatal "list counters does not say that PAPI is missing"
if ldd "$lkbench" | grep -E 'libpapi|libopenblas|libdnnl|libfftw3'; then
  fatal "the build without traits links what it should not"
fi
"$lkbench" verify --suite smoke --quiet
