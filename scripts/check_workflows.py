"""Checks workflows and composite actions against what they call: files, inputs, outputs, options of lkbench gate.

Usage: python3 scripts/check_workflows.py GATE_HELP      the file holds what lkbench gate --help prints
"""

import os
import pathlib
import re
import subprocess
import sys

import yaml

faults = []


def fault(path, text):
    faults.append(f"{path}: {text}")


def steps_of(document):
    """Every step of a workflow or a composite action."""
    if "runs" in document:
        yield from document["runs"]["steps"]
    for job in document.get("jobs", {}).values():
        yield from job["steps"]


def scripts_in(text):
    return set(re.findall(r"(?<![\w/.])((?:scripts|\.ci)/[\w./-]+)", text))


def check_scripts(path, text):
    for script in sorted(scripts_in(text)):
        if not os.access(script, os.X_OK):
            fault(path, f"{script} is no executable file")


def check_bash(path, text):
    result = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True)
    if result.returncode:
        fault(path, result.stderr.strip())


def check_use(path, step):
    """A local action exists, gets every input that it requires and none that it lacks."""
    action = pathlib.Path(step["uses"]) / "action.yml"
    if not action.is_file():
        fault(path, f"{action} does not exist")
        return
    inputs = yaml.safe_load(action.read_text())["inputs"]
    given = set(step.get("with", {}))
    for name in sorted(given - set(inputs)):
        fault(path, f"{action} has no input {name}")
    for name, properties in inputs.items():
        if properties.get("required") and name not in given:
            fault(path, f"{action} needs the input {name}")


def check(path, known_options):
    text = path.read_text()
    document = yaml.safe_load(text)
    for name in sorted(set(re.findall(r"inputs\.([\w-]+)", text)) - set(document.get("inputs", {}))):
        fault(path, f"input {name} is not declared")
    for step in steps_of(document):
        if step.get("uses", "").startswith("./"):
            check_use(path, step)
        run = step.get("run", "")
        check_scripts(path, run)
        check_bash(path, re.sub(r"\$\{\{.*?\}\}", "x", run))
        if "scripts/gate.sh" in run:
            # Those of the script itself besides those of the command.
            options = set(re.findall(r"(?<!\S)--[a-z-]+", run)) - {"--output"}
            for option in sorted(options - known_options):
                fault(path, f"lkbench gate has no option {option}")


def main():
    known_options = set(re.findall(r"--[a-z][a-z-]*", pathlib.Path(sys.argv[1]).read_text()))
    paths = sorted(pathlib.Path(".github").rglob("*.yml"))
    for path in paths:
        check(path, known_options)
    for path in sorted(pathlib.Path(".gitlab").glob("*.yml")):
        text = path.read_text()
        yaml.safe_load(text)
        check_scripts(path, text)
        paths.append(path)
    for line in faults:
        print(f"error: {line}", file=sys.stderr)
    print(f"{len(paths)} files checked")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
