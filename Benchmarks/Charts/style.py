"""How every chart looks: sizes, colours, one marker and line style per variant, titles and captions."""

import math

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.lines import Line2D  # noqa: E402
from matplotlib.ticker import FuncFormatter, NullFormatter, NullLocator  # noqa: E402

COLUMN_WIDTH = 3.4  # inches: one column of a two-column paper
PAGE_WIDTH = 7.0

# Okabe & Ito, "Color universal design" (2008): told apart by all common kinds of colour vision.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#595959"

LEGEND_SIZE = 6.2
# Inches.
LEGEND = {"handlelength": 0.17, "handletextpad": 0.035, "columnspacing": 0.075}

# Hollow markers are drawn larger, so that variants of equal value show one inside the other.
VARIANTS = {
    "dense": dict(color=BLACK, marker="o", linestyle="-", size=2.6, hollow=False),
    "reparam": dict(color=ORANGE, marker="s", linestyle=(0, (4, 1.2)), size=4.6, hollow=True),
    "decomposed": dict(color=BLUE, marker="^", linestyle="-", size=3.6, hollow=False),
    "sparse": dict(color=GREEN, marker="D", linestyle=(0, (1.2, 1)), size=3.9, hollow=True),
    "peripheral": dict(color=VERMILION, marker="v", linestyle=(0, (5, 1, 1.2, 1)), size=3.6,
                       hollow=False),
}
SPARE = [
    dict(color=PURPLE, marker="P", linestyle="-", size=3.6, hollow=False),
    dict(color=SKY, marker="X", linestyle=(0, (4, 1.2)), size=3.6, hollow=False),
]

plt.rcParams.update({
    "figure.dpi": 150,
    "savefig.dpi": 300,
    "font.family": "DejaVu Sans",
    "font.size": 6.5,
    "text.parse_math": False,
    "axes.titlesize": 6.5,
    "axes.labelsize": 6.5,
    "axes.titlepad": 3,
    "axes.labelpad": 1.5,
    "axes.linewidth": 0.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#D9D9D9",
    "grid.linewidth": 0.4,
    "xtick.labelsize": 6,
    "ytick.labelsize": 6,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.major.size": 2,
    "ytick.major.size": 2,
    "xtick.major.pad": 1.5,
    "ytick.major.pad": 1.5,
    "xtick.minor.size": 1.2,
    "ytick.minor.size": 1.2,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "lines.linewidth": 1.0,
    "hatch.linewidth": 0.5,
    "legend.frameon": False,
    "legend.fontsize": LEGEND_SIZE,
    # Equal input gives equal bytes.
    "svg.hashsalt": "lkbench",
    "svg.fonttype": "path",
})


# For lines that are not variants.
NEUTRAL = [
    dict(color=PURPLE, marker="P", linestyle="-"),
    dict(color=GREY, marker="X", linestyle=(0, (4, 1.2))),
    dict(color=SKY, marker="*", linestyle=(0, (1.2, 1))),
    dict(color=ORANGE, marker="p", linestyle=(0, (5, 1, 1.2, 1))),
]


def variant(name):
    """The style of a variant; one that is unknown here gets a spare one, always the same."""
    return VARIANTS.get(name) or SPARE[sum(map(ord, name or "")) % len(SPARE)]


def in_order(names):
    """Variants in the order of the table above, unknown ones last."""
    known = list(VARIANTS)
    return sorted(names, key=lambda name: (known.index(name) if name in known else 99, name))


def line_style(name):
    look = variant(name)
    return dict(
        color=look["color"], linestyle=look["linestyle"], marker=look["marker"],
        markersize=look["size"], markeredgewidth=0.9 if look["hollow"] else 0,
        markeredgecolor=look["color"],
        markerfacecolor="none" if look["hollow"] else look["color"],
    )


def thin_style(name):
    """The same variant as background: its train form, another form."""
    look = variant(name)
    return dict(color=look["color"], linestyle=look["linestyle"], linewidth=0.5, alpha=0.75)


def handle(name, label=None):
    return Line2D([], [], label=short(label or name, 20), **line_style(name))


