"""Sparser and wider, in networks of equal MACs: what SLaK trades, measured."""

import data
import style
from drawing import Drawing

SUMMARY = "time against sparsity in networks of equal MACs, wider layers for sparser kernels"

COLUMNS = ("variant", "form", "channels", "height", "width", "kernel", "nominal_macs", "median_ns")
#: The variant that a sparse one is without its masks.
UNPRUNED = "decomposed"


def draw(run):
    run.table.need("sparsity")
    rows = [row for row in run.measured(*COLUMNS)
            if not run.is_peer(row) and (row.has("sparsity") or row.text("variant") == UNPRUNED)]
    drawn = False
    for key, suffix, members in data.by_condition(rows):
        series = {}
        for row in members:
            place = (row.integer("height"), row.integer("width"), row.integer("kernel"))
            point = (row.number("sparsity") or 0.0, channels(row))
            cases = series.setdefault(place, {})
            if point not in cases or row.number("median_ns") < cases[point].number("median_ns"):
                cases[point] = row
        series = {place: cases for place, cases in series.items()
                  if len({sparsity for sparsity, _ in cases}) > 1}
        if series:
            drawn = True
            yield lines(run, key, suffix, series, members)
    if not drawn:
        raise data.Missing("no map was measured at two sparsities with one kernel size")


def channels(row):
    return row.integer("convolved_channels") or row.integer("channels")


def lines(run, key, suffix, series, rows):
    maps = sorted({place[:2] for place in series}, reverse=True)
    kernels = sorted({place[2] for place in series})
    title = "Sparser and wider: time of the depthwise layer"
    caption = ("Numbers: convolved channels, wider for sparser kernels. Networks of equal MACs have "
               "depthwise layers whose MACs fall along a line, since these grow with the width "
               "and not with its square. Bars: nominal 95 % interval of the median. Fastest form and "
               "algorithm.")
    across = min(2, len(maps))
    looks = [dict(style.NEUTRAL[n % len(style.NEUTRAL)], markersize=4, markeredgewidth=0)
             for n in range(len(kernels))]
    legend = [style.Line2D([], [], label=f"K = {k}", **look) for k, look in zip(kernels, looks)]
    page = style.Page(title, style.conditions(run, key, data.algorithm_choice(rows)), caption,
                      rows=-(-len(maps) // across), columns=across, panel_height=1.0,
                      legend=legend, left=0.42, gap_x=0.44)
    for axes in page.axes[len(maps):]:
        axes.remove()
    ratios = {}
    for number, (place, axes) in enumerate(zip(maps, page.axes)):
        shown, tops = [], {}
        for n, kernel in enumerate(kernels):
            cases = series.get((*place, kernel), {})
            line = iso_macs(cases)
            if not line:
                continue
            axes.plot([s for s, _, _ in line], [row.number("median_ns") for _, _, row in line],
                      **looks[n])
            for sparsity, count, row in line:
                low, high = row.number("ci_low_ns"), row.number("ci_high_ns")
                shown += [row.number("median_ns")] + [v for v in (low, high) if v]
                if low and high:
                    axes.plot([sparsity] * 2, [low, high], linewidth=0.9,
                              color=looks[n]["color"])
                top = max(tops.get(sparsity, (0, 0))[0], high or row.number("median_ns"))
                tops[sparsity] = (top, count)
            first, last = line[0], line[-1]
            ratios[place, kernel] = last[2].number("median_ns") / first[2].number("median_ns")
        axes.set_title("{}×{}".format(*place), loc="left")
        style.log_values(axes, shown, style.time_text)
        for sparsity, (top, count) in tops.items():
            axes.annotate(str(count), (sparsity, top), size=5.3, xytext=(0, 2),
                          textcoords="offset points", ha="center")
        low, high = axes.get_ylim()
        axes.set_ylim(low, high * (high / low) ** 0.12)
        axes.margins(x=0.12)
        axes.xaxis.set_major_formatter(style.FuncFormatter(lambda v, _: f"{v:.0%}"))
        if number >= len(maps) - across:
            axes.set_xlabel("sparsity")
    parts = [f"{h}×{w}, K = {k}: sparsest over densest {ratio:.3g}"
             for ((h, w), k), ratio in ratios.items()]
    return Drawing(f"sparsity-width{suffix}", page, title, caption,
                   f"{title}. " + "; ".join(parts) + ".")


def iso_macs(cases):
    """Per sparsity the case whose MACs are nearest to those of the densest, narrowest one."""
    if not cases:
        return []
    anchor = min(cases)
    target = cases[anchor].number("nominal_macs")
    best = {}
    for (sparsity, count), row in cases.items():
        distance = abs(row.number("nominal_macs") / target - 1) if target else 0
        if sparsity not in best or distance < best[sparsity][0]:
            best[sparsity] = (distance, count, row)
    return [(sparsity, count, row) for sparsity, (_, count, row) in sorted(best.items())]
