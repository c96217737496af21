"""Results folders made up for tests of charts and reports: every column, deterministic times."""

import csv
import json
import math
import random

MAPS = [(96, 56, 56), (192, 28, 28), (384, 14, 14), (768, 7, 7)]
FORMS = {
    "dense": ["direct"],
    "reparam": ["branches", "merged"],
    "decomposed": ["branches", "stripes", "cross"],
    "sparse": ["branches", "stripes", "cross"],
    "peripheral": ["expanded", "shared"],
}
COLUMNS = (
    "schema,run_id,suite,case_id,variant,form,algorithm,isa,layout,threads,cache,batch,channels,"
    "height,width,kernel,stripe,sparsity,grid,status,reason,verified,max_error,error_bound,params,"
    "weight_bytes,nominal_macs,useful_macs,executed_flops,compulsory_bytes,workspace_bytes,"
    "peak_rss_bytes,prepare_ns,samples,iterations,min_ns,median_ns,p95_ns,ci_low_ns,ci_high_ns,"
    "mad_ns,useful_gflops,nominal_gflops,peak_fraction,roof_fraction,arithmetic_intensity,"
    "convolved_channels,ratio_vs_fftw,ratio_vs_fftw_low,ratio_vs_fftw_high,repro"
).split(",")


def taps(variant, k, sparsity):
    if variant in ("decomposed", "sparse"):
        return (10 * k - 25) * (1 - sparsity)
    return k * k


def row(place, k, variant, form, algorithm, threads=1, sparsity=None, channels=None):
    """One measured row; times follow the operations, more slowly where an algorithm is good at it."""
    c, h, w = place
    c = channels or c
    noise = random.Random(f"{place}{k}{variant}{form}{algorithm}{threads}{sparsity}{channels}")
    share = (0.4 if sparsity is None else sparsity) if variant == "sparse" else 0
    macs = int(c * h * w * taps(variant, k, share))
    useful = int(macs * min(1.0, h / k) ** 0.8)
    cost = {"direct": 2 * useful / 80, "toeplitz": 2 * useful / 60 + c * h * w / 8,
            "fft": c * h * w * 2.6 * math.log2(h + min(h, k)), "fftw": c * h * w * 12}
    time = cost[algorithm] * noise.uniform(0.95, 1.05) / threads + 2e3
    if form == "branches":
        time *= 1.4
    if form in ("shared", "cross"):
        time = time * 0.6 + 4e4
    interval = noise.uniform(0.01, 0.06)
    values = dict.fromkeys(COLUMNS, "")
    params = int(c * (1 + taps(variant, k, share)) * (1.1 if form == "branches" else 1))
    values.update(
        schema=1, run_id="r", suite="made-up", variant=variant, form=form, algorithm=algorithm,
        case_id=f"{variant}/{c}x{h}x{w}/k{k}/s{sparsity}/{form}/{algorithm}/avx2/nhwc/t{threads}/warm",
        isa="avx2", layout="nhwc", threads=threads, cache="warm", batch=1, channels=c, height=h,
        width=w, kernel=k, sparsity=share if variant == "sparse" else "", status="ok", verified="true", max_error=1e-6,
        error_bound=1e-5, params=params, weight_bytes=4 * params, nominal_macs=macs,
        useful_macs=useful, executed_flops=2 * useful, compulsory_bytes=8 * c * h * w + 4 * params,
        workspace_bytes=4 * c * h * 8, samples=30, iterations=300, min_ns=time * 0.97,
        median_ns=time, p95_ns=time * 1.2, ci_low_ns=time * (1 - interval),
        ci_high_ns=time * (1 + interval), mad_ns=time * 0.02, useful_gflops=2 * useful / time,
        nominal_gflops=2 * macs / time, peak_fraction=2 * useful / time / 100,
        arithmetic_intensity=2 * useful / (8 * c * h * w + 4 * params), convolved_channels=c,
        repro=f"lkbench run --variant {variant}",
    )
    if algorithm != "fftw":
        ratio = cost["fftw"] / threads / time
        values.update(ratio_vs_fftw=ratio, ratio_vs_fftw_low=ratio * (1 - 2 * interval),
                      ratio_vs_fftw_high=ratio * (1 + 2 * interval))
    return values