class Page:
    """A figure with a title, a legend, a grid of axes and a caption, laid out from top to bottom.

    Text is wrapped to the width by measuring it; the height follows from what is on the page.
    """

    MARGIN = 0.05

    def __init__(self, title, subtitle, caption, *, rows=1, columns=1, width=COLUMN_WIDTH,
                 panel_height=1.08, legend=(), left=0.40, right=0.06,
                 gap_x=0.42, gap_y=0.37, bottom=0.32, panel_titles=True, share_y=False):
        self.figure = plt.figure(figsize=(width, 4))
        self.width = width
        inner = width - 2 * self.MARGIN
        blocks = [
            (self.wrapped(title, 8, inner, "bold"), 8, "bold", BLACK, 0.03),
            (self.wrapped(subtitle, 6, inner, "normal"), 6, "normal", GREY, 0.05),
        ]
        foot = self.wrapped(caption, 5.3, inner, "normal")
        line = {8: 0.145, 6: 0.11, 5.3: 0.094}
        legend = list(legend)
        legend_columns = self.legend_columns([item.get_label() for item in legend], inner)
        legend_rows = -(-len(legend) // legend_columns)
        top = self.MARGIN + sum(line[size] * len(text) + gap for text, size, _, _, gap in blocks)
        top += 0.145 * legend_rows + (0.03 if legend else 0)
        head = top + (0.17 if panel_titles else 0.05)
        body = rows * panel_height + (rows - 1) * gap_y
        tail = bottom + line[5.3] * len(foot) + self.MARGIN
        height = head + body + tail
        self.figure.set_size_inches(width, height)

        y = self.MARGIN
        for text, size, weight, color, gap in blocks:
            for words in text:
                self.figure.text(self.MARGIN / width, 1 - y / height, words, size=size,
                                 weight=weight, color=color, va="top")
                y += line[size]
            y += gap
        if legend:
            self.figure.legend(
                handles=legend, ncol=legend_columns, loc="upper left",
                bbox_to_anchor=(self.MARGIN / width, 1 - y / height),
                borderpad=0, borderaxespad=0, labelspacing=0.3,
                **{name: inches * 72 / LEGEND_SIZE for name, inches in LEGEND.items()})
        y = height - self.MARGIN - line[5.3] * len(foot)
        for words in foot:
            self.figure.text(self.MARGIN / width, 1 - y / height, words, size=5.3, color=GREY,
                             va="top")
            y += line[5.3]

        panel_width = (width - left - right - (columns - 1) * gap_x) / columns
        self.axes = []
        for row in range(rows):
            for column in range(columns):
                x = left + column * (panel_width + gap_x)
                low = height - head - (row + 1) * panel_height - row * gap_y
                shared = self.axes[0] if share_y and self.axes else None
                self.axes.append(self.figure.add_axes(
                    [x / width, low / height, panel_width / width, panel_height / height],
                    sharey=shared))
        self.panel_width = panel_width

    def legend_columns(self, labels, width):
        """How many columns of these labels fit side by side."""
        sizes = [self.text_width(label, LEGEND_SIZE) for label in labels]
        for count in range(len(labels), 1, -1):
            # Columns are filled from top to bottom, the first ones with one entry more.
            depth, longer = divmod(len(labels), count)
            starts = [n * depth + min(n, longer) for n in range(count + 1)]
            widest = [max(sizes[a:b], default=0) for a, b in zip(starts, starts[1:])]
            between = LEGEND["columnspacing"] * (count - 1)
            if sum(widest) + count * (LEGEND["handlelength"] + LEGEND["handletextpad"]) \
                    + between <= width:
                return count
        return 1

    def wrapped(self, text, size, width, weight):
        """`text` in lines no wider than `width` inches, as this figure would draw them."""
        lines = []
        for paragraph in str(text).splitlines() or [""]:
            current = ""
            for word in paragraph.split():
                longer = f"{current} {word}".strip()
                if current and self.text_width(longer, size, weight) > width:
                    lines.append(current)
                    current = word
                else:
                    current = longer
            if current:
                lines.append(current)
        return lines

    def text_width(self, text, size, weight="normal"):
        """Inches that `text` takes."""
        artist = self.figure.text(0, 0, text, size=size, weight=weight)
        box = artist.get_window_extent(self.figure.canvas.get_renderer())
        artist.remove()
        return box.width / self.figure.dpi


def short(text, length=60):
    """Foreign text on one line, cut where it would fill the page."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return text if len(text) <= length else text[: length - 1] + "…"


def machine(run):
    """The machine's name as titles say it."""
    if run.machines:
        return f"{len(set(run.machines.values()))} machines"
    environment = run.environment
    described = environment.get("machine")
    name = described.get("model_name") if isinstance(described, dict) else None
    name = name or environment.get("machine_name")
    return short(name) if name else "machine not recorded"


def conditions(run, key, *more):
    """Machine, instruction set, threads and the other conditions, for a subtitle."""
    batch, layout, threads, cache, isa, name = key
    parts = [(name or machine(run)) + (f" ({isa})" if isa else "")]
    if threads:
        parts.append(f"{threads} thread" + ("" if threads == "1" else "s"))
    if batch and batch != "1":
        parts.append(f"batch {batch}")
    parts += [part for part in (layout, f"{cache} cache" if cache else None) if part]
    return " · ".join(short(part) for part in parts + [part for part in more if part])


def kernel_axis(axes, kernels, width, label=True):
    """A logarithmic axis of kernel sizes, with labels as far as they fit."""
    axes.set_xscale("log")
    kernels = sorted(kernels)
    low, high = kernels[0], kernels[-1]
    axes.set_xlim(low / 1.12, high * 1.12)
    position = axes.transData
    pixels = {k: position.transform((k, 1))[0] / axes.figure.dpi for k in kernels}

    def room(k):
        return 0.055 * len(str(k)) / 2 + 0.02

    shown = [low]
    for k in kernels[1:-1]:
        fits_left = pixels[k] - pixels[shown[-1]] >= room(k) + room(shown[-1])
        if fits_left and pixels[high] - pixels[k] >= room(k) + room(high):
            shown.append(k)
    if high != low:
        shown.append(high)
    axes.set_xticks(shown)
    axes.set_xticklabels([str(k) for k in shown])
    axes.xaxis.set_minor_locator(NullLocator())
    if label:
        axes.set_xlabel("kernel size K")


PREFIXES = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, "")]


