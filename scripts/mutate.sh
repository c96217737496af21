#!/usr/bin/env bash
# Breaks one thing at a time in a copy of the repository and lists which of the breaks no test finds.
# One build serves all: every mutant of Tests/Mutations is a branch there, chosen by an environment variable.
# Tests/Mutations/README.md says how to read and how to add mutants, and holds the table that this writes.
#
# Usage: scripts/mutate.sh [--only ID|MODULE,…] [--own-tests] [--list] [--jobs N] [--work DIR] [--output FILE]
#                          [--build-only]
#   --only      these mutants, or all of these modules; their rows of the table alone are renewed
#   --own-tests runs on each mutant the tests that its entry names and no others; renews no table
#   --list      checks the entries, lists them and builds nothing
#   --jobs      mutants tested at a time (default 1)
#   --work      folder of the copy and of its build; kept, so that the next run builds only what changed
#   --output    file whose table is renewed (default Tests/Mutations/README.md)
# Exits 1 if a mutant is stale, if a test fails without any, if fewer than 95 % are killed, or if one that
# survives has no explanation.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "${1:-}" = --help ]; then
  sed -n '2,17p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  exit 0
fi
require_swift
install_build_packages
install_peer_packages
install_packages python3
install_chart_packages
LKB_PYTHON=$(chart_python)
export LKB_PYTHON PYTHONDONTWRITEBYTECODE=1
exec python3 "$root/scripts/mutate.py" "$@"
