"""Useful GFLOP/s against arithmetic intensity, below the measured ceilings."""

import data
import style
from drawing import Drawing

SUMMARY = "useful GFLOP/s against arithmetic intensity, below the measured ceilings"

COLUMNS = ("variant", "channels", "height", "width", "kernel", "useful_gflops",
           "arithmetic_intensity", "median_ns")
FILE = "ceilings.json"
BANDWIDTHS = {"gbytes_per_second": 1, "gb_per_s": 1, "bytes_per_second": 1e-9}

# Legible over points.
LABEL = dict(size=5.3, zorder=5, bbox=dict(facecolor="white", alpha=0.75, linewidth=0, pad=0.4))


def draw(run):
    rows = [row for row in run.measured(*COLUMNS) if not run.is_peer(row)]
    content = run.json(FILE)
    if content is None:
        raise data.Missing(f"there is no {FILE}")
    for key, suffix, members in data.by_condition(rows):
        peaks, bandwidths = ceilings(content, members[0].text("threads"))
        if not peaks or not bandwidths:
            raise data.Missing(
                f"{FILE} has no {'gflops' if not peaks else 'gbytes_per_second'} ceiling")
        yield roofline(run, key, suffix, members, peaks, bandwidths)


def ceilings(content, threads=None):
    """Named peaks in GFLOP/s and bandwidths in GB/s: entries of a list, or of an object by name.

    Entries that name a number of threads count for rows of the same number only, or, where no entry has
    it, as if they named none.
    """
    entries = content.get("ceilings", content) if isinstance(content, dict) else content
    if isinstance(entries, dict):
        entries = [dict(value, name=value.get("name", name))
                   for name, value in entries.items() if isinstance(value, dict)]
    entries = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    own = [entry for entry in entries if str(entry.get("threads", threads)) == threads]
    if any("threads" in entry for entry in own):
        entries = own
    peaks, bandwidths = {}, {}
    for entry in entries:
        name = style.short(entry.get("name", "?"), 24)
        if is_positive(entry.get("gflops")):
            peaks[name] = float(entry["gflops"])
        for field, factor in BANDWIDTHS.items():
            if is_positive(entry.get(field)):
                bandwidths[name] = entry[field] * factor
    return peaks, bandwidths


def is_positive(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e18


def roofline(run, key, suffix, rows, peaks, bandwidths):
    best = {}
    for row in rows:
        place = (row.text("variant"), data.map_key(row), row.integer("kernel"))
        if place not in best or row.number("median_ns") < best[place].number("median_ns"):
            best[place] = row
    variants = style.in_order({variant for variant, _, _ in best})
    title = "Roofline"
    caption = (
        "A point is the fastest case of a variant at one map and K. GFLOP/s counts 2 per useful MAC "
        "(taps on padding left out); intensity is these operations per byte that must cross memory "
        "once. Algorithms that do less work than the definition, such as FFT, may pass the roof. "
        "Ceilings were measured on this machine.")
    page = style.Page(title, style.conditions(run, key, data.algorithm_choice(list(best.values()))),
                      caption, panel_height=2.0, panel_titles=False, left=0.46,
                      legend=[style.handle(variant) for variant in variants])
    axes = page.axes[0]
    xs = [row.number("arithmetic_intensity") for row in best.values()]
    ys = [row.number("useful_gflops") for row in best.values()]
    peak = max(peaks.values())
    low = min(xs + [peak / max(bandwidths.values())]) / 1.6
    high = max(xs + [peak / min(bandwidths.values())]) * 1.6
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    style.log_values(axes, ys + [peak * 1.25, peak / 40], lambda value, _=None: f"{value:.4g}")
    bottom, top = axes.get_ylim()
    labels = {}
    for name, value in sorted(peaks.items(), key=lambda item: item[1]):
        axes.plot([value / max(bandwidths.values()), high], [value] * 2, color="black", linewidth=0.9)
        # Lines that lie on each other share a label.
        near = next((other for other in labels if value < other * 1.15), value)
        labels.setdefault(near, []).append((name, value))
    for value, entries in labels.items():
        names = [entries[0][0]] + [name.removeprefix("FMA ") for name, _ in entries[1:]]
        axes.text(high, value * 1.04, f"{', '.join(names)}: {entries[-1][1]:.3g} GFLOP/s", **LABEL,
                  ha="right", va="bottom")
    page.figure.canvas.draw()
    for name, value in bandwidths.items():
        ridge = peak / value
        axes.plot([low, ridge], [low * value, peak], color=style.GREY, linewidth=0.7)
        at = max(low * 1.08, bottom / value * 1.3)
        if at < ridge:
            (x0, y0), (x1, y1) = (axes.transData.transform(p)
                                  for p in ((low, low * value), (ridge, peak)))
            angle = style.math.degrees(style.math.atan2(y1 - y0, x1 - x0))
            # Below its line where another line is close above it.
            below = any(value < other < value * 1.6 for other in bandwidths.values())
            axes.text(at, at * value * (0.96 if below else 1.04), f"{name}: {value:.3g} GB/s", **LABEL,
                      rotation=angle, rotation_mode="anchor", ha="left",
                      va="top" if below else "bottom", clip_on=True)
    axes.set_ylim(bottom, top)
    for variant in variants:
        own = [row for (name, _, _), row in best.items() if name == variant]
        look = style.line_style(variant) | {"linestyle": "none"}
        axes.plot([row.number("arithmetic_intensity") for row in own],
                  [row.number("useful_gflops") for row in own], **look)
    axes.xaxis.set_major_formatter(style.FuncFormatter(style.engineering))
    axes.set_xlabel("useful FLOP per compulsory byte")
    axes.set_ylabel("useful GFLOP/s")
    share = max(ys) / peak
    alt = (f"{title}: {len(best)} points below ceilings {', '.join(peaks)} and "
           f"{', '.join(bandwidths)}. The best point reaches {share:.0%} of the highest peak.")
    return Drawing(f"roofline{suffix}", page, title, caption, alt)
