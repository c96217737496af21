"""The copy of the repository that holds all mutants, and its build."""

import collections
import hashlib
import os
import pathlib
import subprocess

import mutate_entries

#: As scripts/test.sh builds what it tests.
FLAGS = ["--enable-all-traits", "-c", "release", "--build-tests"]
ENVIRONMENT = {"LKB_EMULATED": "1", "LKB_TESTABLE": "1"}
BUNDLE = ".build/release/lkbenchPackageTests.xctest"
#: A C target that every module may import; the number is chosen before `main`.
HEADER = """#pragma once
#include <stdbool.h>
extern int lkb_mutant_number;
static inline bool lkb_mutant(int number) { return lkb_mutant_number == number; }
"""
SOURCE = """#include "CMutant.h"
#include <stdlib.h>
int lkb_mutant_number;
__attribute__((constructor)) static void choose(void) {
  const char *text = getenv("MUTANT");
  lkb_mutant_number = text ? atoi(text) : 0;
}
"""
MANIFEST = """
for target in package.targets where [.regular, .executable].contains(target.type) {
  target.dependencies.append("CMutant")
}
package.targets.append(.target(name: "CMutant"))
"""


class BuildFailed(Exception):
    pass


def contents(root, mutants):
    """Path → bytes of all files of the copy, links as their targets: what git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=root, check=True, capture_output=True)
    names = [name for name in os.fsdecode(listed.stdout).split("\0") if name]
    files = {}
    for name in {*names, "Package.resolved"}:
        path = pathlib.Path(root) / name
        if path.is_symlink():
            files[name] = pathlib.Path(os.readlink(path))
        elif path.is_file():
            files[name] = path.read_bytes()
    by_file = collections.defaultdict(list)
    for mutant in mutants:
        if not mutant.is_script:
            by_file[mutant.file].append(mutant)
    for name, inside in by_file.items():
        text = mutate_entries.mutated(files[name].decode(), inside)
        files[name] = ("import CMutant\n" + text).encode()
    # A mutated branch may leave something unused, which must not stop the build.
    manifest = files["Package.swift"].decode().replace("  .treatAllWarnings(as: .error),\n", "")
    files["Package.swift"] = (manifest + MANIFEST).encode()
    files["Sources/CMutant/CMutant.c"] = SOURCE.encode()
    files["Sources/CMutant/include/CMutant.h"] = HEADER.encode()
    return files


def write(work, files):
    """Makes `work` hold these files; one that is the same already keeps its time, for the build."""
    work = pathlib.Path(work)
    for name, content in files.items():
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, pathlib.Path):
            if not path.is_symlink():
                path.symlink_to(content)
        elif not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
    modes = ["scripts", ".ci"]
    for folder in modes:
        for path in (work / folder).rglob("*.sh"):
            path.chmod(0o755)
    for path in sorted(work.rglob("*"), reverse=True):
        name = path.relative_to(work).as_posix()
        if name.split("/")[0] in (".build", ".git") or name in files:
            continue
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink()
    # Tests ask for the revision of the sources.
    if not (work / ".git").exists():
        git = ["git", "-c", "user.name=mutants", "-c", "user.email=mutants@localhost"]
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all mutants"]):
            subprocess.run([*git, *words], cwd=work, check=True)


def fingerprint(files):
    """What a build is of: names and contents of the files that it reads."""
    digest = hashlib.sha256()
    for name in sorted(files):
        if name.startswith(("Package.", "Sources/", "Tests/")) and "Tests/Mutations/" not in name:
            digest.update(f"{name}\0{len(bytes_of(files[name]))}\0".encode() + bytes_of(files[name]))
    return digest.hexdigest()


def bytes_of(content):
    return os.fsencode(content) if isinstance(content, pathlib.Path) else content


def build(work, files):
    """The test bundle, built unless the last build was of the same files."""
    bundle, stamp = pathlib.Path(work) / BUNDLE, pathlib.Path(work) / ".build" / "mutants.sha256"
    if bundle.exists() and stamp.is_file() and stamp.read_text() == fingerprint(files):
        return bundle
    result = subprocess.run(["swift", "build", *FLAGS], cwd=work, env=os.environ | ENVIRONMENT, check=False)
    if result.returncode != 0:
        raise BuildFailed("the copy with all mutants does not build")
    stamp.write_text(fingerprint(files))
    return bundle
