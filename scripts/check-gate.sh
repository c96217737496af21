#!/usr/bin/env bash
# Runs lkbench gate as CI does, small: this build holds the committed invariants and is no regression of itself
# in time and in instructions; a table with one figure changed is found.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,3p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
install_profile_packages
lkbench=$(find_lkbench)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

step "committed invariants" "$lkbench" gate --layers invariants
itself() {
  "$lkbench" gate --base-binary "$lkbench" --variant dense --kernel 7 --shape 16x14x14 --layers instructions,time \
    --rounds 2 --pairs 7 --sample 5ms --pin off --on-inconclusive pass --json "$work/gate.json"
}
step "this build against itself" itself
# A layer that could not run leaves the gate green; here each must have run.
python3 - "$work/gate.json" <<'PYTHON' || fatal "a layer of the gate did not run"
import json, sys

layers = {layer["id"]: layer for layer in json.load(open(sys.argv[1], encoding="utf-8"))["layers"]}
for name in ("instructions", "time"):
    print(f"{name}: {layers[name]['outcome']}, {len(layers[name]['cases'])} cases")
    assert layers[name]["cases"] and layers[name]["outcome"] != "skipped"
PYTHON

# One figure of every case: executed operations.
awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "executed_flops") at = i; print; next }
  { $at += 2; print }' Benchmarks/Baselines/ci.csv >"$work/changed.csv"
status=0
"$lkbench" gate --layers invariants --invariants "$work/changed.csv" >"$work/changed.txt" || status=$?
[ "$status" -eq 3 ] || fatal "two operations more passed the gate with status $status: $(cat "$work/changed.txt")"
log "a changed table is found"
