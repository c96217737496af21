"""Lists the slowest tests and suites of logs of swift test.

Usage: python3 scripts/slow_tests.py LOG...      Tests run side by side: the times add up to more than the run took.
"""

import pathlib
import re
import sys

ENDED = re.compile(r'^. (Test|Suite) (?:"(.+)"|(\S+)) (?:with \d+ test cases )?'
                   r"(?:passed|failed) after ([\d.]+) seconds")
SHOWN = 10


def ended(path):
    """Yields (kind, name, seconds) of every test and suite that ended."""
    with open(path, encoding="utf-8", errors="replace") as log:
        for line in log:
            if match := ENDED.match(line):
                yield match[1], match[2] or match[3], float(match[4])


def main():
    for path in map(pathlib.Path, sys.argv[1:]):
        times = sorted(ended(path), key=lambda entry: -entry[2])
        for kind in ("Suite", "Test"):
            print(f"slowest {kind.lower()}s of {path.stem}, seconds:")
            for _, name, seconds in [entry for entry in times if entry[0] == kind][:SHOWN]:
                print(f"{seconds:8.1f}  {name[:110]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
