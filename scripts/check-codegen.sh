#!/usr/bin/env bash
# Checks the hot loops of the release build against Tests/Codegen/expectations.txt.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
install_packages binutils
binary=$(swift build -c release --show-bin-path)/lkbench
[ -x "$binary" ] || fatal "build first: swift build -c release"
python3 scripts/check_codegen.py "$binary" Tests/Codegen/expectations.txt
