"""Which algorithm wins, by kernel size and map, and by how much."""

import data
import style
from drawing import Drawing

SUMMARY = "winning algorithm over K × map, with its margin over the second"

COLUMNS = ("variant", "form", "algorithm", "channels", "height", "width", "kernel", "median_ns")

# A letter for greyscale, a colour light enough for black text on it.
ALGORITHMS = {
    "direct": ("D", "#CBE4F5"),
    "toeplitz": ("T", "#F2BE62"),
    "cross": ("C", "#86CDB6"),
    "winograd": ("I", "#B9DC92"),
    "fft": ("F", "#E58F69"),
    "box-sums": ("B", "#E3B7D0"),
    "tap-list": ("L", "#F6EE9C"),
    "im2col-gemm": ("G", "#CFCFCF"),
    "onednn": ("O", "#9BA8DB"),
    "fftw": ("W", "#C9B49A"),
}
# Programs of several stages, and algorithms unknown here.
OTHER = "#F4F4F4"
# Heights in inches; the narrow cells of a long sweep have their margins upright.
CELL, WIDE_CELL = 0.30, 0.36


def draw(run):
    rows = run.measured(*COLUMNS)
    drawn = False
    for key, suffix, members in data.by_condition(rows):
        members, notes = data.one_setting(members)
        tables = {}
        for row in members:
            cell = (data.map_key(row), row.integer("kernel"))
            tables.setdefault((row.text("variant"), row.text("form")), {}).setdefault(
                cell, {}).setdefault(row.text("algorithm"), []).append(row)
        order = style.in_order({variant for variant, _ in tables})
        for (variant, form), cells in sorted(
                tables.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
            contests = {cell: contest(by) for cell, by in cells.items() if len(by) > 1}
            if contests:
                drawn = True
                measured = sorted({name for by in cells.values() for name in by})
                yield heat_map(run, key, suffix, variant, form, contests,
                               measured, notes.get(variant, ""))
    if not drawn:
        raise data.Missing("no problem was measured with two algorithms (--algorithm all)")


def contest(by_algorithm):
    """The winner's name, the second's time over the winner's, and whether their intervals part."""
    best = sorted((data.fastest(rows) for rows in by_algorithm.values()),
                  key=lambda row: row.number("median_ns"))
    first, second = best[:2]
    high, low = first.number("ci_high_ns"), second.number("ci_low_ns")
    is_clear = high is None or low is None or high < low
    return first.text("algorithm"), second.number("median_ns") / first.number("median_ns"), is_clear


def letter(algorithm):
    """`D`, or `D+T` for a program of several stages; empty for an algorithm unknown here."""
    parts = algorithm.split("+")
    known = all(part in ALGORITHMS for part in parts)
    return "+".join(ALGORITHMS[part][0] for part in parts) if known else ""


def color(algorithm):
    return ALGORITHMS.get(algorithm, ("", OTHER))[1]


def heat_map(run, key, suffix, variant, form, contests, measured, note):
    maps = sorted({place for place, _ in contests}, key=lambda p: (-p[1] * p[2], p[0]))
    kernels = sorted({k for _, k in contests})
    winners = sorted({winner for winner, _, _ in contests.values()},
                     key=lambda name: (name not in ALGORITHMS, name))
    letters = {name: letter(name) or str(number) for number, name in enumerate(winners, start=1)}
    title = f"Fastest algorithm: {style.short(variant, 20)}, form {style.short(form, 20)}"
    wide = len(kernels) > 9
    caption = (
        "Letter and colour: the algorithm with the smallest median time. Below it: time of the second "
        "over that of the first; " + ("grey" if wide else "≈") + " where their nominal 95 % intervals overlap. Empty: fewer than two "
        f"algorithms were measured. {note}")
    legend = [
        style.plt.Rectangle((0, 0), 1, 1, facecolor=color(name), edgecolor="black",
                            linewidth=0.4, label=f"{letters[name]}  {style.short(name, 24)}")
        for name in winners
    ]
    page = style.Page(
        title, style.conditions(run, key, f"fastest of {', '.join(measured)}"), caption, legend=legend,
        panel_height=(WIDE_CELL if wide else CELL) * len(maps), left=0.62, panel_titles=False, bottom=0.30,
        width=style.PAGE_WIDTH if wide else style.COLUMN_WIDTH)
    axes = page.axes[0]
    paint(axes, contests, maps, kernels, letters, wide)
    return Drawing(f"regimes-{variant}-{form}{suffix}", page, title, caption,
                   alt(title, contests, maps, kernels))


def paint(axes, contests, maps, kernels, letters, wide):
    axes.set_xlim(0, len(kernels))
    axes.set_ylim(len(maps), 0)
    axes.grid(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)
    for (place, k), (winner, margin, is_clear) in contests.items():
        x, y = kernels.index(k), maps.index(place)
        axes.add_patch(style.plt.Rectangle(
            (x, y), 1, 1, facecolor=color(winner), edgecolor="white", linewidth=0.8))
        text = f"{margin:.2f}" if margin < 10 else f"{margin:.3g}"
        if wide:
            tone = "black" if is_clear else "#4D4D4D"
            axes.text(x + 0.5, y + 0.22, letters[winner], size=5.5, ha="center", va="center",
                      weight="bold" if is_clear else "normal", color=tone)
            axes.text(x + 0.52, y + 0.67, text, size=4.6, ha="center", va="center", rotation=90,
                      color=tone)
            continue
        axes.text(x + 0.5, y + 0.33, letters[winner], size=6.5, weight="bold", ha="center",
                  va="center")
        axes.text(x + 0.5, y + 0.72, f"{text}×" if is_clear else f"≈ {text}×", size=5.2,
                  ha="center", va="center")
    step = max(1, -(-len(kernels) // 24))
    axes.set_xticks([n + 0.5 for n in range(0, len(kernels), step)])
    axes.set_xticklabels([str(k) for k in kernels[::step]])
    axes.set_yticks([n + 0.5 for n in range(len(maps))])
    axes.set_yticklabels([data.map_text(place) for place in maps])
    axes.set_xlabel("kernel size K")


def alt(title, contests, maps, kernels):
    lines = []
    for place in maps:
        runs = []
        for k in kernels:
            if (place, k) in contests:
                winner = contests[place, k][0]
                if not runs or runs[-1][0] != winner:
                    runs.append((winner, k))
        lines.append(f"{data.map_text(place)}: "
                     + ", ".join(f"{winner} from K = {k}" for winner, k in runs))
    return f"{title}. " + "; ".join(lines) + "."
