#!/usr/bin/env python3
"""Recompute a folder written by `lkbench verify --dump` from its files alone.

Evaluates the unmerged definition in float64 with NumPy and compares every output in the folder.
Exit status: 0 when all agree, 1 when one does not, 2 when the folder cannot be read.
"""

import argparse
import json
import pathlib
import sys

import numpy as np

SCHEMA = "lkbench-tensors/1"
FLOAT32_ROUNDOFF = 2.0**-24
# Summing the same products in another order in float64, relative to the largest output.
FLOAT64_SLACK = 1e-12


class Folder:
    """The manifest and its tensors, checked against each other as they are loaded."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.manifest = json.loads((self.path / "manifest.json").read_text())
        if self.manifest["schema"] != SCHEMA:
            raise ValueError(f"schema is {self.manifest['schema']!r}, expected {SCHEMA!r}")

    def get(self, name):
        """The tensor of that name in float64, or None if the definition has none."""
        entry = self.manifest["tensors"].get(name)
        if entry is None:
            return None
        array = np.load(self.path / entry["file"], allow_pickle=False)
        if list(array.shape) != entry["shape"] or array.dtype.str != entry["dtype"]:
            raise ValueError(f"{entry['file']} is {array.dtype.str} {list(array.shape)}")
        return array.astype(np.float64)


def branch_output(folder, branch, x):
    """One branch on [batch, channel, y, x]: cross-correlation, bias, normalisation."""
    name = branch["name"]
    height, width = branch["kernel"]
    weights = folder.get(f"{name}.weights")
    if branch.get("grid"):
        weights = weights.repeat(branch["grid"], axis=1).repeat(branch["grid"], axis=2)
    mask = folder.get(f"{name}.mask")
    if mask is not None:
        weights = weights * mask
    positional = folder.get(f"{name}.positional")

    pad_y, pad_x = height // 2, width // 2
    padded = np.pad(x, ((0, 0), (0, 0), (pad_y, pad_y), (pad_x, pad_x)))
    y = np.zeros_like(x)
    for row in range(height):
        for column in range(width):
            window = padded[:, :, row : row + x.shape[2], column : column + x.shape[3]]
            if positional is not None:
                window = window + positional[:, row, column, None, None]
            y += weights[:, row, column, None, None] * window

    bias = folder.get(f"{name}.bias")
    if bias is not None:
        y += bias[:, None, None]
    if branch.get("epsilon") is not None:
        gamma, beta, mean, variance = (
            folder.get(f"{name}.bn.{part}")[:, None, None]
            for part in ("gamma", "beta", "mean", "variance")
        )
        y = gamma * (y - mean) / np.sqrt(variance + branch["epsilon"]) + beta
    return y


def expected_output(folder):
    """The whole output: branches summed on the convolved channels, the input on the rest."""
    output = folder.get("input")
    count = folder.manifest["problem"]["convolved_channels"]
    convolved = output[:, :count]
    output[:, :count] = sum(
        branch_output(folder, branch, convolved) for branch in folder.manifest["branches"]
    )
    return output


def check(folder, name, expected):
    """Prints one line for one output; true when it agrees."""
    found = folder.get(name)
    tolerance = folder.manifest["tensors"][name].get("tolerance")
    allowed = np.abs(expected) * FLOAT32_ROUNDOFF + np.abs(expected).max() * FLOAT64_SLACK
    if tolerance is not None:
        allowed = allowed + tolerance
    error = np.abs(found - expected)
    # Not `error > allowed`: a NaN must fail.
    wrong = ~(error <= allowed)
    place = np.unravel_index(np.argmax(np.where(np.isnan(error), np.inf, error)), error.shape)
    place = ", ".join(str(int(index)) for index in place)
    verdict = "FAILED" if wrong.any() else "ok"
    print(f"{verdict}: {name}: {int(wrong.sum())} of {wrong.size} outputs differ, "
          f"largest error {error.max():.3g} at [{place}]")
    return not wrong.any()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="folder written by lkbench verify --dump")
    try:
        folder = Folder(parser.parse_args().folder)
        expected = expected_output(folder)
        names = [name for name in ("output", "output.kernel") if name in folder.manifest["tensors"]]
        agreed = [check(folder, name, expected) for name in names]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"check-dump.py: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return 0 if agreed and all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main())
