#!/usr/bin/env bash
# Lints the formatting of every Swift file, strictly. With --fix, formats them first.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
files=(Sources Tests Package.swift Benchmarks/Package.swift Benchmarks/SuiteCI)
[ "${1:-}" = --fix ] && swift format -i -r "${files[@]}"
swift format lint -r --strict "${files[@]}"