def rows(kernels=(7, 13, 21, 31, 51, 71, 101), algorithms=("direct", "toeplitz", "fft", "fftw")):
    result = [
        row(place, k, variant, form, algorithm)
        for place in MAPS for variant, forms in FORMS.items() for k in kernels for form in forms
        for algorithm in algorithms
    ]
    for place in MAPS[:2]:
        for k in (31, 51):
            for sparsity, widening in ((0.0, 1), (0.2, 1.25), (0.4, 1.667), (0.6, 2.5)):
                result.append(row(place, k, "sparse", "cross", "direct", sparsity=sparsity,
                                  channels=int(place[0] * widening)))
    result += [row((384, side, side), k, "dense", "direct", algorithms[0])
               for side in (16, 32) for k in (3, 7, 31)]
    skipped = dict.fromkeys(COLUMNS, "")
    skipped.update(schema=1, run_id="r", suite="made-up", case_id="dense/none", variant="dense",
                   form="direct", algorithm="onednn", channels=96, height=56, width=56, kernel=7,
                   status="skipped", reason="built without the OneDNN trait")
    return result + [skipped]


def elsewhere(rows):
    """The same cases on another, slower machine, as joining folders of two machines gives them."""
    slower = ("median_ns", "ci_low_ns", "ci_high_ns", "min_ns", "p95_ns")
    return [row | {"run_id": "r2"} | {name: row[name] * 1.7 for name in slower if row[name] != ""}
            for row in rows]


def two_machines():
    """The environment of such a folder."""
    other = environment(run_id="r2", machine_name="made-up-4c", machine_fingerprint="1",
                        machine={"model_name": "Made-up CPU 4000", "processors_online": 4})
    return environment(parts=[environment(), other])


def environment(**changes):
    return {
        "schema": 1, "run_id": "r", "suite": "made-up", "started_at": "20260102T030405Z",
        "selection_digest": "0", "command_line": ["lkbench", "run", "--suite", "made-up"],
        "machine_name": "made-up-2c", "machine_fingerprint": "0",
        "machine": {"model_name": "Made-up CPU 3000", "processors_online": 2, "flags": ["avx2"]},
        "system": {"distribution": "None"}, "details": {"git_commit": "0", "seed": "1"},
    } | changes


def write(folder, rows, columns=COLUMNS, environment=environment(), extras=True):
    """Writes a results folder, with the files of later commands where `extras` is true."""
    folder.mkdir(parents=True, exist_ok=True)
    table(folder / "results.csv", columns, rows)
    if environment is not None:
        (folder / "environment.json").write_text(json.dumps(environment))
        (folder / "command.txt").write_text("lkbench run --suite made-up\n")
    if not extras:
        return folder
    kinds = {"depthwise": 1.0, "pointwise": 6e6, "norm": 4e5, "activation": 9e5, "convolution": 5e5}
    table(folder / "layers.csv", ["case_id", "layer", "stage", "kind", "median_ns"], [
        {"case_id": values["case_id"], "layer": f"stage1.{kind}", "stage": 1, "kind": kind,
         "median_ns": values["median_ns"] * 2 if kind == "depthwise" else time}
        for values in rows
        if values["algorithm"] == "direct" and values["channels"] == 96 and values["median_ns"]
        for kind, time in kinds.items()
    ])
    table(folder / "erf.csv", ["variant", "kernel", "t", "side", "area_ratio"], [
        {"variant": variant, "kernel": k, "t": t, "side": 1,
         "area_ratio": min(1, t**2 * k / 120 * (1 + n / 9))}
        for n, variant in enumerate(FORMS) for k in (7, 31, 51) for t in (0.2, 0.3, 0.5, 0.99)
    ])
    (folder / "ceilings.json").write_text(json.dumps({"ceilings": [
        {"name": "FMA avx2", "gflops": 100.0}, {"name": "L1", "gbytes_per_second": 180},
        {"name": "L2", "gbytes_per_second": 90}, {"name": "L3", "gbytes_per_second": 40},
        {"name": "DRAM", "gbytes_per_second": 14}]}))
    return folder


def table(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
