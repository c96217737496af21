"""Runs tests on the copy: without mutants, and on each mutant until the first test fails."""

import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import threading

import mutate_entries

#: Seconds after which tests that take longer than ever before count as hanging.
LONGEST_FILTER = 300
LONGEST_SUITE = 1200
COLOR = re.compile(r"\x1b\[[0-9;]*m")
ISSUE = re.compile(r"Test (?:case )?(.+?) recorded an issue.*? at (\S+?\.swift):\d+")
SUMMARY = re.compile(r"Test run with (\d+) tests?")


@dataclasses.dataclass
class Outcome:
    #: None, or what ended the tests: a test's name and file, a crash, a timeout.
    failure: str | None
    count: int = 0
    log: str = ""


class Tests:
    def __init__(self, work, bundle):
        self.work = work
        self.bundle = bundle

    def names(self):
        result = subprocess.run(
            [self.bundle, "--testing-library", "swift-testing", "--list-tests"], cwd=self.work,
            check=True, capture_output=True, text=True)
        return result.stdout.split("\n")

    def run(self, pattern=None, number=0, seconds=LONGEST_FILTER, stops=True):
        """Tests whose name contains `pattern`, or all; `stops` ends them with the first that fails."""
        words = [str(self.bundle), "--testing-library", "swift-testing", "--no-parallel"]
        words += ["--filter", pattern] if pattern else []
        # Nothing of the caller's that options or the choice of an executable would follow.
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LKB")}
        environment["MUTANT"] = str(number)
        return self.call(words, environment, seconds, stops)

    def call(self, words, environment, seconds, stops):
        # Tests that are killed leave their files behind.
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            return self.watched(words, environment | {"TMPDIR": folder}, seconds, stops)

    def watched(self, words, environment, seconds, stops):
        process = subprocess.Popen(
            words, cwd=self.work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True)
        timer = threading.Timer(seconds, kill, [process])
        timer.start()
        lines, failure, count = [], None, 0
        for line in process.stdout:
            line = COLOR.sub("", line)
            lines.append(line)
            if found := SUMMARY.search(line):
                count = int(found[1])
            if failure is None and (found := ISSUE.search(line)):
                failure = f"{found[2]}: {found[1]}"
                if stops:
                    kill(process)
        status = process.wait()
        is_late = not timer.is_alive()
        timer.cancel()
        kill(process)
        if failure is None and is_late:
            failure = "a test that never ends"
        elif failure is None and status < 0:
            failure = f"a crash ({signal.Signals(-status).name})"
        elif failure is None and status != 0:
            failure = "a test run that fails without an issue"
        return Outcome(failure, count, "".join(lines[-40:]))

    def check(self, mutant, is_mutated):
        """The command of a script's mutant, on the script as it is or mutated."""
        path = pathlib.Path(self.work) / mutant.file
        text = path.read_text(encoding="utf-8")
        try:
            if is_mutated:
                path.write_text(mutate_entries.replaced(text, mutant), encoding="utf-8")
            outcome = self.call(["bash", "-c", mutant.check], dict(os.environ), LONGEST_SUITE, False)
        finally:
            path.write_text(text, encoding="utf-8")
        if outcome.failure == "a test run that fails without an issue":
            outcome.failure = f"`{mutant.check}`"
        return outcome


def kill(process):
    """Ends a process with the children that it started, none of which outlives it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
