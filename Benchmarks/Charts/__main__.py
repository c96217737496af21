"""Draws a results folder; `lkbench chart` calls it, and it runs on its own as well.

    python3 Benchmarks/Charts results/FOLDER [scaling regimes ...]
"""

import argparse
import json
import logging
import os
import pathlib
import sys

FINE, USAGE, INPUT_OUTPUT = 0, 64, 74


class Parser(argparse.ArgumentParser):
    def error(self, message):
        fail(USAGE, message)


def fail(status, message):
    message = " ".join(str(message).split())
    print(f"charts: {message}", file=sys.stderr)
    sys.exit(status)


def main():
    # Standard error is for lines of ours: matplotlib warns of every home that it cannot write to.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        fail(INPUT_OUTPUT, f"{sys.executable} has no matplotlib: install python3-matplotlib")
    from catalog import CHARTS

    parser = Parser(prog="charts", description="Draws a results folder.")
    parser.add_argument("folder", help="results folder")
    parser.add_argument("charts", nargs="*", metavar="chart",
                        help=f"what to draw: {', '.join(CHARTS)} (default: all that can be drawn)")
    parser.add_argument("--output", help="folder of the charts (default: FOLDER/charts)")
    parser.add_argument("--format", default="svg,png", help="svg, png or both (default: svg,png)")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.charts if name not in CHARTS]
    if unknown:
        fail(USAGE, f"there is no chart '{unknown[0]}': choose from {', '.join(CHARTS)}")
    formats = list(dict.fromkeys(arguments.format.split(",")))
    for name in formats:
        if name not in ("svg", "png"):
            fail(USAGE, f"--format is '{name}': choose svg, png or svg,png")
    names = list(dict.fromkeys(arguments.charts)) or list(CHARTS)
    output = pathlib.Path(arguments.output or pathlib.Path(arguments.folder) / "charts")
    sys.exit(draw(arguments.folder, names, bool(arguments.charts), output, formats))


def draw(folder, names, is_asked_for, output, formats):
    """Draws the charts of these names; returns the exit status."""
    from catalog import CHARTS
    from data import Missing, Run, Unreadable

    try:
        run = Run(folder)
    except Unreadable as error:
        fail(INPUT_OUTPUT, error)
    entries, faults = [], 0
    for name in names:
        try:
            output.mkdir(parents=True, exist_ok=True)
            for drawing in CHARTS[name].draw(run):
                files = drawing.save(output, formats)
                entries.append({"name": drawing.name, "chart": name, "title": drawing.title,
                                "caption": drawing.caption, "alt": drawing.alt, "files": files})
                for file in files:
                    print(output / file)
        except Missing as reason:
            faults += is_asked_for
            print(f"charts: {name} not drawn: {reason}", file=sys.stderr)
        except Unreadable as error:
            faults += 1
            print(f"charts: {name} not drawn: {error}", file=sys.stderr)
        except OSError as error:
            fail(INPUT_OUTPUT, f"cannot write to {output}: {error.strerror or error}")
    if entries:
        write_index(output, entries, names)
    return INPUT_OUTPUT if faults or not entries else FINE


def write_index(output, entries, names):
    """charts.json: titles, captions and descriptions, for reports. Charts not redrawn stay in it."""
    path = output / "charts.json"
    kept = []
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        kept = [entry for entry in stored if entry["chart"] not in names]
    except (OSError, ValueError, TypeError, KeyError):
        pass
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(json.dumps(kept + entries, indent=2, ensure_ascii=False) + "\n",
                           encoding="utf-8")
        os.replace(partial, path)
    except OSError as error:
        fail(INPUT_OUTPUT, f"cannot write {path}: {error.strerror or error}")


if __name__ == "__main__":
    main()
