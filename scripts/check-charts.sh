#!/usr/bin/env bash
# Draws the reference run and made-up folders, whole and broken, makes reports of them with the build that
# there is (or the executable LKBENCH), and opens the reports in headless Chromium where that can be installed.
# LKB_CHECKS=quick draws one made-up folder and opens nothing.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ "${1:-}" = --help ] && { sed -n '2,4p' "${BASH_SOURCE[0]}"; exit 0; }
cd "$root"
install_chart_packages
python=$(chart_python)
lkbench=$(find_lkbench)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1

# In seconds: one folder that has everything, drawn and broken, and one report of hostile text. Else all of it.
extent=()
folders=(reference hostile)
if is_quick; then
  extent=(--quick)
  folders=(hostile)
fi
step "draw" "$python" scripts/check_charts.py ${extent[@]+"${extent[@]}"}

# The program of a browser that runs here; nothing where there is none.
browser() {
  (install_packages chromium) >&2 || true
  local program
  for program in chromium chromium-browser google-chrome; do
    if command -v "$program" >/dev/null && "$program" --version >/dev/null 2>&1; then
      printf '%s\n' "$program"
      return
    fi
  done
}

cp -r results/reference-epyc-zen4-scaling-efficiency "$work/reference"
"$python" - "$work/hostile" ${extent[@]+"${extent[@]}"} <<'PYTHON'
import pathlib, sys

sys.path.insert(0, "scripts")
import charts_fixture as made

text = "</td></script><script>console.log('x')</script><img src=x onerror=alert(1)>" + "w" * 300
algorithms = ("fft",) if sys.argv[2:] else ("direct", "toeplitz", "fft", "fftw")
rows = [row | {"reason": text, "grid": text, "repro": text} for row in made.rows((7, 51), algorithms)]
machine = {"machine": {"model_name": text}, "machine_name": text, "details": {text: text}}
complete = made.environment(**machine)
folder = made.write(pathlib.Path(sys.argv[1]), rows, environment=complete)
(folder / "command.txt").write_text(text)
PYTHON
browser=
if ! is_quick; then
  browser=$(browser)
  [ -n "$browser" ] || log "opening reports: skipped, Chromium cannot be installed or does not run here"
fi
for folder in "${folders[@]}"; do
  step "report of $folder" "$lkbench" report "$work/$folder" --python "$python"
  grep -q '<img src="data:image/svg' "$work/$folder/report.html" || fatal "the report has no charts"
  if [ -n "$browser" ]; then
    step "open report of $folder" "$python" scripts/check_report.py "$browser" "$work/$folder/report.html"
  fi
done
