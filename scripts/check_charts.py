"""Checks Benchmarks/Charts on the reference run and on made-up folders, whole and broken.

Every chart is drawn from a folder that has everything. Then each column is taken away in turn, files are
emptied, cut and filled with hostile text: the outcome is a chart or one line that names what is wrong.

Usage: check_charts.py [--quick]      --quick draws one folder that has everything, and breaks it, in one process
"""

import contextlib
import importlib.util
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "Benchmarks" / "Charts"
REFERENCE = ROOT / "results" / "reference-epyc-zen4-scaling-efficiency"
sys.path.insert(0, str(PROGRAM))

import charts_fixture as made  # noqa: E402

HOSTILE = '</svg><script>alert("x")</script> $\\frac{ & \u202e\x07 ' + "long " * 200
# Columns whose absence shows in another way: cases of layers.csv cannot be found, there are no ratios.
INDIRECT = ("case_id", "variant", "kernel", "ratio_vs_fftw")
faults = []


def expect(condition, text):
    if not condition:
        faults.append(text)


def own_process(words, **variables):
    """The program as `lkbench chart` calls it: status, standard output and error."""
    return subprocess.run([sys.executable, "-B", str(PROGRAM), *words], capture_output=True, text=True, check=False,
                          env=os.environ | variables)


def this_process(words):
    """The same without starting Python and matplotlib once more."""
    spec = importlib.util.spec_from_file_location("charts_program", PROGRAM / "__main__.py")
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    output, errors, status, kept = io.StringIO(), io.StringIO(), 0, sys.argv
    sys.argv = ["charts", *words]
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            program.main()
    except SystemExit as end:
        status = end.code or 0
    finally:
        sys.argv = kept
    return subprocess.CompletedProcess(words, status, output.getvalue(), errors.getvalue())


call = own_process


def run(*arguments, status=0, says=()):
    """Calls the program; checks its status, that it says these words, and never a traceback."""
    result = call([str(argument) for argument in arguments])
    name = " ".join(pathlib.Path(str(a)).name for a in arguments)
    expect(result.returncode == status,
           f"{name}: status {result.returncode}, expected {status}: {result.stderr}")
    expect("Traceback" not in result.stderr, f"{name}: {result.stderr}")
    for line in result.stderr.splitlines():
        expect(line.startswith("charts: "), f"{name}: stray line on stderr: {line}")
    for word in says:
        expect(word in result.stderr, f"{name}: does not say '{word}': {result.stderr}")
    return result.stdout.split("\n")[:-1]


def check_files(paths):
    """Pictures are well formed, hold no script and nothing from elsewhere."""
    for path in map(pathlib.Path, paths):
        content = path.read_bytes()
        if path.suffix == ".png":
            expect(content.startswith(b"\x89PNG"), f"{path.name} is no PNG")
            continue
        text = content.decode("utf-8")
        elements = list(xml.etree.ElementTree.fromstring(text).iter())
        names = {str(element.tag).split("}")[-1] for element in elements}
        expect(not names & {"script", "foreignObject", "iframe"}, f"{path.name} has {names}")
        links = [value for element in elements for key, value in element.attrib.items()
                 if key.endswith("href")]
        expect(all(link.startswith(("#", "data:")) for link in links), f"{path.name} has links out")
        expect("dc:date" not in text, f"{path.name} holds a date")
        expect(len(content) < 400_000, f"{path.name} has {len(content)} bytes")


def check_index(folder, charts):
    entries = json.loads((folder / "charts.json").read_text(encoding="utf-8"))
    expect({entry["chart"] for entry in entries} == set(charts),
           f"charts.json lists {sorted({entry['chart'] for entry in entries})}")
    for entry in entries:
        for key in ("title", "caption", "alt", "files"):
            expect(entry[key], f"charts.json: {entry['name']} has no {key}")
        expect("MACs" in entry["caption"] or entry["chart"] != "scaling",
               f"{entry['name']} does not say what FLOPs are")


def whole_folders(work):
    from catalog import CHARTS

    files = run(REFERENCE, "--output", work / "reference",
                says=["regimes not drawn", "there is no layers.csv", "there is no erf.csv",
                      "machines not drawn: all rows are of one machine"])
    expect(any("scaling-768x7x7.svg" in name for name in files), "the reference run is not drawn")
    check_files(files)
    kernels = (7, 21, 51)
    rows = made.rows(kernels)
    away = made.elsewhere([row for row in rows if row["algorithm"] == "fft" and row["variant"] == "dense"])
    everything = made.write(work / "everything", rows + away, environment=made.two_machines())
    files = run(everything, "--format", "svg")
    check_files(files)
    check_index(everything / "charts", CHARTS)
    again = run(everything, "--format", "svg", "--output", work / "again")
    for first, second in zip(files, again, strict=True):
        expect(pathlib.Path(first).read_bytes() == pathlib.Path(second).read_bytes(),
               f"{pathlib.Path(first).name} is not the same when drawn again")
    run(everything, "ratio", "--format", "svg")
    check_index(everything / "charts", CHARTS)


