#!/usr/bin/env bash
# Counts every hardware counter group over loops of known work and fails where a count is more than 1 % off.
# Does nothing on a machine without hardware counters. The first good readings of a micro-architecture are
# kept as a recorded fixture of the tests, to be committed.
#
# Usage: scripts/check-counters.sh [--record] [--program PATH]
#   --record   replaces the readings that were recorded before
#   --program  the lkbench to ask; otherwise LKBENCH, else the newest optimised build
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"
replace=no lkbench=
while [ $# -gt 0 ]; do
  case $1 in
  --help) sed -n '2,8p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 0 ;;
  --record) replace=yes ;;
  --program) shift; lkbench=${1:?--program needs a path} ;;
  *) printf 'error: unknown option %s; see --help\n' "$1" >&2; exit 64 ;;
  esac
  shift
done
folder=${LKB_RECORDED_READINGS:-$root/Tests/BenchCountersTests/Recorded}
# An LKB_RECORD of the caller would be an option of lkbench.
unset LKB_RECORD LKB_VALIDATE_COUNTERS LKB_JSON

lkbench=${lkbench:-$(find_lkbench)}
[ -x "$lkbench" ] || fatal "no executable $lkbench"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

status=0
"$lkbench" doctor --validate-counters --record "$work/readings.json" \
  >"$work/report" 2>"$work/errors" || status=$?
case $status in
0) ;;
6)
  # No unit, or one that this user may not use: the line says which, and what would help.
  log "hardware counters: skipped, $(sed 's/^[Ee]rror: //' "$work/errors" | tail -n 1)"
  exit 0
  ;;
*)
  cat "$work/report" "$work/errors" >&2
  fatal "the hardware counters do not count what was executed, or could not be asked (status $status)"
  ;;
esac
cat "$work/errors" >&2
tail -n 1 "$work/report" >&2

[ -s "$work/readings.json" ] || fatal "$lkbench kept no readings"
machine=$(sed -n 's/^ *"micro_architecture" *: *"\([a-z0-9-]*\)".*/\1/p' "$work/readings.json")
[ -n "$machine" ] || fatal "the readings name no micro-architecture"
fixture=$folder/$machine.json
if [ -e "$fixture" ] && [ "$replace" = no ]; then
  log "readings of $machine were recorded before; --record replaces them"
elif mkdir -p "$folder" 2>/dev/null && cp "$work/readings.json" "$fixture" 2>/dev/null; then
  log "recorded $fixture: please commit it, the tests use it from now on"
else
  log "readings of $machine were not recorded: $folder cannot be written to"
fi
