"""Checks that two results folders hold the same cases, in the same order, with the same exact columns.

Times differ from run to run; what was measured, its verdict and every analytic count do not.
"""

import csv
import pathlib
import sys

EXACT = ("schema suite case_id variant form algorithm isa layout threads cache batch channels height width kernel "
         "stripe sparsity grid status reason verified max_error error_bound params weight_bytes nominal_macs "
         "useful_macs executed_flops compulsory_bytes workspace_bytes samples arithmetic_intensity repro").split()


def rows(folder):
    with open(pathlib.Path(folder) / "results.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main():
    first, second = (rows(folder) for folder in sys.argv[1:3])
    faults = []
    if not first or len(first) != len(second):
        faults.append(f"{len(first)} and {len(second)} rows")
    for a, b in zip(first, second):
        for column in EXACT:
            if a[column] != b[column]:
                faults.append(f"{a['case_id']}: {column} is '{a[column]}' and '{b[column]}'")
    for fault in faults[:10]:
        print(f"error: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