def one_folder(work):
    """Every chart once, one of them again, and one in a process of its own."""
    from catalog import CHARTS

    rows = made.rows((7, 51))
    away = made.elsewhere([row for row in rows if row["algorithm"] == "fft" and row["variant"] == "dense"])
    everything = made.write(work / "everything", rows + away, environment=made.two_machines())
    files = run(everything, "--format", "svg")
    check_files(files)
    check_index(everything / "charts", CHARTS)
    # In a home that cannot be written to.
    result = own_process([str(everything), "machines", "--output", str(work / "again")], HOME="/proc", LC_ALL="C")
    expect(result.returncode == 0 and not result.stderr, f"in a read-only home: {result.stderr}")
    for again in result.stdout.splitlines():
        first = everything / "charts" / pathlib.Path(again).name
        if first.suffix == ".svg":
            expect(first.read_bytes() == pathlib.Path(again).read_bytes(), f"{first.name} is not the same when drawn again")
    check_files(run(everything, "erf", "--format", "png"))
    check_index(everything / "charts", CHARTS)


def broken_folders(work):
    rows = made.rows((7, 51), ("direct", "fft"))
    run(work / "nowhere", status=74, says=["is not a folder"])
    run(work, "pie", status=64, says=["pie", "scaling"])
    run(REFERENCE, "--format", "pdf", status=64, says=["pdf"])
    run(status=64)
    (work / "bare").mkdir()
    run(work / "bare", status=74, says=["results.csv"])
    empty = made.write(work / "empty", [], extras=False)
    run(empty, status=74, says=["scaling not drawn", "no row", "erf not drawn"])
    (empty / "results.csv").write_text("")
    run(empty, status=74, says=["has no header line"])
    less = [name for name in made.COLUMNS if name not in ("workspace_bytes", "params")]
    folder = made.write(work / "less", rows, columns=less, environment=None, extras=False)
    run(folder, "scaling", status=74, says=["lacks the columns params, workspace_bytes"])
    run(folder, "roofline", "network", status=74, says=["ceilings.json", "layers.csv"])
    names = ["scaling", "regimes"] if call is this_process else []
    files = run(folder, *names, "--format", "svg", status=74 if names else 0,
                says=["lacks the columns params, workspace_bytes"])
    expect(any("regimes" in name for name in files), "one missing column stops other charts")
    wrong = made.write(work / "wrong", rows[:4] + [rows[4] | {"median_ns": "fast"}], extras=False)
    run(wrong, "scaling", status=74, says=["line 6, column median_ns: 'fast' is not a number"])
    cut = made.write(work / "cut", rows, extras=False)
    text = (cut / "results.csv").read_text()
    (cut / "results.csv").write_text(text[:-50])
    run(cut, "ratio", "--format", "svg")
    (cut / "results.csv").write_text(text + "1,2,3\n")
    run(cut, "ratio", status=74, says=["3 cells"])
    (cut / "results.csv").write_bytes(b"\xff\xfe\n")
    run(cut, status=74, says=["is not UTF-8"])
    made.write(cut, rows, extras=False)
    (cut / "environment.json").write_text("[1")
    run(cut, status=74, says=["environment.json is not JSON"])
    (work / "file").write_text("")
    run(made.write(work / "fine", rows), "erf", "--output", work / "file", status=74,
        says=["cannot write"])


def hostile_text(work):
    rows = made.rows((7, 21), ("direct", "fft"))
    for row in rows:
        for column in ("reason", "repro", "algorithm", "isa", "layout", "cache"):
            row[column] = f"{row[column]}{HOSTILE}"
    for row in rows[:2]:
        row["variant"] = HOSTILE
    machine = {"machine": {"model_name": HOSTILE}, "machine_name": HOSTILE}
    folder = made.write(work / "hostile", rows, environment=made.environment(**machine))
    names = ["regimes", "ratio", "erf", "--format", "svg"] if call is this_process else []
    files = run(folder, *names)
    check_files(files)
    expect(len(files) > 6, "hostile text stops charts")


def every_column(work):
    """Without any one column a chart is drawn or names it; in this process, to be quick."""
    import data
    import style
    from catalog import CHARTS

    read = ("variant form algorithm isa layout threads cache batch channels height width kernel stripe "
            "sparsity status params weight_bytes nominal_macs workspace_bytes median_ns ci_low_ns "
            "ci_high_ns useful_gflops arithmetic_intensity convolved_channels case_id ratio_vs_fftw "
            "ratio_vs_fftw_low").split()
    rows = [row for row in made.rows((31, 51), ("direct", "fft"))
            if (row["channels"] in (96, 120) or row["height"] == 16) and row["variant"] in ("dense", "sparse")]
    for absent in read:
        columns = [name for name in made.COLUMNS if name != absent]
        folder = made.write(work / "column", rows + made.elsewhere(rows), columns=columns,
                            environment=made.two_machines())
        for name, chart in CHARTS.items():
            try:
                # The first picture of each chart reads what the others read.
                drawing = next(chart.draw(data.Run(folder)))
                expect(drawing.caption and drawing.alt, f"{name} without {absent} has no words")
                style.plt.close(drawing.page.figure)
            except data.Missing as reason:
                expect(absent in str(reason) or absent in INDIRECT, f"{name} without {absent}: {reason}")
            except (data.Unreadable, StopIteration) as reason:
                expect(False, f"{name} without {absent}: {reason!r}")


def main():
    global call
    parts = [whole_folders, broken_folders, hostile_text, every_column]
    if sys.argv[1:] == ["--quick"]:
        call, parts = this_process, [one_folder, broken_folders, hostile_text]
    with tempfile.TemporaryDirectory() as work:
        for part in parts:
            part(pathlib.Path(work))
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    print(f"charts: {len(parts)} parts checked, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
