#!/usr/bin/env bash
# Runs an optimised build as a user would: edge cases verified with every algorithm, the smoke suite measured,
# every row of its table checked, a dump checked by NumPy, and killed runs resumed.
#
# Environment: LKBENCH, the executable; LKB_CHECKS=quick, fewer edge cases and fewer kills.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,5p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
lkbench=$(find_lkbench)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

everything=(--algorithm all --layout nhwc,nchw,nchw16c --quiet)
if is_quick; then
  # Every variant, form, algorithm and layout; conformance tests have the rest of the shapes.
  step "verify smoke" "$lkbench" verify --suite smoke "${everything[@]}"
  step "verify some of edge" "$lkbench" verify --suite edge --filter '/(17x1x9|5x17x31|18x14x12|46x9x9)/' "${everything[@]}"
else
  step "verify edge" "$lkbench" verify --suite edge "${everything[@]}"
fi
step "run smoke" "$lkbench" run --suite smoke --output "$work/smoke" --quiet
step "check rows" python3 scripts/check_rows.py "$work/smoke/results.csv"
if python=$(chart_python); then
  step "dump" "$lkbench" verify --variant sparse --kernel 13 --shape 12x9x10 --dump "$work/dump" --quiet
  found=
  for manifest in "$work"/dump/manifest.json "$work"/dump/*/manifest.json; do
    [ -e "$manifest" ] || continue
    step "check dump" "$python" scripts/check-dump.py "$(dirname "$manifest")"
    found=yes
  done
  [ -n "$found" ] || fatal "verify --dump left no manifest.json"
else
  log "dump: skipped, no Python here has NumPy"
fi
step "kill and resume" scripts/check-resume.sh
