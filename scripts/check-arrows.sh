#!/usr/bin/env bash
# Checks that modules depend on each other as the design allows: two columns that meet only in lkbench,
# no arrow upward. The build itself refuses imports that the manifest does not declare.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,3p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
swift package dump-package | python3 scripts/check_arrows.py
