"""The machine code of a binary, one function at a time, by nm and objdump."""

import re
import subprocess

INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)$")


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def functions(binary):
    """Yields (mangled symbol, disassembly lines); nameless helpers after a function are cut off."""
    ends = {}
    for entry in output("nm", "-S", binary).splitlines():
        fields = entry.split()
        if len(fields) == 4:
            ends[fields[3]] = int(fields[0], 16) + int(fields[1], 16)
    text = output("objdump", "-d", "--no-show-raw-insn", "-M", "att", binary)
    for block in re.split(r"\n\n", text):
        head = re.match(r"[0-9a-f]+ <([^>]+)>:\n", block)
        if head:
            end = ends.get(head.group(1), 0)
            lines = [INSTRUCTION.match(line) for line in block[head.end():].split("\n")]
            yield head.group(1), [m.group(0) for m in lines if m and int(m.group(1), 16) < end]
