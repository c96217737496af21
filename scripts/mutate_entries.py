"""Mutants: reads their entries and writes them into copies of the sources.

An entry is a block of `key: value` lines in a file of Tests/Mutations, which is named after the module:

    mutant: sign-test-one-sided
    file: Sources/BenchModel/SignTest.swift
    breaks: the p-value counts one tail
    code: min(1, ⟦2⟧ * lowerTail(
    becomes: 1
    tests: SignTestTests

`code` stands exactly once in the file, however it is broken into lines. What is in ⟦ ⟧ is the expression that
`becomes` replaces, what is in ⟪ ⟫ the statement. `tests` is the filter of the tests that should find it. A
mutant of a script has `check`, a command, in place of `tests`. `survives` explains one that no test can find.
"""

import dataclasses
import pathlib
import re
import zlib

REQUIRED = ("mutant", "file", "breaks", "code", "becomes")
OPTIONAL = ("tests", "check", "survives")
#: Opening and closing bracket of what is replaced, and how Swift chooses between the two.
FORMS = {
    ("⟦", "⟧"): "(lkb_mutant({number}) ? ({mutated}) : ({original}))",
    ("⟪", "⟫"): "if lkb_mutant({number}) {{ {mutated} }} else {{ {original} }}",
}


class Wrong(Exception):
    """An entry that is malformed, or that the sources no longer fit."""


@dataclasses.dataclass
class Mutant:
    module: str
    id: str
    file: str
    breaks: str
    code: str
    becomes: str
    tests: str
    check: str
    survives: str

    @property
    def number(self):
        """What chooses the mutant: of its name alone, so that a new one changes no file but its own."""
        return zlib.crc32(self.id.encode()) & 0x7FFFFFFF

    @property
    def is_script(self):
        return bool(self.check)

    def span(self, text):
        """Start and end of what is replaced in `text`, and the form of the replacement."""
        for (opening, closing), form in FORMS.items():
            if opening not in self.code:
                continue
            before, rest = self.code.split(opening, 1)
            original, after = rest.split(closing, 1)
            pattern = f"{loose(before)}({loose(original.strip())}){loose(after)}"
            found = list(re.finditer(pattern, text))
            if len(found) != 1:
                raise Wrong(f"{self.id}: its code is {len(found)} times in {self.file}, not once")
            return (*found[0].span(1), form)
        raise Wrong(f"{self.id}: nothing of its code is in ⟦ ⟧ or ⟪ ⟫")


def loose(code):
    """A pattern of the code that does not care how blanks and line ends divide it."""
    words = [re.escape(word) for word in code.split()]
    edges = ["" if code[:1].strip() or not code else r"\s*", "" if code[-1:].strip() or not code else r"\s*"]
    return edges[0] + r"\s+".join(words) + edges[1]


def read(folder):
    """All mutants of a folder of entries; raises Wrong with every malformed one."""
    mutants, problems = [], []
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            lines = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
            if not lines:
                continue
            try:
                mutants.append(entry(path.stem, lines))
            except Wrong as error:
                problems.append(str(error))
    numbers = [mutant.number for mutant in mutants]
    problems += [f"{m.id}: there are two mutants of this id" for m in mutants if numbers.count(m.number) > 1]
    if problems:
        raise Wrong("\n".join(problems))
    return mutants


def entry(module, lines):
    fields = {}
    for line in lines:
        key, colon, value = line.partition(":")
        if not colon or key not in REQUIRED + OPTIONAL or key in fields:
            raise Wrong(f"{module}.txt: '{line.strip()}' is no line of an entry, or the second of its kind")
        fields[key] = value.strip()
    name = fields.get("mutant", lines[0])
    missing = [key for key in REQUIRED if key not in fields]
    if missing:
        raise Wrong(f"{name}: it lacks {', '.join(missing)}")
    if ("tests" in fields) == ("check" in fields):
        raise Wrong(f"{name}: it needs either tests or check")
    rest = {key: fields.get(key, "") for key in REQUIRED[1:] + OPTIONAL}
    return Mutant(module=module, id=name, **rest)


def mutated(text, mutants):
    """`text` with every mutant in it, each chosen by its number. They must not overlap."""
    spans = sorted((*mutant.span(text), mutant) for mutant in mutants)
    for (_, end, _, first), (start, _, _, second) in zip(spans, spans[1:]):
        if start < end:
            raise Wrong(f"{second.id}: overlaps {first.id}")
    for start, end, form, mutant in reversed(spans):
        branch = form.format(number=mutant.number, mutated=mutant.becomes, original=text[start:end])
        text = text[:start] + branch + text[end:]
    return text


def replaced(text, mutant):
    """`text` of a script with the mutant in place of what it replaces."""
    start, end, _ = mutant.span(text)
    return text[:start] + mutant.becomes + text[end:]


def problems(root, mutants):
    """What is wrong with the entries, seen against the sources: one line each."""
    found = []
    for mutant in mutants:
        path = pathlib.Path(root) / mutant.file
        try:
            if not path.is_file():
                raise Wrong(f"{mutant.id}: there is no file {mutant.file}")
            mutant.span(path.read_text(encoding="utf-8"))
        except Wrong as error:
            found.append(str(error))
    if not found:
        for file in sorted({mutant.file for mutant in mutants if not mutant.is_script}):
            inside = [mutant for mutant in mutants if mutant.file == file]
            try:
                mutated((pathlib.Path(root) / file).read_text(encoding="utf-8"), inside)
            except Wrong as error:
                found.append(str(error))
    return found
