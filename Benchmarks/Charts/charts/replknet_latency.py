"""RepLKNet's latency table: how time grows with the kernel here, beside the published columns of a GPU."""

import csv
import pathlib

import data
import style
from drawing import Drawing

SUMMARY = "time against K over that of the smallest, beside RepLKNet's published GPU columns"

COLUMNS = ("variant", "channels", "height", "width", "kernel", "median_ns")
#: One row per map side, implementation and kernel size: source, device, milliseconds of 24 layers.
PUBLISHED = pathlib.Path(__file__).resolve().parent.parent / "published" / "replknet-latency.csv"


def draw(run):
    published = curves()
    layers = {(side, kernel) for (side, _), line in published.items() for kernel in line}
    rows = [row for row in run.measured(*COLUMNS)
            if row.text("variant") == "dense" and not run.is_peer(row)
            and row.integer("channels") == 384 and row.integer("height") == row.integer("width")
            and (row.integer("height"), row.integer("kernel")) in layers]
    drawn = False
    for key, suffix, members in data.by_condition(rows):
        own = {}
        for row in members:
            line = own.setdefault(row.integer("height"), {})
            kernel, time = row.integer("kernel"), row.number("median_ns")
            line[kernel] = min(time, line.get(kernel, time))
        own = {side: line for side, line in own.items() if len(line) > 2}
        if own:
            drawn = True
            yield growth(run, key, suffix, own, published, members)
    if not drawn:
        raise data.Missing("no map of RepLKNet's table (384×16², 32², 64²) was measured with three of "
                           "its kernel sizes")


def curves():
    """Published times: (side, implementation on device) to kernel to milliseconds."""
    lines = {}
    with open(PUBLISHED, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = f"{row['implementation']}, {row['device']}"
            lines.setdefault((int(row["height"]), name), {})[int(row["kernel"])] = float(row["ms"])
    return lines


def growth(run, key, suffix, own, published, rows):
    sides = sorted(own)
    names = list(dict.fromkeys(name for _, name in published))
    looks = {name: dict(look, markersize=3.2, markeredgewidth=0)
             for name, look in zip(names, style.NEUTRAL)}
    title = "RepLKNet's latency table: growth with the kernel"
    caption = ("Time of one depthwise layer of 384 channels over its time at the smallest kernel shown, "
               "each machine by itself: shapes of curves, no race. Grey: growth as K². Published: Ding et "
               "al., “Scaling Up Your Kernels” (2024), Table 1, batch 64, float32.")
    legend = [style.handle("dense", "lkbench, here")]
    legend += [style.Line2D([], [], label=name, **looks[name]) for name in names]
    page = style.Page(title, style.conditions(run, key, data.algorithm_choice(rows)), caption,
                      columns=len(sides), panel_height=1.25, legend=legend, left=0.36, gap_x=0.32)
    parts = []
    for side, axes in zip(sides, page.axes):
        first, last = min(own[side]), max(own[side])
        shown = [1.0]
        axes.plot([first, last], [1, (last / first) ** 2], color="#BBBBBB", linewidth=0.8)
        for name in names:
            shown += line(axes, published.get((side, name), {}), first, last, **looks[name])
        shown += line(axes, own[side], first, last, **style.line_style("dense"))
        axes.set_title(f"{side}×{side}", loc="left")
        style.log_values(axes, shown, style.ratio_text)
        style.kernel_axis(axes, sorted(own[side]), page.panel_width)
        parts.append(f"{side}×{side}: K = {last} takes {shown[-1]:.3g} times as long as K = {first}")
    return Drawing(f"replknet-latency{suffix}", page, title, caption, f"{title}. " + "; ".join(parts) + ".")


def line(axes, times, first, last, **look):
    """Draws times over that of the first kernel; the ratios drawn."""
    if first not in times:
        return []
    kernels = [kernel for kernel in sorted(times) if first <= kernel <= last]
    ratios = [times[kernel] / times[first] for kernel in kernels]
    axes.plot(kernels, ratios, **look)
    return ratios
