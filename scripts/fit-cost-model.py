#!/usr/bin/env python3
"""Fits the planner's cost model to measured runs and says how good its choices would have been.

Usage: scripts/fit-cost-model.py RESULTS... > Sources/ConvPlanning/CostModel+<ISA>.swift

RESULTS are folders of runs with --algorithm all (or the ids to choose from). Only rows of one instruction set,
one thread, warm caches and programs of one stage are used; times are the least of the samples, since
neighbours on the machine disturb the others unevenly. The fit minimises the squares of relative errors;
regret (time of the predicted best over that of the measured best) goes to standard error, case by case where
it is above 10 %. Needs numpy.
"""

import csv
import pathlib
import sys

import numpy as np

LANES = {"portable": 4, "avx2": 8, "avx512": 16}
ONE_STAGE = {"direct", "merged", "cross", "expanded", "shared"}
CHOSEN = ["direct", "toeplitz", "cross", "fft", "winograd", "tap-list", "box-sums"]


def rows(folders):
    for folder in folders:
        with open(pathlib.Path(folder) / "results.csv", newline="") as file:
            for row in csv.DictReader(file):
                if (
                    row["status"] == "ok"
                    and row["form"] in ONE_STAGE
                    and row["threads"] == "1"
                    and row["cache"] == "warm"
                    and row["algorithm"] in CHOSEN
                ):
                    yield row


def features(row):
    """Lane groups of all images, their pixels, and executed operations."""
    lanes = LANES[row["isa"]]
    groups = int(row["batch"]) * -(-int(row["convolved_channels"]) // lanes)
    pixels = int(row["height"]) * int(row["width"])
    return [groups, groups * pixels, int(row["executed_flops"])]


def fit(cases):
    """Non-negative least squares of relative errors: coefficients below 0 are left out one by one."""
    matrix = np.array([features(row) for row in cases], dtype=float)
    times = np.array([float(row["min_ns"]) for row in cases])
    kept = list(range(matrix.shape[1]))
    while True:
        scaled = matrix[:, kept] / times[:, None]
        solution = np.linalg.lstsq(scaled, np.ones(len(times)), rcond=None)[0]
        if (solution >= 0).all():
            break
        kept.pop(int(np.argmin(solution)))
    coefficients = np.zeros(matrix.shape[1])
    coefficients[kept] = solution
    return coefficients


def regrets(cases, models):
    groups = {}
    for row in cases:
        problem, _algorithm, *rest = row["case_id"].rsplit("/", 5)
        name = "/".join([problem, *rest])
        groups.setdefault(name, {})[row["algorithm"]] = row
    for name, by_algorithm in sorted(groups.items()):
        times = {key: float(row["min_ns"]) for key, row in by_algorithm.items()}
        predicted = {key: models[key] @ features(row) for key, row in by_algorithm.items()}
        choice = min(predicted, key=predicted.get)
        best = min(times, key=times.get)
        yield name, choice, best, times[choice] / times[best]


def main():
    cases = list(rows(sys.argv[1:]))
    if not cases:
        sys.exit("no usable rows; give folders of runs with --algorithm all")
    sets = sorted({row["isa"] for row in cases})
    if len(sets) > 1:
        sys.exit(f"rows of {', '.join(sets)}: give runs of one instruction set")
    # An algorithm without a line is never chosen.
    missing = [id for id in CHOSEN if all(row["algorithm"] != id for row in cases)]
    if missing:
        sys.exit(f"no usable rows of {', '.join(missing)}; give a run that has them too")
    models = {}
    for algorithm in CHOSEN:
        own = [row for row in cases if row["algorithm"] == algorithm]
        models[algorithm] = fit(own)
        errors = [models[algorithm] @ features(row) / float(row["min_ns"]) for row in own]
        print(
            f"{algorithm}: {len(own)} rows, predicted / measured "
            + ", ".join(f"{np.quantile(errors, q):.2f}" for q in (0, 0.1, 0.5, 0.9, 1)),
            file=sys.stderr,
        )
    found = list(regrets(cases, models))
    for name, choice, best, regret in found:
        if regret > 1.1:
            print(f"{name}: {choice} takes {regret:.2f} times {best}'s time", file=sys.stderr)
    losses = np.array([regret for *_, regret in found])
    print(
        f"{len(losses)} cases; {np.mean(losses <= 1.1):.1%} within 10 % of the best; "
        f"largest regret {losses.max():.2f}, mean {losses.mean():.3f}",
        file=sys.stderr,
    )
    machine = cases[0]["isa"]
    print("extension CostModel {")
    print("  /// Fitted by scripts/fit-cost-model.py to " + f"{len(cases)} measured cases ({machine}).")
    print(f"  static let {machine}: [CostModel] = [")
    for algorithm, (group, pixel, flop) in models.items():
        print("    CostModel(")
        print(f'      algorithm: "{algorithm}", perGroup: {group:.4g}, perPixel: {pixel:.4g},')
        print(f"      perFLOP: {flop:.4g}),")
    print("  ]")
    print("}")


if __name__ == "__main__":
    main()
