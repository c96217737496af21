"""Parameters, MACs, memory and measured time against the kernel size."""

import math

import data
import style
from drawing import MACS, Drawing

SUMMARY = "parameters, MACs, memory and latency against K, for ConvNeXt-T and each map"

COLUMNS = ("variant", "form", "channels", "height", "width", "kernel", "params", "nominal_macs",
           "weight_bytes", "workspace_bytes", "median_ns")

# ConvNeXt-T at 224 pixels (arXiv:2201.03545): blocks per stage, by the map of its depthwise layers.
CONVNEXT_T = {(96, 56, 56): 3, (192, 28, 28): 3, (384, 14, 14): 9, (768, 7, 7): 3}
# Everything but the kernels and biases of the depthwise layers, which are 7×7 in the original.
DEPTH_CHANNELS = sum(depth * key[0] for key, depth in CONVNEXT_T.items())
DEPTH_OUTPUTS = sum(depth * c * h * w for (c, h, w), depth in CONVNEXT_T.items())
REST_PARAMS = 28_589_128 - DEPTH_CHANNELS * (49 + 1)
REST_MACS = 4_455_531_264 - DEPTH_OUTPUTS * 49

PANELS = ("parameters", "MACs", "memory", "latency")


def draw(run):
    rows = [row for row in run.measured(*COLUMNS) if not run.is_peer(row)]
    drawn = False
    for key, suffix, members in data.by_condition(rows):
        members, notes = data.one_setting(members)
        points = {}
        for row in members:
            points.setdefault(data.map_key(row), {}).setdefault(
                row.text("variant"), {}).setdefault(row.integer("kernel"), []).append(row)
        points = {
            place: {variant: curves(sizes) for variant, sizes in variants.items()}
            for place, variants in points.items()
        }
        context = (run, key, suffix, data.algorithm_choice(members), notes)
        network = whole_network(points)
        if enough(network):
            drawn = True
            yield draw_network(network, *context)
        for place, variants in sorted(points.items(), key=lambda item: (-item[0][1], item[0])):
            if enough(variants):
                drawn = True
                yield draw_map(place, variants, *context)
    if not drawn:
        raise data.Missing("no map was measured at two kernel sizes")


def enough(variants):
    return any(len(sizes) > 1 for sizes in variants.values())


def curves(sizes):
    """What one variant contributes to the panels at each kernel size.

    Counts are those of the form with fewest parameters, times those of the fastest case. Memory is
    that of one form, the fastest over all kernel sizes: near a tie it would otherwise jump.
    """
    usual = usual_form(sizes)
    return {k: values(cases, usual) for k, cases in sorted(sizes.items())}


def usual_form(sizes):
    """Of the forms measured at most kernel sizes the one with the least product of times."""
    logs = {}
    for cases in sizes.values():
        for form in {row.text("form") for row in cases}:
            best = data.fastest([row for row in cases if row.text("form") == form])
            logs.setdefault(form, []).append(math.log(max(best.number("median_ns"), 1e-9)))
    return min(logs, key=lambda form: (-len(logs[form]), sum(logs[form])))


def values(cases, usual):
    analytic = min(cases, key=lambda row: row.number("params"))
    best = data.fastest(cases)
    kept = data.fastest([row for row in cases if row.text("form") == usual] or cases)
    branches = [row for row in cases if row.text("form") == "branches"]
    train = data.fastest(branches) if branches else None
    return {
        "parameters": analytic.number("params"),
        "MACs": analytic.number("nominal_macs"),
        "weights": kept.number("weight_bytes"),
        "workspace": kept.number("workspace_bytes"),
        "memory": kept.number("weight_bytes") + kept.number("workspace_bytes"),
        "latency": best.number("median_ns"),
        "low": best.number("ci_low_ns"),
        "high": best.number("ci_high_ns"),
        "train parameters": train and train.number("params"),
        "train MACs": train and train.number("nominal_macs"),
        "train latency": train and train.number("median_ns"),
    }


def whole_network(points):
    """Per variant and kernel size the sums over ConvNeXt-T, where all four maps are there."""
    if any(place not in points for place in CONVNEXT_T):
        return {}
    result = {}
    for variant in points[(96, 56, 56)]:
        stages = [(depth, points[place].get(variant, {})) for place, depth in CONVNEXT_T.items()]
        common = set.intersection(*(set(sizes) for _, sizes in stages))
        for k in sorted(common):
            result.setdefault(variant, {})[k] = {
                name: total(name, [(depth, sizes[k]) for depth, sizes in stages])
                for name in stages[0][1][k] if name != "memory"
            }
            sums = result[variant][k]
            sums["memory"] = sums["weights"] + sums["workspace"]
    return result


