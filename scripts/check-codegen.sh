#!/usr/bin/env bash
# Checks the hot loops of an optimised build against Tests/Codegen/expectations.txt.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
install_packages binutils
binary=$(find_lkbench)
python3 scripts/check_codegen.py "$binary" Tests/Codegen/expectations.txt
