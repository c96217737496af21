"""Breaks one thing at a time in a copy and lists what no test finds; scripts/mutate.sh starts it."""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import sys
import tempfile
import threading
import time

import mutate_copy
import mutate_entries
import mutate_table
import mutate_tests

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "Tests" / "Mutations"
LEAST_KILLED = 0.95


def main():
    options = arguments()
    try:
        mutants = mutate_entries.read(FOLDER)
        problems = mutate_entries.problems(ROOT, mutants)
        if problems:
            raise mutate_entries.Wrong("\n".join(problems))
        chosen = selected(mutants, options.only)
    except mutate_entries.Wrong as error:
        for line in str(error).splitlines():
            print(f"error: {line}", file=sys.stderr)
        return 1
    if options.list:
        for mutant in chosen:
            print(f"{mutant.module:14} {mutant.id:34} {mutant.breaks}")
        print(f"{len(chosen)} mutants")
        return 0
    work = pathlib.Path(options.work or tempfile.mkdtemp(prefix="lkbench-mutants-"))
    try:
        return run(work, mutants, chosen, options)
    except mutate_copy.BuildFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    finally:
        if not options.work:
            shutil.rmtree(work, ignore_errors=True)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/mutate.sh")
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--work")
    parser.add_argument("--output", default=str(FOLDER / "README.md"))
    parser.add_argument("--own-tests", action="store_true")
    parser.add_argument("--build-only", action="store_true")
    return parser.parse_args()


def selected(mutants, only):
    names = [name for name in only.split(",") if name]
    unknown = [name for name in names if not any(name in (m.id, m.module) for m in mutants)]
    if unknown:
        raise mutate_entries.Wrong(f"--only {','.join(unknown)}: no such mutant or module")
    return [m for m in mutants if not names or m.id in names or m.module in names]


def run(work, mutants, chosen, options):
    work.mkdir(parents=True, exist_ok=True)
    files = mutate_copy.contents(ROOT, mutants)
    mutate_copy.write(work, files)
    tests = mutate_tests.Tests(work, mutate_copy.build(work, files))
    names = tests.names()
    stale = [m for m in mutants if m.tests and not any(re.search(m.tests, name) for name in names)]
    for mutant in stale:
        print(f"error: {mutant.id}: no test has a name with '{mutant.tests}'", file=sys.stderr)
    if stale:
        return 1
    if options.build_only:
        return 0
    if not is_green(tests, chosen):
        return 1
    verdicts = judge(tests, chosen, options)
    if options.own_tests:
        return conclude(chosen, verdicts)
    output = pathlib.Path(options.output)
    text = output.read_text(encoding="utf-8") if output.is_file() else ""
    shown = mutate_table.former(text) | verdicts
    output.write_text(
        mutate_table.renewed(text, mutate_table.table(mutants, shown)), encoding="utf-8")
    return conclude(chosen, verdicts)


def is_green(tests, chosen):
    """Whether all tests that are to find the mutants pass without one."""
    patterns = sorted({mutant.tests for mutant in chosen if mutant.tests})
    fine = True
    if patterns:
        outcome = tests.run("|".join(f"({p})" for p in patterns), seconds=mutate_tests.LONGEST_SUITE)
        if outcome.failure:
            print(f"{outcome.log}error: without a mutant: {outcome.failure}", file=sys.stderr)
            fine = False
    for command in sorted({mutant.check for mutant in chosen if mutant.check}):
        mutant = next(m for m in chosen if m.check == command)
        outcome = tests.check(mutant, is_mutated=False)
        if outcome.failure:
            print(f"{outcome.log}error: without a mutant: {outcome.failure}", file=sys.stderr)
            fine = False
    return fine


def judge(tests, chosen, options):
    """Id → Verdict: by its own tests, and if these find nothing by all of them, unless that is not asked."""
    lock, scripts = threading.Lock(), threading.Lock()

    def verdict(mutant):
        start = time.monotonic()
        if mutant.is_script:
            with scripts:
                failure = tests.check(mutant, is_mutated=True).failure
        else:
            failure = tests.run(mutant.tests, mutant.number).failure
            if failure is None and not options.own_tests:
                failure = tests.run(None, mutant.number, mutate_tests.LONGEST_SUITE).failure
        word = mutate_table.KILLED if failure else mutate_table.SURVIVED
        with lock:
            seconds = time.monotonic() - start
            print(f"{word:9} {mutant.id:34} {seconds:5.0f} s  {failure or mutant.breaks}", flush=True)
        return mutant.id, mutate_table.Verdict(word, failure or mutant.survives or "not explained")

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        return dict(pool.map(verdict, chosen))


def conclude(chosen, verdicts):
    survivors = [m for m in chosen if verdicts[m.id].verdict == mutate_table.SURVIVED]
    killed = len(chosen) - len(survivors)
    print(f"{killed} of {len(chosen)} mutants killed, {100 * killed / len(chosen):.1f} %")
    unexplained = [m for m in survivors if not m.survives]
    for mutant in unexplained:
        print(f"error: {mutant.id} survives: {mutant.breaks}", file=sys.stderr)
    return 1 if unexplained or killed < LEAST_KILLED * len(chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