def engineering(value, _position=None):
    """1500 as 1.5 k."""
    for factor, prefix in PREFIXES:
        if abs(value) >= factor * 0.9999:
            return f"{value / factor:.3g}" + (f" {prefix}" if prefix else "")
    return f"{value:.3g}"


def log_values(axes, values, form=engineering):
    """A logarithmic value axis whose labels are plain numbers, at least two of them."""
    values = [value for value in values if value and value > 0]
    axes.set_yscale("log")
    if not values:
        return
    low, high = min(values), max(values)
    spread = max(high / low, 1.0)
    pad = max(spread ** 0.06, 1.12)
    low, high = low / pad, high * pad
    axes.set_ylim(low, high)
    axes.set_yticks(log_ticks(low, high))
    axes.yaxis.set_major_formatter(FuncFormatter(form))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_minor_formatter(NullFormatter())


def log_ticks(low, high):
    """Round numbers between `low` and `high`: decades, or finer where those are too few."""
    fine = (1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3.2, 3.6, 4, 4.5, 5, 5.5, 6, 6.5, 7, 8, 9)
    finest = [1 + k / 50 for k in range(450)]
    for steps in ((1, 2, 5), (1, 3), (1,), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8),
                  fine, finest):
        ticks = [
            step * 10.0**power for power in range(-12, 19) for step in steps
            if low <= step * 10.0**power <= high
        ]
        if 3 <= len(ticks) <= 6:
            break
    while len(ticks) > 6:
        ticks = ticks[::2]
    return ticks


def bytes_text(value, _position=None):
    return engineering(value) + ("B" if abs(value) >= 999.9 else " B")


def time_text(nanoseconds, _position=None):
    for factor, unit in ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns")):
        if abs(nanoseconds) >= factor * 0.9999:
            return f"{nanoseconds / factor:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def ratio_text(value, _position=None):
    return f"{value:.3g}×"
