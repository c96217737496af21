#!/usr/bin/env bash
# Checks the workflows and actions for GitHub and GitLab against the scripts and options that they call.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
install_packages python3-yaml
lkbench=$(find_lkbench)
help=$(mktemp)
trap 'rm -f "$help"' EXIT
"$lkbench" gate --help >"$help"
python=python3
python3 -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
"$python" scripts/check_workflows.py "$help"