def total(name, stages):
    parts = [(depth, value[name]) for depth, value in stages]
    if any(part is None for _, part in parts):
        return None
    # Layers run one after the other: they share the largest workspace.
    if name == "workspace":
        return max(part for _, part in parts)
    rest = {"parameters": REST_PARAMS, "MACs": REST_MACS}.get(name.removeprefix("train "), 0)
    return rest + sum(depth * part for depth, part in parts)


def draw_network(variants, run, key, suffix, choice, notes):
    caption = (
        "Parameters and MACs of the whole network, whose kernels all have size K; memory (packed "
        "weights and the largest workspace) and time of its 18 depthwise layers, each measured "
        "alone. " + caption_end(variants, notes))
    title = "Kernel scaling of ConvNeXt-T at 224 pixels"
    return drawing(f"scaling{suffix}", title, variants, run, key, choice, caption)


def draw_map(place, variants, run, key, suffix, choice, notes):
    c, h, w = place
    title = f"Kernel scaling of one layer, {c} channels of {h}×{w}"
    caption = ("One depthwise layer; memory is packed weights and workspace. "
               + caption_end(variants, notes))
    name = f"scaling-{c}x{h}x{w}{suffix}"
    return drawing(name, title, variants, run, key, choice, caption)


def caption_end(variants, notes):
    parts = [MACS, "Counts: form with fewest parameters; memory: fastest form over all K; time: fastest at each K."]
    if has_train(variants):
        parts.append("Thin lines: form ‘branches’, as trained.")
    parts.append("Bars: nominal 95 % interval of the median.")
    return " ".join(parts + [notes[variant] for variant in variants if variant in notes])


def has_train(variants):
    return any(value["train latency"] for sizes in variants.values() for value in sizes.values())


def drawing(name, title, variants, run, key, choice, caption):
    names = style.in_order(variants)
    legend = [style.handle(variant) for variant in names]
    subtitle = style.conditions(run, key, choice)
    page = style.Page(title, subtitle, caption, rows=2, columns=2, legend=legend,
                      left=0.43)
    kernels = sorted({k for sizes in variants.values() for k in sizes})
    for number, (panel, axes) in enumerate(zip(PANELS, page.axes)):
        draw_panel(axes, panel, variants, names)
        axes.set_title("MACs (the papers’ “FLOPs”)" if panel == "MACs" else panel, loc="left")
        style.kernel_axis(axes, kernels, page.panel_width, label=number >= 2)
    return Drawing(name, page, title, caption, alt(title, variants))


def draw_panel(axes, panel, variants, names):
    shown = []
    for variant in names:
        sizes = variants[variant]
        train = [(k, v.get(f"train {panel}")) for k, v in sizes.items()]
        train = [(k, v) for k, v in train if v]
        if train:
            axes.plot(*zip(*train), **style.thin_style(variant))
            shown += [v for _, v in train]
    for variant in names:
        points = [(k, v[panel]) for k, v in variants[variant].items() if v[panel]]
        if not points:
            continue
        axes.plot(*zip(*points), **style.line_style(variant))
        shown += [v for _, v in points]
        if panel == "latency":
            bars = [(k, v["low"], v["high"]) for k, v in variants[variant].items()
                    if v["low"] and v["high"]]
            for k, low, high in bars:
                axes.plot([k, k], [low, high], color=style.variant(variant)["color"],
                          linewidth=0.8, solid_capstyle="butt")
    style.log_values(axes, shown, {"memory": style.bytes_text, "latency": style.time_text}.get(
        panel, style.engineering))


def alt(title, variants):
    last = max(k for sizes in variants.values() for k in sizes)
    times = {name: sizes[last]["latency"] for name, sizes in variants.items() if last in sizes}
    best, worst = min(times, key=times.get), max(times, key=times.get)
    text = f"{title}: four panels with one line per variant. "
    if best == worst:
        return text + f"At K = {last} {best} takes {style.time_text(times[best])}."
    return text + (f"At K = {last} the fastest is {best} with {style.time_text(times[best])}, the "
                   f"slowest {worst} with {style.time_text(times[worst])}.")
