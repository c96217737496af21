"""Where the time of a whole network goes: kinds of layer, stacked, against K."""

import data
import style
from drawing import Drawing

SUMMARY = "time of a whole network by kind of layer, stacked, against K"

FILE = "layers.csv"
COLUMNS = ("case_id", "kind", "median_ns")

KINDS = {
    "depthwise": (style.BLUE, ""),
    "pointwise": (style.ORANGE, "////"),
    "norm": (style.SKY, "...."),
    "activation": (style.GREEN, "\\\\\\\\"),
    "convolution": (style.PURPLE, "xxxx"),
    "linear": (style.YELLOW, "----"),
}
OTHER = ("#BFBFBF", "++++")


def draw(run):
    layers = run.other_table(FILE, *COLUMNS)
    cases = {row.text("case_id"): row for row in run.table.rows}
    stacks, unknown = {}, 0
    for layer in layers.rows:
        case = cases.get(layer.text("case_id"))
        variant = layer.text("variant") or (case and case.text("variant"))
        kernel = layer.integer("kernel") or (case and case.integer("kernel"))
        time = layer.number("median_ns")
        if not variant or not kernel or time is None:
            unknown += 1
            continue
        form = layer.text("form") or (case and case.text("form")) or ""
        group = data.condition(case) if case else (None,) * len(data.CONDITIONS)
        times = stacks.setdefault(group, {}).setdefault((variant, form, kernel), {})
        kind = layer.text("kind") or "other"
        times[kind] = times.get(kind, 0) + time
    if not stacks:
        raise data.Missing(
            f"none of the {len(layers.rows)} rows of {FILE} has a time and belongs to a case with "
            "variant and kernel")
    keys = sorted(stacks, key=lambda key: -len(stacks[key]))
    for key in keys:
        yield bars(run, key, data.suffix(keys, key), stacks[key])


def bars(run, key, suffix, stacks):
    # Of several forms of one variant the fastest as a whole.
    best = {}
    for (variant, form, kernel), times in stacks.items():
        total = sum(times.values())
        if (variant, kernel) not in best or total < sum(best[variant, kernel][1].values()):
            best[variant, kernel] = (form, times)
    variants = style.in_order({variant for variant, _ in best})
    kernels = sorted({kernel for _, kernel in best})
    present = {kind for _, times in best.values() for kind in times}
    kinds = [kind for kind in KINDS if kind in present] + sorted(present - set(KINDS))
    legend = [
        style.plt.Rectangle((0, 0), 1, 1, facecolor=look(kind)[0], hatch=look(kind)[1],
                            edgecolor="white", linewidth=0.4, label=style.short(kind, 20))
        for kind in kinds
    ]
    title = "Network time by kind of layer"
    caption = ("One pass of a whole network: sum of the median times of the layers of each kind. Fastest form of each variant. "
               "All panels share one scale.")
    across = min(2, len(variants))
    page = style.Page(title, style.conditions(run, key), caption, rows=-(-len(variants) // across),
                      columns=across, panel_height=0.95, legend=legend,
                      left=0.42, gap_x=0.44)
    for axes in page.axes[len(variants):]:
        axes.remove()
    top = max(sum(times.values()) for _, times in best.values())
    for number, (variant, axes) in enumerate(zip(variants, page.axes)):
        for position, kernel in enumerate(kernels):
            bottom = 0
            times = best.get((variant, kernel), ("", {}))[1]
            for kind in kinds:
                height = times.get(kind, 0)
                axes.bar(position, height, 0.78, bottom, color=look(kind)[0],
                         hatch=look(kind)[1], edgecolor="white", linewidth=0.3)
                bottom += height
        axes.set_title(style.short(variant, 20), loc="left")
        axes.grid(False, axis="x")
        axes.set_xticks(range(len(kernels)))
        axes.set_xticklabels([str(k) for k in kernels])
        axes.set_ylim(0, top * 1.05)
        axes.yaxis.set_major_formatter(style.FuncFormatter(
            lambda value, _: style.time_text(value) if value else "0"))
        axes.locator_params(axis="y", nbins=5)
        if number >= len(variants) - across:
            axes.set_xlabel("kernel size K")
    return Drawing(f"network{suffix}", page, title, caption, alt(title, best, variants, kernels))


def look(kind):
    return KINDS.get(kind, OTHER)


def alt(title, best, variants, kernels):
    parts = []
    for variant in variants:
        sizes = [k for k in kernels if (variant, k) in best]
        times = best[variant, sizes[-1]][1]
        total = sum(times.values())
        share = times.get("depthwise", 0) / total if total else 0
        parts.append(f"{variant} at K = {sizes[-1]}: {style.time_text(total)}, "
                     f"{share:.0%} of it depthwise")
    return f"{title}. " + "; ".join(parts) + "."
