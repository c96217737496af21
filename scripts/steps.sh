# Runs named steps one after the other for scripts/test.sh, keeps the output of each in a file, and ends with
# a table of times and of failures. Source it after lib.sh. A step NAME is the function step_NAME.

logs=$root/.build-test/logs
names=() results=() times=()
failed=()
verbose=${LKB_VERBOSE:-}

# Ends the step that calls it: nothing was wrong, and nothing was checked either.
skip() {
  printf 'skipped: %s\n' "$*"
  exit 77
}

# Runs one step in a process of its own. A failure is written down; the next steps still run.
run_step() {
  local name=$1 log=$logs/$1.log start=$SECONDS status result
  printf '== %s\n' "$name"
  # Not in a condition: bash would ignore `set -e` inside.
  set +e
  if [ -n "$verbose" ]; then
    (set -e; "step_$name") 2>&1 </dev/null | tee "$log"
    status=${PIPESTATUS[0]}
  else
    (set -e; "step_$name") >"$log" 2>&1 </dev/null
    status=$?
  fi
  set -e
  case $status in
    0) result=ok ;;
    77) result=$(tail -n 1 "$log") ;;
    *)
      result="FAILED, status $status"
      failed+=("$name")
      show_failure "$log"
      ;;
  esac
  names+=("$name") results+=("$result") times+=($((SECONDS - start)))
  printf '== %s: %s, %s s\n' "$name" "$result" "$((SECONDS - start))"
}

# What a failed step said: the failures of a test run, the errors of anything else, and the last lines.
show_failure() {
  if [ -z "$verbose" ]; then
    LC_ALL=C grep -aE '^(✘|↳)|(^|[ :])(error|fatal):|Fatal error|Program crashed' "$1" | head -n 80 || true
    printf -- '-- the last lines of %s\n' "$1"
    tail -n 15 "$1"
  fi
}

# The table of times, the slowest tests, the summary lines of swift test, and the verdict. Returns 1 after a failure.
finish_steps() {
  local i
  printf '\n%-16s %7s  %s\n' step seconds result
  for i in "${!names[@]}"; do printf '%-16s %7d  %s\n' "${names[i]}" "${times[i]}" "${results[i]}"; done
  printf '%-16s %7d\n\n' total "$SECONDS"
  local test_logs=()
  for i in "${names[@]}"; do
    if LC_ALL=C grep -aqs 'Test run with' "$logs/$i.log"; then test_logs+=("$logs/$i.log"); fi
  done
  if [ ${#test_logs[@]} -gt 0 ]; then
    python3 "$root/scripts/slow_tests.py" "${test_logs[@]}" || true
    LC_ALL=C grep -ah 'Test run with' "${test_logs[@]}"
  fi
  if [ ${#failed[@]} -gt 0 ]; then
    printf 'error: failed: %s\n' "${failed[*]}"
    for i in "${failed[@]}"; do
      printf '  %s: the whole output is in %s; again with scripts/test.sh %s\n' \
        "$i" "$logs/$i.log" "$(again "$i")"
    done
    return 1
  fi
  printf 'all checks passed in %d min %d s\n' $((SECONDS / 60)) $((SECONDS % 60))
}
