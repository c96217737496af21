#!/usr/bin/env bash
# Checks that the kernels which the tests run are those that users build. With LKB_CHECKS=quick it compares how both
# builds compile them; else it builds the product as users do and compares every function of the kernels, too.
#
# Environment: LKBENCH, the executable that is tested (default: the newest that was built with optimisation).
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,5p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
require_swift
install_packages binutils python3
tested=$(find_lkbench)
# lkbench lies in SCRATCH/release.
scratch=$(dirname "$(dirname "$tested")")
[ -f "$scratch/release.yaml" ] || fatal "$tested does not lie in a scratch folder of swift build"
product=(-c release --product lkbench --scratch-path)
if is_quick; then
  shipped=$root/.build-plan
  swift build "${product[@]}" "$shipped" --print-manifest-job-graph >/dev/null
else
  shipped=$root/.build-shipped
  swift build "${product[@]}" "$shipped"
fi
python3 scripts/check_same_flags.py "$shipped" "$scratch"
is_quick || python3 scripts/check_same_code.py "$shipped/release/lkbench" "$tested" Tests/Codegen/expectations.txt
