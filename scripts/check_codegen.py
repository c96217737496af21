"""Checks the machine code of the hot loops: packed arithmetic of the expected width, no stack traffic
in the loop, no calls into the Swift runtime or the math library anywhere in the function."""

import re
import sys

from disassembly import INSTRUCTION, functions

JUMP = re.compile(r"^j[a-z]+$")


def innermost_loops(lines):
    """Bodies of loops that contain no other loop, as (mnemonic, operands) lists."""
    code = []
    for line in lines:
        match = INSTRUCTION.match(line)
        if match:
            code.append((int(match.group(1), 16), match.group(2), match.group(3)))
    index = {address: i for i, (address, _, _) in enumerate(code)}
    spans = []
    for i, (address, mnemonic, operands) in enumerate(code):
        target = re.match(r"([0-9a-f]+)", operands)
        if JUMP.match(mnemonic) and target:
            start = index.get(int(target.group(1), 16))
            if start is not None and start <= i:
                spans.append((start, i))
    for start, end in spans:
        if not any(start <= s and e <= end and (s, e) != (start, end) for s, e in spans):
            yield [(m, o) for _, m, o in code[start:end + 1]]


def check(module, function, register, arithmetic, least, symbols):
    """Faults of one expectation, as lines of text."""
    key = f"{len(module)}{module}{len(function)}{function}"
    # Functions only: the compiler names helpers of a type after the function that uses it.
    found = [(n, lines) for n, lines in symbols if n.startswith(f"$s{key}") and n.endswith("F")]
    if not found:
        return [f"{module}.{function}: no such symbol; was it inlined or renamed?"]
    faults = []
    for _, lines in found:
        body = "\n".join(lines)
        for callee in re.findall(r"call\w*\s+\S+ <([^>]+)>", body):
            faults.append(f"{module}.{function} calls {callee}")
        pattern = re.compile(arithmetic)
        best = 0
        for loop in innermost_loops(lines):
            packed = [o for m, o in loop if pattern.fullmatch(m) and f"%{register}" in o]
            if not packed:
                continue
            best = max(best, len(packed))
            spills = [f"{m} {o}" for m, o in loop if "(%rsp" in o or "(%rbp" in o]
            if spills and len(packed) >= least:
                faults.append(f"{module}.{function}: stack access in the loop: {spills[0].strip()}")
        scalar = re.findall(r"vfmadd\d+ss|mulss", body)
        if scalar:
            faults.append(f"{module}.{function}: scalar arithmetic ({scalar[0]})")
        if best < least:
            faults.append(
                f"{module}.{function}: {best} packed {arithmetic} on {register} in the best loop, "
                f"expected at least {least}")
    return faults


def main():
    binary, expectations = sys.argv[1:3]
    symbols = [(n, l) for n, l in functions(binary) if "ConvKernels" in n]
    faults, count = [], 0
    with open(expectations, encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or not line.strip():
                continue
            module, function, register, arithmetic, least = line.split()
            faults += check(module, function, register, arithmetic, int(least), symbols)
            count += 1
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    print(f"codegen: {count} hot loops checked, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
