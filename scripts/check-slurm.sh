#!/usr/bin/env bash
# Runs a tiny suite through scripts/slurm on a Slurm cluster of this one machine, started from Debian's packages
# for the occasion, and compares the merged rows with those of one run. Skipped, with the reason, where no
# cluster can be started.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "${1:-}" = --help ]; then
  sed -n '2,4p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'
  echo "Environment: LKBENCH, the executable (default: the newest that was built with optimisation)."
  exit 0
fi
cd "$root"
lkbench=$(find_lkbench)

skip() {
  log "slurm: skipped, $*"
  exit 0
}

# What Debian recommends beside them has a library of graphics cards that PAPI would open and hear complain.
install_options=(--no-install-recommends)
(install_packages slurm-wlm munge) >&2 || skip "the packages slurm-wlm and munge cannot be installed"
export PATH=$PATH:/usr/sbin:/sbin
for program in slurmctld slurmd munged sbatch; do
  command -v "$program" >/dev/null || skip "there is no $program"
done

work=$(mktemp -d)
chmod 755 "$work"
daemons=()
stop() {
  local pid
  [ -z "${SLURM_CONF:-}" ] || scancel --user="$(id -un)" >/dev/null 2>&1 || true
  for pid in ${daemons[@]+"${daemons[@]}"}; do kill "$pid" 2>/dev/null || true; done
  for pid in ${daemons[@]+"${daemons[@]}"}; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap stop EXIT

# A port that nobody listens on, above 20000; the next one tried is beyond it.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

# Calls a command until it succeeds; 30 tries in 15 seconds.
until_ready() {
  local try
  for try in $(seq 30); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.5
  done
  return 1
}

mkdir "$work/munge" "$work/state" "$work/spool"
chmod 700 "$work/munge"
head -c 128 /dev/urandom >"$work/munge/key"
chmod 400 "$work/munge/key"
# A key, a socket and files of its own: whatever else runs here is left alone.
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" \
  2>"$work/munge/errors" &
daemons+=($!)
until_ready munge --socket="$work/munge/socket" --string=x || skip "munged does not start: $(tail -n 1 "$work/munge/errors")"

node=$(hostname -s)
control=$(free_port $((20000 + RANDOM % 20000)))
cat >"$work/slurm.conf" <<CONF
ClusterName=lkbench
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$control
SlurmdPort=$(free_port $((control + 1)))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SwitchType=switch/none
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
printf 'CgroupPlugin=cgroup/v1\n' >"$work/cgroup.conf"
export SLURM_CONF=$work/slurm.conf
slurmctld -D -f "$SLURM_CONF" >"$work/slurmctld.errors" 2>&1 &
daemons+=($!)
until_ready scontrol ping || skip "slurmctld does not start: $(tail -n 1 "$work/slurmctld.errors")"
slurmd -D -f "$SLURM_CONF" -N "$node" >"$work/slurmd.errors" 2>&1 &
daemons+=($!)
is_idle() { sinfo --noheader --format=%T | grep -qx idle; }
until_ready is_idle || skip "the node does not become idle: $(tail -n 1 "$work/slurmd.errors")"

options=(--suite smoke --repetitions 2 --min-time 100us --pin off --quiet)
step "submit" scripts/slurm/submit.sh --shards 3 --output "$work/out" --lkbench "$lkbench" --wait \
  -- "${options[@]}" || { cat "$work"/out/log/* >&2; exit 1; }
step "one run" "$lkbench" run "${options[@]}" --output "$work/single"
step "same rows" python3 scripts/check_same_rows.py "$work/single" "$work/out/merged"

# What is finished is not measured again; what is missing is, and the merge is whole again.
mv "$work/out/merged" "$work/merged-1"
rm -r "$work/out/part-2"
step "submit again" scripts/slurm/submit.sh --shards 3 --output "$work/out" --lkbench "$lkbench" --wait \
  -- "${options[@]}" || { cat "$work"/out/log/* >&2; exit 1; }
step "same rows again" python3 scripts/check_same_rows.py "$work/single" "$work/out/merged"
if scripts/slurm/submit.sh --shards 2 --output "$work/bad" --lkbench "$lkbench" --wait -- --suite nowhere \
  >"$work/bad.txt" 2>&1; then
  fatal "a suite that does not exist gave success"
fi
log "slurm: $(grep -c . "$work/out/merged/results.csv") lines merged from 3 tasks on $(scontrol --version)"
