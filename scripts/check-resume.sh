#!/usr/bin/env bash
# Kills a smoke-sized run at random moments, resumes it every time, and compares what comes out with a
# run that nobody disturbed: the same cases, all ok, each once, each with all its samples.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
  cat <<'USAGE'
usage: scripts/check-resume.sh [--help]

Environment:
  LKBENCH  the executable (default: the newest that was built with optimisation)
  KILLS    how often the run is killed (default: 10, with LKB_CHECKS=quick 3)
  SEED     seed of the moments (default: the clock); printed, so that a failure can be repeated
USAGE
}

case "${1:-}" in
  --help | -h) usage; exit 0 ;;
  "") ;;
  *) usage >&2; exit 64 ;;
esac

LKBENCH=$(find_lkbench)
kills=10
is_quick && kills=3
kills=${KILLS:-$kills}
seed=$((${SEED:-$(date +%s)} % 32768))
RANDOM=$seed
echo "check-resume: $kills kills, SEED=$seed"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export LKB_HOME="$root"
# Many short rows, so that a kill can fall before, into and after writing one.
arguments=(run --suite smoke --repetitions 40 --min-time 1ms --pin off --quiet)

now_ms() { echo $(($(date +%s%N) / 1000000)); }

begin=$(now_ms)
"$LKBENCH" "${arguments[@]}" --output "$folder/whole" 2>"$folder/log"
length=$(($(now_ms) - begin))
echo "check-resume: undisturbed in $length ms"

# Columns by name: case_id and status have no commas or quotes in this suite, and come before any that do.
rows() { awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  { print $at["case_id"], $at["status"], $at["samples"] }' "$1/results.csv" | sort; }
samples() { awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  { count[$at["case_id"]]++ } END { for (id in count) print id, count[id] }' "$1/samples.csv" | sort; }

# Compares the finished run with the undisturbed one.
compare() {
  local failures=0
  if ! diff <(rows "$folder/whole") <(rows "$folder/killed") >&2; then
    echo "check-resume: the rows differ" >&2
    failures=1
  fi
  if rows "$folder/killed" | awk '$2 != "ok"' | grep . >&2; then
    echo "check-resume: the rows above are not ok" >&2
    failures=1
  fi
  if ! diff <(samples "$folder/whole") <(samples "$folder/killed") >&2; then
    echo "check-resume: the samples differ" >&2
    failures=1
  fi
  ((failures == 0)) || { echo "check-resume: failed; repeat with SEED=$seed" >&2; exit 1; }
}

# Goes on with the killed run; one that was killed before its environment was written starts over.
go_on() {
  local target=(--resume "$folder/killed")
  if [[ ! -f "$folder/killed/environment.json" ]]; then
    rm -rf "$folder/killed"
    target=(--output "$folder/killed")
  fi
  exec "$LKBENCH" "${arguments[@]}" "${target[@]}"
}

killed=0
whole=0
while ((killed < kills)); do
  (go_on) 2>"$folder/log" &
  process=$!
  moment=$((RANDOM * length / 32768))
  sleep "$((moment / 1000)).$(printf '%03d' $((moment % 1000)))"
  kill -KILL "$process" 2>/dev/null || true
  status=0
  wait "$process" 2>/dev/null || status=$?
  case "$status" in
    137) killed=$((killed + 1)) ;;
    0)
      # It was done before its moment came: the next one begins anew.
      compare
      whole=$((whole + 1))
      rm -rf "$folder/killed"
      ;;
    *)
      echo "check-resume: an attempt ended with status $status:" >&2
      cat "$folder/log" >&2
      exit 1
      ;;
  esac
done

(go_on) 2>"$folder/log" || { cat "$folder/log" >&2; exit 1; }
compare
echo "check-resume: $((whole + 1)) runs put together after $killed kills," \
  "each with the $(rows "$folder/killed" | wc -l) rows of an undisturbed one"
