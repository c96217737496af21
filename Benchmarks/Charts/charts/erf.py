"""Effective receptive fields: how large a square holds a share t of the contributions."""

import data
import style
from drawing import Drawing

SUMMARY = "effective receptive field: area that holds a share t of the contributions"

FILE = "erf.csv"
MAPS_SHOWN = 6


def draw(run):
    table = run.other_table(FILE, "t")
    area = next((name for name in ("area_ratio", "ratio", "r") if name in table.columns), None)
    if area is None:
        raise data.Missing(f"{FILE} lacks the column area_ratio")
    lines = {}
    for row in table.rows:
        t, ratio = row.number("t"), row.number(area)
        if t is None or ratio is None:
            continue
        name = (row.text("variant") or row.text("name") or "network", row.integer("kernel"))
        lines.setdefault(name, []).append((t, ratio))
    if not lines:
        raise data.Missing(f"{FILE} has no row with t and {area}")
    yield curves(run, lines)
    contributions = sorted(run.folder.glob("*contribution*.npy"))
    if contributions:
        yield pictures(run, contributions[:MAPS_SHOWN], len(contributions))


def curves(run, lines):
    kernels = sorted({kernel for _, kernel in lines if kernel is not None})
    variants = style.in_order({variant for variant, _ in lines})
    title = "Effective receptive field"
    caption = ("Share of the input’s area in the smallest centred square that holds more than the "
               "share t of all contributions (ERF of RepLKNet, arXiv:2203.06717): larger is wider. "
               "One line per kernel size, whose number stands at its end.")
    page = style.Page(title, style.machine(run), caption, panel_height=1.7, panel_titles=False,
                      left=0.42, right=0.24,
                      legend=[style.handle(variant) for variant in variants])
    axes = page.axes[0]
    ends = []
    for (variant, kernel), points in sorted(lines.items(), key=lambda item: str(item[0])):
        points.sort()
        axes.plot(*zip(*points), **style.line_style(variant))
        if len(kernels) > 1 and kernel is not None:
            ends.append((points[-1][1], points[-1][0], kernel))
    axes.set_xlabel("share t of the contributions")
    axes.set_ylabel("share of the area")
    percent = style.FuncFormatter(lambda value, _: f"{value:.0%}")
    axes.xaxis.set_major_formatter(percent)
    axes.yaxis.set_major_formatter(percent)
    axes.set_xticks(sorted({t for points in lines.values() for t, _ in points})[:8])
    axes.set_ylim(0, None)
    label_ends(axes, ends, page)
    parts = [f"{variant}{f' K = {kernel}' if kernel else ''}: {points[-1][1]:.1%} at t = "
             f"{points[-1][0]:.0%}" for (variant, kernel), points in sorted(
                 lines.items(), key=lambda item: str(item[0]))]
    return Drawing("erf", page, title, caption, f"{title}. " + "; ".join(parts) + ".")


def label_ends(axes, ends, page):
    """Kernel sizes beside the ends of their lines, moved apart where they would meet."""
    bottom, top = axes.get_ylim()
    apart = (top - bottom) * 0.075 / 1.7
    previous = None
    for y, x, kernel in sorted(set(ends)):
        place = y if previous is None else max(y, previous + apart)
        previous = place
        axes.annotate(str(kernel), (x, y), xytext=(1.012, place), size=5.3, va="center",
                      textcoords=axes.get_yaxis_transform(), annotation_clip=False)


def pictures(run, paths, count):
    import numpy

    arrays = []
    for path in paths:
        try:
            array = numpy.load(path, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise data.Unreadable(f"cannot read {path}: {error}") from None
        if array.ndim != 2:
            raise data.Unreadable(f"{path} has {array.ndim} dimensions, expected 2")
        arrays.append(numpy.nan_to_num(numpy.abs(array.astype(float))))
    title = "What the centre of the output sees"
    caption = ("Contribution of each input pixel on a logarithmic scale over four decades, each picture "
               "from dark to its own greatest value (light)." + (f" {len(paths)} of {count} files." if count > len(paths) else ""))
    across = min(3, len(arrays))
    width = (style.COLUMN_WIDTH - 0.1 - 0.08 * (across - 1)) / across
    page = style.Page(title, style.machine(run), caption, rows=-(-len(arrays) // across),
                      columns=across, panel_height=width, left=0.05, right=0.05, gap_x=0.08,
                      gap_y=0.22, bottom=0.08)
    for axes in page.axes[len(arrays):]:
        axes.remove()
    for path, array, axes in zip(paths, arrays, page.axes):
        scale = array.max() or 1
        axes.imshow(numpy.log10(1 + 1e4 * array / scale), cmap="cividis", interpolation="nearest")
        axes.set_title(style.short(path.stem.replace("contribution", "").strip("-_") or path.stem, 22),
                       loc="left")
        axes.grid(False)
        axes.set_xticks([])
        axes.set_yticks([])
    return Drawing("erf-contributions", page, title, caption,
                   f"{title}: one picture for each of " + ", ".join(p.stem for p in paths) + ".")
