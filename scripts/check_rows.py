"""Checks a results.csv: at least one row, every one of them ok, verified and within its bound."""

import csv
import sys


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    bad = [
        row for row in rows
        if row["status"] != "ok" or row["verified"] != "true"
        or not float(row["max_error"]) <= float(row["error_bound"])
        or not float(row["ci_low_ns"]) <= float(row["median_ns"]) <= float(row["ci_high_ns"])
    ]
    for row in bad:
        print(f"error: {row['case_id']}: {row['status']} {row['reason']}", file=sys.stderr)
    print(f"{len(rows)} rows, {len(bad)} bad")
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
