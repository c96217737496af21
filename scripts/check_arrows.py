"""Compares the manifest's target dependencies (JSON on stdin) with the allowed arrows."""

import json
import sys

# Module: modules of this package it may import. Shims and external packages are free.
ALLOWED = {
    "ConvModel": set(),
    "ConvReference": {"ConvModel"},
    "ConvKernelsPortable": {"ConvModel"},
    "ConvKernelsAVX2": {"ConvModel"},
    "ConvKernelsAVX512": {"ConvModel"},
    "ConvPlanning": {"ConvModel", "ConvKernelsPortable", "ConvKernelsAVX2", "ConvKernelsAVX512"},
    "ConvNetworks": {"ConvModel", "ConvPlanning"},
    "BenchModel": set(),
    "BenchCounters": {"BenchModel"},
    "BenchHarness": {"BenchModel", "BenchCounters"},
    "BenchRecords": {"BenchModel"},
    "BenchReports": {"BenchModel", "BenchRecords"},
    "lkbenchMain": {"lkbench"},
}
LEAVES = {"CShims", "CPAPI", "COpenBLAS", "CFFTW", "COneDNN"}


def names(target):
    for dependency in target["dependencies"]:
        (value,) = dependency.values()
        yield value[0]


def main():
    targets = {target["name"]: target for target in json.load(sys.stdin)["targets"]}
    faults = []
    for name, allowed in ALLOWED.items():
        if name not in targets:
            faults.append(f"{name}: no such target")
            continue
        inside = {dependency for dependency in names(targets[name]) if dependency in targets}
        for extra in sorted(inside - allowed - LEAVES):
            faults.append(f"{name} must not import {extra}")
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
