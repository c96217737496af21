# Shared by the scripts: messages, the repository's root, and what must be installed. Source it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

log() { printf '== %s\n' "$*" >&2; }
fatal() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a command and says how long it took.
step() {
  local name=$1 start=$SECONDS
  shift
  log "$name"
  "$@" || fatal "$name failed"
  log "$name: $((SECONDS - start)) s"
}

# Installs the Debian packages that are missing; needs root or sudo only if any is.
install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null || fatal "install these packages first: ${missing[*]}"
  local run=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fatal "install these packages as root: ${missing[*]}"
    run=(sudo)
  fi
  log "installing ${missing[*]}"
  "${run[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq ${install_options[@]+"${install_options[@]}"} "${missing[@]}" >/dev/null
}

# What every build needs.
build_packages=(libpapi-dev libopenblas-dev pkg-config git)
install_build_packages() { install_packages "${build_packages[@]}"; }

# What the peers need, which are off by default.
peer_packages=(libfftw3-dev libdnnl-dev)
install_peer_packages() { install_packages "${peer_packages[@]}"; }

# What simulated counters and instruction mixes need; lkbench runs without, and says what is missing.
profile_packages=(valgrind binutils)
install_profile_packages() { install_packages "${profile_packages[@]}"; }

# What charts need.
chart_packages=(python3 python3-matplotlib)
install_chart_packages() { install_packages "${chart_packages[@]}"; }

# What scripts/test.sh needs, in one go.
install_all_packages() {
  install_packages "${build_packages[@]}" "${peer_packages[@]}" "${profile_packages[@]}" "${chart_packages[@]}" \
    python3-yaml
}

# A Python that has matplotlib, and with it NumPy: the one on the path may be another than the distribution's.
chart_python() {
  local python
  for python in "${LKB_PYTHON:-}" python3 /usr/bin/python3; do
    if [ -n "$python" ] && "$python" -c 'import matplotlib' 2>/dev/null; then
      printf '%s\n' "$python"
      return
    fi
  done
  fatal "no Python here has matplotlib; name one in LKB_PYTHON"
}

# The executable to check: LKBENCH, else the newest of the test build and the release build.
find_lkbench() {
  local program=${LKBENCH:-}
  if [ -z "$program" ]; then
    program=$(ls -t "$root"/.build-test/release/lkbench "$root"/.build/release/lkbench 2>/dev/null | head -n 1)
  fi
  [ -x "$program" ] || fatal "no executable ${program:-of lkbench}: build first, with scripts/test.sh --only build or" \
    "swift build -c release, or name one in LKBENCH"
  log "checking $program"
  printf '%s\n' "$program"
}

# Whether a script should do what finds most in seconds; on its own it does everything.
is_quick() { [ "${LKB_CHECKS:-full}" = quick ]; }

# Every check builds with everything there is; check-traits.sh alone builds with nothing.
all_traits=(--enable-all-traits)

require_swift() {
  command -v swift >/dev/null || fatal "Swift 6.3 or newer is needed: https://www.swift.org/install"
}
