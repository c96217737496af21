#!/usr/bin/env bash
# Builds the package for Swift's benchmark plugin, compares the benchmarks it registers with suite ci, and times one.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
require_swift
install_packages python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

plugin() { swift package --package-path Benchmarks benchmark "$@"; }

list() { plugin list >"$work/list"; }
step "build and list" list
sed -n "/^Target 'SuiteCI'/,/^\$/{/\//p}" "$work/list" >"$work/registered"
# The invariants of the gate have every case once per instruction set.
isa=$(head -1 "$work/registered" | grep -oE '/(portable|avx2|avx512)/' | tr -d /) ||
  fatal "no benchmark is registered: $(cat "$work/list")"
awk -F, -v isa="$isa" '$2 == isa { print $3 }' Benchmarks/Baselines/ci.csv >"$work/expected"
diff <(sort "$work/expected") <(sort "$work/registered") ||
  fatal "the benchmarks are not the cases of suite ci"
log "$(wc -l <"$work/registered") benchmarks, the cases of suite ci on $isa"

case_id=$(grep '^dense/768x7x7/k13/' "$work/registered")
run() { plugin --filter "$case_id" --quiet --no-progress --format jmh --path stdout >"$work/run"; }
step "run $case_id" run
python3 - "$work/run" <<'PYTHON' || fatal "no time in: $(cat "$work/run")"
import json, sys

text = open(sys.argv[1]).read()
[result] = json.loads(text[text.index("[{"):])
time = result["secondaryMetrics"]["Time (wall clock)"]
median = time["scorePercentiles"]["50.0"]
assert median > 0
print(f"median {median} {time['scoreUnit']} of {result['measurementIterations']} calls")
PYTHON

# Without suites there is nothing to time; that must not look like a run that passed.
if LKB_HOME=$work plugin --quiet --no-progress >"$work/failed" 2>&1; then
  fatal "a run without suites passed: $(cat "$work/failed")"
fi
grep -q 'no folder Benchmarks/Suites' "$work/failed" ||
  fatal "a run without suites does not say why it failed: $(cat "$work/failed")"
log "a run without suites fails"
