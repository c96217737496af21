"""Compares the machine code of the kernels in two builds, function by function.

Usage: check_same_code.py SHIPPED TESTED EXPECTATIONS

SHIPPED is the executable that users build, TESTED the one that the tests run; EXPECTATIONS lists the hot loops, each
of which must be there in both. Where a function or a constant lies is no difference, what it does is.
"""

import difflib
import re
import sys

from disassembly import INSTRUCTION, functions

# The kernels with the specialisations for their types, and the model.
COMPARED = re.compile(r"\$s(.*ConvKernels(Portable|AVX2|AVX512)|9ConvModel)")
# Copies of values that the linker shares between modules, and extensions by the tool.
OTHERS = re.compile(r"\$s(9ConvModel.*7lkbenchE|\d+Conv\w*WO[a-z](Tm)?$)")
SHOWN = 6


def normalised(name, lines):
    """Instructions without places: jumps inside count from the start, others name what they reach."""
    start = int(INSTRUCTION.match(lines[0]).group(1), 16) if lines else 0
    result = []
    thread, left = "", 0
    for line in lines:
        _, mnemonic, operands = INSTRUCTION.match(line).groups()
        # A variable of the thread: the linker counts it from the end of all of them.
        if base := re.search(r"%fs:0x0,(%\w+)", operands):
            thread, left = re.escape(base[1]), 4
        elif left:
            operands, left = re.sub(rf"-?0x[0-9a-f]+\({thread}\)", "THREAD", operands), left - 1
        # Constants and globals, reached from the instruction that reads them.
        operands = re.sub(r"-?0x[0-9a-f]+\(%rip\).*", "CONSTANT(%rip)", operands)
        target = re.match(r"([0-9a-f]+) <(.+?)(\+0x[0-9a-f]+)?>$", operands)
        if target and target[2] == name:
            operands = f"+{int(target[1], 16) - start:#x}"
        elif target:
            operands = f"<{target[2]}{target[3] or ''}>"
        result.append(f"{mnemonic} {operands}".strip())
    # Padding between blocks depends on nothing but their places.
    while result and result[-1].split()[0] in ("nop", "int3", "nopw", "nopl", "cs", "data16", "xchg"):
        result.pop()
    return result


def code(binary):
    return {name: normalised(name, lines) for name, lines in functions(binary)
            if COMPARED.match(name) and not OTHERS.match(name)}


def hot(path):
    """The symbol prefixes of the expectations."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                module, function = line.split()[:2]
                yield f"$s{len(module)}{module}{len(function)}{function}"


def main():
    shipped, tested = code(sys.argv[1]), code(sys.argv[2])
    faults = []
    for prefix in hot(sys.argv[3]):
        for build, names in (("shipped", shipped), ("tested", tested)):
            if not any(name.startswith(prefix) and name.endswith("F") for name in names):
                faults.append(f"{prefix} is not in the {build} build")
    both = sorted(shipped.keys() & tested.keys())
    for name in both:
        if shipped[name] != tested[name]:
            changes = [line for line in difflib.unified_diff(shipped[name], tested[name], "", "", "", n=0)
                       if not line.startswith(("---", "+++", "@@"))]
            faults.append(f"{name}: {len(changes)} instructions differ: {'; '.join(changes[:SHOWN])}")
    only = sorted(shipped.keys() - tested.keys())
    faults += [f"{name} is in the shipped build alone" for name in only]
    if not both:
        faults.append("no function of the kernels is in both builds")
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    count = sum(len(shipped[name]) for name in both)
    print(f"same code: {len(both)} functions with {count} instructions compared, "
          f"{len(tested.keys() - shipped.keys())} for tests alone, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
