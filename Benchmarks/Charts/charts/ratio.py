"""Each case against a peer measured in the same rounds."""

import data
import style
from drawing import Drawing

SUMMARY = "time of a peer over ours, with its interval, against K"

COLUMNS = ("variant", "form", "channels", "height", "width", "kernel", "median_ns")


def draw(run):
    run.table.need("status", *COLUMNS)
    if not run.peers:
        raise data.Missing("results.csv lacks the columns ratio_vs_<peer> (run with --versus)")
    drawn = False
    for peer in run.peers:
        column = f"ratio_vs_{peer}"
        rows = [row for row in run.table.rows
                if row.text("status") == "ok" and row.has(*COLUMNS, column)]
        for key, suffix, members in data.by_condition(rows):
            members, notes = data.one_setting(members)
            members = chosen(members)
            drawn = True
            yield ratio_drawing(run, peer, column, key, suffix, members, notes)
    if not drawn:
        raise data.Missing(f"no row has a ratio against {', '.join(run.peers)}")


def chosen(rows):
    """What the planner chose where that was measured, else every algorithm."""
    own = [row for row in rows if data.requested_algorithm(row) in ("auto", "measured")]
    return own or rows


def ratio_drawing(run, peer, column, key, suffix, rows, notes):
    maps = sorted({data.map_key(row) for row in rows}, key=lambda p: (-p[1] * p[2], p[0]))
    best = {}
    for row in rows:
        place = (data.map_key(row), row.text("variant"), row.integer("kernel"))
        if place not in best or row.number("median_ns") < best[place].number("median_ns"):
            best[place] = row
    variants = style.in_order({variant for _, variant, _ in best})
    kernels = sorted({k for _, _, k in best})
    peer_name = peer.replace("_", "-")
    title = f"Against {peer_name}: its time over ours"
    caption = (
        f"Median over pairs of the same rounds; bars: its nominal 95 % interval, none where there are too few. Above 1× lkbench is faster; "
        f"grey: {peer_name} is. Fastest form of each variant."
        + "".join(f" {note}" for note in notes.values()))
    across = min(2, len(maps))
    page = style.Page(
        title, style.conditions(run, key, data.algorithm_choice(rows)), caption,
        rows=-(-len(maps) // across), columns=across, panel_height=0.95,
        legend=[style.handle(variant) for variant in variants], left=0.36, gap_x=0.36)
    for axes in page.axes[len(maps):]:
        axes.remove()
    values = bounds(best.values(), column) + [1.0]
    for number, (place, axes) in enumerate(zip(maps, page.axes)):
        axes.axhspan(1e-6, 1, color="#EDEDED", linewidth=0, zorder=0)
        axes.axhline(1, color="black", linewidth=0.8)
        for variant in variants:
            line = [(k, best[p, v, k]) for p, v, k in sorted(best, key=lambda item: item[2])
                    if (p, v) == (place, variant)]
            if not line:
                continue
            axes.plot([k for k, _ in line], [row.number(column) for _, row in line],
                      **style.line_style(variant))
            for k, row in line:
                low, high = row.number(column + "_low"), row.number(column + "_high")
                if low and high:
                    axes.plot([k, k], [low, high], color=style.variant(variant)["color"],
                              linewidth=0.9, solid_capstyle="butt")
        axes.set_title(data.map_text(place), loc="left")
        # One scale for all panels, so that maps compare at a glance.
        style.log_values(axes, values, style.ratio_text)
        style.kernel_axis(axes, kernels, page.panel_width, label=number >= len(maps) - across)
    return Drawing(f"ratio-{peer_name}{suffix}", page, title, caption,
                   alt(title, best.values(), column))


def bounds(rows, column):
    names = (column, column + "_low", column + "_high")
    return [value for row in rows for name in names if (value := row.number(name))]


def alt(title, rows, column):
    rows = [row for row in rows if row.number(column)]
    least = min(rows, key=lambda row: row.number(column))
    most = max(rows, key=lambda row: row.number(column))

    def place(row):
        return (f"{row.number(column):.3g} ({row.text('variant')}, "
                f"{data.map_text(data.map_key(row))}, K = {row.text('kernel')})")

    above = sum(row.number(column) > 1 for row in rows)
    return f"{title}. From {place(least)} to {place(most)}; above 1 in {above} of {len(rows)} points."
