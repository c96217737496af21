#!/usr/bin/env bash
# Runs the release build as a user would: every edge case verified with every algorithm, the smoke suite
# measured, every row of its table checked, a dump checked by NumPy, and killed runs resumed.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,3p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
lkbench=$(find_lkbench)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step "verify edge" "$lkbench" verify --suite edge --algorithm all --layout nhwc,nchw,nchw16c --quiet
step "run smoke" "$lkbench" run --suite smoke --output "$work/smoke" --quiet
step "check rows" python3 scripts/check_rows.py "$work/smoke/results.csv"
if python3 -c 'import numpy' 2>/dev/null; then
  step "dump" "$lkbench" verify --variant sparse --kernel 13 --shape 12x9x10 --dump "$work/dump" --quiet
  for manifest in "$work"/dump/manifest.json "$work"/dump/*/manifest.json; do
    [ -e "$manifest" ] && step "check dump" python3 scripts/check-dump.py "$(dirname "$manifest")"
  done
else
  log "dump: skipped, Python has no numpy"
fi
step "kill and resume" scripts/check-resume.sh
