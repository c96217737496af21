"""Compares how two builds compile the kernels and what they call.

Usage: check_same_flags.py SHIPPED TESTED

Both are scratch folders of `swift build -c release`, planned or built. The same sources, compiler and arguments give
the same machine code; check_same_code.py looks at that code itself.
"""

import json
import pathlib
import re
import sys

TRAITS = ("PAPI", "OpenBLAS", "FFTW", "OneDNN")
SWIFT = ("ConvModel", "ConvKernelsPortable", "ConvKernelsAVX2", "ConvKernelsAVX512")
COMMAND = re.compile(r"description: \"(?:Compiling Swift Module '(\w+)'|Compiling CShims (\w+\.c)).*\n\s*args: (\[.*\])")
# Modules that must not look at traits, so that whoever leaves one out has the same kernels.
WITHOUT_TRAITS = ("ConvModel", "ConvKernels")


def without_traits(words):
    """Leaves out conditions and libraries of traits: tests have them all, users those that they choose."""
    kept = []
    for word in words:
        if re.search(rf"^-fmodule-map-file=.*/C({'|'.join(TRAITS)})/", word):
            kept.pop()  # -Xcc
        elif word not in [f"-D{trait}" for trait in TRAITS]:
            kept.append(word)
    return kept


def commands(scratch):
    """Arguments of each module and C file that is compared, by name, without the place of the scratch folder."""
    text = (pathlib.Path(scratch) / "release.yaml").read_text(encoding="utf-8")
    place = re.compile(r'[^"=@]*/' + re.escape(pathlib.Path(scratch).name) + "/")
    found = {}
    for module, source, arguments in COMMAND.findall(text):
        if module in SWIFT or source:
            words = [place.sub("SCRATCH/", word) for word in json.loads(arguments)]
            found[module or source] = without_traits(words)
    return found


def main():
    shipped, tested = (commands(scratch) for scratch in sys.argv[1:3])
    faults = []
    for name in SWIFT:
        if name not in shipped or name not in tested:
            faults.append(f"{name} is not compiled in both builds")
    if not any(name.endswith(".c") for name in shipped):
        faults.append("no file of CShims is compiled")
    for name in sorted(shipped.keys() & tested.keys()):
        if shipped[name] != tested[name]:
            extra = [word for word in tested[name] if word not in shipped[name]]
            missing = [word for word in shipped[name] if word not in tested[name]]
            faults.append(f"{name}: the test build adds {extra}, and lacks {missing}")
    condition = re.compile(rf"#(?:else)?if.*\b({'|'.join(TRAITS)})\b")
    for folder in WITHOUT_TRAITS:
        for path in pathlib.Path("Sources", folder).rglob("*.swift"):
            if condition.search(path.read_text(encoding="utf-8")):
                faults.append(f"{path} depends on a trait")
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    print(f"same flags: {len(shipped.keys() & tested.keys())} modules and C files compared, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
