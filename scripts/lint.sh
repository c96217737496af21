#!/usr/bin/env bash
# Lints the formatting of every Swift file, strictly. With --fix, formats them first.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
[ "${1:-}" = --fix ] && swift format -i -r Sources Tests Package.swift
swift format lint -r --strict Sources Tests Package.swift
