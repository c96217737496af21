#!/usr/bin/env bash
# Runs the tool as on other people's machines: one CPU, other locales, time zone and umask, no terminal, no home or
# one that nobody can write to, spaces in paths, an empty PATH, no network, no /sys, not root. What comes out must
# be what an ordinary run gives. Without LKB_CHECKS=quick every test runs like that too.
#
# Environment: LKBENCH, the executable; the tests are those built beside it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,6p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
install_packages python3
lkbench=$(find_lkbench)
tests=$(dirname "$lkbench")/lkbenchPackageTests.xctest
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/a b/tmp" "$work/locale" "$work/home"
mkdir -m 777 "$work/shared"
# A copy that every user may read, wherever the checkout lies.
cp "$lkbench" "$work/home/lkbench"
cp -r Benchmarks "$work/home/"
chmod -R a+rX "$work/home"
cpu=$(awk '/^Cpus_allowed_list/ { split($2, first, /[-,]/); print first[1] }' /proc/self/status)
# Locales of our own: few machines have these. Where they cannot be made, their names alone are set.
for name in de_DE tr_TR; do
  localedef -i "$name" -f UTF-8 "$work/locale/$name.UTF-8" 2>/dev/null || log "locale $name cannot be made here"
done

# One CPU, Turkish, a zone that is not whole hours off, files for nobody else, spaces in paths, no home, no terminal.
abroad() {
  env -u HOME -u TERM -u XDG_CACHE_HOME LOCPATH="$work/locale" LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 TZ=Asia/Kathmandu \
    TMPDIR="$work/a b/tmp" taskset -c "$cpu" bash -c 'umask 077; cd "$0"; exec "$@"' "$work/a b" "$@"
}
# A decimal comma.
german() { env LOCPATH="$work/locale" LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 TZ=Pacific/Chatham "$@"; }

# What this machine lets us take away, tried out one after the other.
outer=() inner=()
if unshare -mn true 2>/dev/null; then
  # The loopback device stays, as in a container without a network: Foundation wakes its threads through it.
  outer=(unshare -mn bash -c 'mount -t tmpfs none /sys
    python3 -c "import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack(\"16sh22x\", b\"lo\", 0x49))"
    exec "$@"' --)
else
  log "no namespaces here: the network and /sys stay"
fi
if [ "$(id -u)" -eq 0 ] && setpriv --reuid 65534 --regid 65534 --clear-groups true 2>/dev/null; then
  inner=(setpriv --reuid 65534 --regid 65534 --clear-groups)
else
  log "not root here: the user stays the same"
fi
# A stranger with nothing but what is given: the C locale and a home that cannot be written to.
path=/nonexistent
stranger() {
  ${outer[@]+"${outer[@]}"} ${inner[@]+"${inner[@]}"} env -i PATH="$path" HOME=/proc LC_ALL=C TMPDIR="$work/shared" \
    LKB_HOME="$work/home" ${LKB_ISA_LIMIT:+LKB_ISA_LIMIT="$LKB_ISA_LIMIT"} "$@"
}
ordinary() { "$@"; }

export LKB_HOME=$work/home
options=(--suite smoke --repetitions 2 --min-time 1us --pin off --quiet)
for machine in ordinary abroad german stranger; do
  folder=$work/shared/$machine
  step "run, $machine" "$machine" "$work/home/lkbench" run "${options[@]}" --output "$folder"
  step "models, $machine" "$machine" "$work/home/lkbench" models --model convnext-t >"$work/$machine.models"
  "$machine" "$work/home/lkbench" doctor >"$work/$machine.doctor" || fatal "doctor fails, $machine"
  python3 scripts/check_rows.py "$folder/results.csv"
  python3 scripts/check_same_rows.py "$work/shared/ordinary" "$folder" || fatal "other rows, $machine"
  cmp "$work/ordinary.models" "$work/$machine.models" || fatal "another table of models, $machine"
done
unset LKB_HOME

# The scripts themselves, from a path with spaces, and without root or a network: nothing may be installed.
ln -s "$root" "$work/a b/clone"
step "a script under a path with spaces" "$work/a b/clone/scripts/check-workflows.sh"
path=$PATH
if stranger test -r scripts/check-workflows.sh -a -x "$lkbench"; then
  step "a script without network and rights" stranger LKBENCH="$lkbench" scripts/check-workflows.sh
  is_quick || step "tests, stranger" stranger "$tests" --testing-library swift-testing
else
  log "another user cannot read this checkout: only the tool ran as a stranger"
fi
is_quick || step "tests, abroad" abroad "$tests" --testing-library swift-testing
