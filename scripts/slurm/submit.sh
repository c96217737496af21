#!/usr/bin/env bash
# Runs a suite or a selection as a job array on a Slurm cluster and merges the parts when all have ended.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: scripts/slurm/submit.sh --shards N --output DIR [options] -- RUN-OPTIONS...

Submits an array of N tasks, each of which measures one part of the selection (lkbench run --shard i/N), and
a job that merges the parts after them, whether or not all succeeded. Prints the number of that job. The
tasks take their nodes for themselves, since neighbours disturb. DIR must be on a file system that all nodes see.

  --shards N          number of tasks
  --output DIR        part-<i> of each task, log/ of Slurm, and merged/ with the joined results
  --lkbench FILE      the executable (default: LKBENCH, else .build/release/lkbench of this repository)
  --nodes-differ      join the parts even if the nodes are different machines (lkbench merge
                      --allow-different-machines); else ask for equal ones: --sbatch --constraint=...
  --sbatch OPTION     an option for sbatch, such as --partition=cpu or --time=02:00:00; may be repeated
  --wait              return when the merging job has ended, with its status
  --help              this text
  RUN-OPTIONS         options of lkbench run: --suite sweep --versus onednn --quiet ...

A task that Slurm stops and requeues goes on where it was. To measure again what failed, call the same command
once more: finished parts are left as they are.

  scripts/slurm/submit.sh --shards 8 --output ~/sweep --sbatch --partition=cpu -- --suite sweep
USAGE
}

fail() {
  printf 'submit.sh: %s (--help says more)\n' "$1" >&2
  exit 64
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
shards= output= merge=() sbatch=() wait=()
lkbench=${LKBENCH:-$root/.build/release/lkbench}
while (($#)); do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --shards | --output | --lkbench | --sbatch)
      (($# > 1)) || fail "$1 needs a value"
      case "$1" in
        --shards) shards=$2 ;;
        --output) output=$2 ;;
        --lkbench) lkbench=$2 ;;
        --sbatch) sbatch+=("$2") ;;
      esac
      shift 2
      ;;
    --nodes-differ) merge+=(--allow-different-machines); shift ;;
    --wait) wait=(--wait); shift ;;
    --) shift; break ;;
    *) fail "unknown option '$1'" ;;
  esac
done
[[ "$shards" =~ ^[1-9][0-9]{0,4}$ ]] || fail "--shards '$shards': expected a number of tasks"
[[ -n "$output" ]] || fail "--output is missing"
(($#)) || fail "nothing to run: give the options of lkbench run after --"
[[ -x "$lkbench" ]] || fail "there is no executable $lkbench"
command -v sbatch >/dev/null || fail "there is no sbatch here"
for word in "$@"; do
  case "$word" in
    --shard | --shard=* | --output | --output=* | --resume | --resume=*)
      fail "'$word' is given to every task by this script" ;;
  esac
done
mkdir -p "$output/log"
output=$(cd "$output" && pwd)
[[ ! -e "$output/merged" ]] || fail "$output/merged exists: move it away first"

array=$(sbatch --parsable --array="1-$shards" --output="$output/log/part-%a.txt" \
  ${sbatch[@]+"${sbatch[@]}"} "$root/scripts/slurm/shard.sbatch" \
  "$lkbench" "$output" "$shards" "$root" "$@")
array=${array%%;*}
echo "submit.sh: $shards tasks submitted as job $array" >&2
# A waiting sbatch says its number at once and ends with the status of the job.
status=0
sbatch --parsable ${wait[@]+"${wait[@]}"} --dependency="afterany:$array" \
  --output="$output/log/merge.txt" ${sbatch[@]+"${sbatch[@]}"} "$root/scripts/slurm/merge.sbatch" \
  "$lkbench" "$output" "$shards" "$root" ${merge[@]+"${merge[@]}"} || status=$?
((status == 0)) || echo "submit.sh: the merging job failed; see $output/log" >&2
exit "$status"
