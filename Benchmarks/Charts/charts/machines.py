"""The same cases on several machines: time against K, one line per machine, from joined folders."""

import data
import style
from drawing import Drawing

SUMMARY = "time of the same cases on several machines against K (lkbench merge --allow-different-machines)"

COLUMNS = ("variant", "channels", "height", "width", "kernel", "median_ns")
#: What may differ from machine to machine.
FREE = ("isa", data.MACHINE)


def draw(run):
    rows = [row for row in run.measured(*COLUMNS) if not run.is_peer(row)]
    if not run.machines:
        raise data.Missing("all rows are of one machine")
    drawn = False
    for key, suffix, members in data.by_condition(rows, ignored=FREE):
        members, notes = data.one_setting(members)
        for variant in style.in_order({row.text("variant") for row in members}):
            own = [row for row in members if row.text("variant") == variant]
            lines = shared(own)
            if lines:
                drawn = True
                yield comparison(run, key, suffix, variant, lines, own, notes.get(variant, ""))
    if not drawn:
        raise data.Missing("no map was measured with one kernel size on two machines")


def shared(rows):
    """Per map and machine the fastest row of each kernel size; only of maps that two machines have in common."""
    lines = {}
    for row in rows:
        line = lines.setdefault(data.map_key(row), {}).setdefault(row.text(data.MACHINE) or "?", {})
        kernel = row.integer("kernel")
        if kernel not in line or row.number("median_ns") < line[kernel].number("median_ns"):
            line[kernel] = row
    return {place: machines for place, machines in lines.items() if common(machines)}


def common(machines):
    """The kernel sizes that more than one machine has."""
    sizes = [kernel for line in machines.values() for kernel in line]
    return sorted({kernel for kernel in sizes if sizes.count(kernel) > 1})


def comparison(run, key, suffix, variant, lines, rows, note):
    maps = sorted(lines, key=lambda place: (-place[1] * place[2], place[0]))
    names = sorted({name for machines in lines.values() for name in machines})
    looks = {name: dict(style.NEUTRAL[n % len(style.NEUTRAL)], markersize=3.2, markeredgewidth=0)
             for n, name in enumerate(names)}
    title = f"Machines compared: {style.short(variant, 20)}"
    caption = ("Median time of one call; fastest form, algorithm and instruction set of each machine. Bars: its nominal 95 % "
               f"interval. Maps that at least two machines have in common. {note}")
    across = min(2, len(maps))
    legend = [style.Line2D([], [], label=style.short(name, 44), **looks[name]) for name in names]
    page = style.Page(title, style.conditions(run, key, data.algorithm_choice(rows)), caption,
                      rows=-(-len(maps) // across), columns=across, panel_height=0.95, legend=legend,
                      left=0.42, gap_x=0.44)
    for axes in page.axes[len(maps):]:
        axes.remove()
    parts = []
    for number, (place, axes) in enumerate(zip(maps, page.axes)):
        machines, shown = lines[place], []
        for name in names:
            line = sorted(machines.get(name, {}).items())
            axes.plot([k for k, _ in line], [row.number("median_ns") for _, row in line], **looks[name])
            for k, row in line:
                low, high = row.number("ci_low_ns"), row.number("ci_high_ns")
                shown += [value for value in (row.number("median_ns"), low, high) if value]
                if low and high:
                    axes.plot([k, k], [low, high], color=looks[name]["color"], linewidth=0.8,
                              solid_capstyle="butt")
        axes.set_title(data.map_text(place), loc="left")
        style.log_values(axes, shown, style.time_text)
        style.kernel_axis(axes, sorted({k for line in machines.values() for k in line}),
                          page.panel_width, label=number >= len(maps) - across)
        parts.append(words(place, machines))
    return Drawing(f"machines-{variant}{suffix}", page, title, caption, f"{title}. " + "; ".join(parts) + ".")


def words(place, machines):
    """At the largest kernel size in common: who is fastest, and how much longer the slowest takes."""
    kernel = common(machines)[-1]
    times = {name: line[kernel].number("median_ns") for name, line in machines.items() if kernel in line}
    best, worst = min(times, key=times.get), max(times, key=times.get)
    return (f"{data.map_text(place)}, K = {kernel}: {style.time_text(times[best])} on {style.short(best, 44)}, "
            f"{times[worst] / times[best]:.3g} times as long on {style.short(worst, 44)}")
