"""Reads a results folder. An empty cell means not measured and reads as None, never as 0."""

import csv
import json
import math
import pathlib

TABLE = "results.csv"


class Unreadable(Exception):
    """A file of the folder is absent or is not what it should be."""


class Missing(Exception):
    """What a chart needs and the folder does not have."""


class Row:
    """One line of a table."""

    def __init__(self, cells, line, path):
        self.cells = cells
        self.line = line
        self.path = path

    def text(self, column):
        """The cell without control characters, which no picture may hold."""
        text = self.cells.get(column)
        if text and not text.isprintable():
            text = "".join(c if c.isprintable() else " " for c in text)
        return text or None

    def number(self, column):
        text = self.text(column)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise Unreadable(
                f"{self.path}, line {self.line}, column {column}: '{text}' is not a number"
            )
        return value

    def integer(self, column):
        value = self.number(column)
        return None if value is None else int(value)

    def has(self, *columns):
        return all(self.text(column) is not None for column in columns)


class Table:
    """A comma-separated file with a header line."""

    def __init__(self, path):
        self.path = path
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise Unreadable(f"cannot read {path}: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise Unreadable(f"{path} is not UTF-8") from None
        # A run that was killed may leave a line without its end: it does not count.
        text = text[: text.rfind("\n") + 1]
        self.columns, self.rows = [], []
        csv.field_size_limit(1 << 24)
        reader = csv.reader(text.splitlines(keepends=True))
        try:
            self.columns = next(reader, [])
            for cells in reader:
                if len(cells) != len(self.columns):
                    raise Unreadable(
                        f"{path}, line {reader.line_num}: {len(cells)} cells, "
                        f"the header has {len(self.columns)}"
                    )
                self.rows.append(Row(dict(zip(self.columns, cells)), reader.line_num, path))
        except csv.Error as error:
            raise Unreadable(f"{path}, line {reader.line_num}: {error}") from None
        if not self.columns:
            raise Unreadable(f"{path} has no header line")

    def need(self, *columns):
        """Raises Missing with the names of all columns that are not there."""
        absent = [column for column in columns if column not in self.columns]
        if absent:
            noun = "column" if len(absent) == 1 else "columns"
            raise Missing(f"{self.path.name} lacks the {noun} {', '.join(absent)}")


class Run:
    """The files of one results folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        if not self.folder.is_dir():
            raise Unreadable(f"{folder} is not a folder")
        self.table = Table(self.folder / TABLE)
        self.environment = self.json("environment.json") or {}
        if not isinstance(self.environment, dict):
            raise Unreadable(f"{self.folder / 'environment.json'} is not a JSON object")
        #: Of a folder joined from several machines: the machine that each run_id was measured on.
        self.machines = machines(self.environment)
        for row in self.table.rows:
            row.cells[MACHINE] = self.machines.get(row.text("run_id"))

    def json(self, name):
        """The content of a JSON file, or None where there is no such file."""
        path = self.folder / name
        if not path.exists():
            return None
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise Unreadable(f"cannot read {path}: {error.strerror or error}") from None
        except ValueError:
            raise Unreadable(f"{path} is not JSON") from None

    def other_table(self, name, *columns):
        """Another table of the folder; raises Missing where it or one of `columns` is not there."""
        path = self.folder / name
        if not path.exists():
            raise Missing(f"there is no {name}")
        table = Table(path)
        table.need(*columns)
        return table

    @property
    def peers(self):
        """The ids, as in column names, of the peers that rows are compared with."""
        prefix = "ratio_vs_"
        return [
            column[len(prefix):]
            for column in self.table.columns
            if column.startswith(prefix) and not column.endswith(("_low", "_high"))
        ]

    def measured(self, *columns):
        """Rows that passed and have all of `columns`; Missing where there is no such row."""
        self.table.need("status", *columns)
        rows = [row for row in self.table.rows if row.text("status") == "ok" and row.has(*columns)]
        if not rows:
            found = f"none of its {len(self.table.rows)} rows" if self.table.rows else "no row"
            raise Missing(f"{TABLE} has {found} with status ok and {', '.join(columns)}")
        return rows

    def is_peer(self, row):
        """Whether the row is there for others to be compared with: it has no ratio of its own."""
        name = (row.text("algorithm") or "").replace("-", "_")
        return name in self.peers and not any(row.text(f"ratio_vs_{peer}") for peer in self.peers)


#: The column that a folder of several machines gets when it is read.
MACHINE = "machine"
CONDITIONS = ("batch", "layout", "threads", "cache", "isa", MACHINE)


def machines(environment):
    """Names by run_id where the parts of a joined folder come from more than one machine, else nothing."""
    parts = [part for part in [environment, *(environment.get("parts") or [])] if isinstance(part, dict)]
    names = {}
    for part in parts:
        described = part.get("machine")
        model = described.get("model_name") if isinstance(described, dict) else None
        names.setdefault(part.get("machine_fingerprint"), model or part.get("machine_name") or "?")
    if len(names) < 2:
        return {}
    texts = list(names.values())
    labels = {fingerprint: name if texts.count(name) == 1 else f"{name} ({str(fingerprint)[:4]})"
              for fingerprint, name in names.items()}
    # A resumed or joined run has its own identity first.
    return {part.get("run_id"): labels[part.get("machine_fingerprint")] for part in reversed(parts)}


def condition(row, ignored=()):
    """What must be equal for times to be put on one chart; None in the place of what is ignored."""
    return tuple(None if column in ignored else row.text(column) for column in CONDITIONS)


def by_condition(rows, ignored=()):
    """Yields the rows of equal conditions as (key, suffix of their files, rows), the largest group first."""
    groups = {}
    for row in rows:
        groups.setdefault(condition(row, ignored), []).append(row)
    keys = sorted(groups, key=lambda key: -len(groups[key]))
    for key in keys:
        yield key, suffix(keys, key), groups[key]


def suffix(keys, key):
    """What tells the file of one group of conditions from that of the first group."""
    if key == keys[0]:
        return ""
    names = ("b{}", "{}", "t{}", "{}", "{}", "{}")
    return "".join(
        "-" + name.format(value)
        for name, value, first in zip(names, key, keys[0]) if value != first and value)


SETTINGS = ("stripe", "sparsity", "mask", "share of channels")


def setting(row):
    """The options of a variant beside its kernel size, in the order of SETTINGS."""
    return tuple(row.text(column) for column in SETTINGS[:3]) + (channel_share(row),)


def channel_share(row):
    """Convolved channels over all, rounded so that 93 of 249 and 187 of 499 are one share."""
    part, whole = row.number("convolved_channels"), row.number("channels")
    return None if part is None or not whole else round(part / whole, 1)


def one_setting(rows):
    """Per variant the rows of the setting that has most; and by variant a note on what is left out."""
    groups = {}
    for row in rows:
        groups.setdefault(row.text("variant"), {}).setdefault(setting(row), []).append(row)
    kept, notes = [], {}
    for variant, settings in groups.items():
        chosen = max(settings, key=lambda key: len(settings[key]))
        kept += settings[chosen]
        differing = [
            f"{name} {value}" for place, (name, value) in enumerate(zip(SETTINGS, chosen))
            if value is not None and len({key[place] for key in settings}) > 1
        ]
        if len(settings) > 1:
            notes[variant] = f"{variant}: only {', '.join(differing) or 'one setting'}."
    return kept, notes


def map_key(row):
    return (row.integer("channels"), row.integer("height"), row.integer("width"))


def map_text(key):
    return "{}×{}×{}".format(*key)


def fastest(rows):
    return min(rows, key=lambda row: row.number("median_ns"))


def requested_algorithm(row):
    """What was asked for (`auto`, `measured`, an id): it stands in the case's name."""
    parts = (row.text("case_id") or "").rsplit("/", 5)
    return parts[1] if len(parts) == 6 else row.text("algorithm")


def algorithm_choice(rows):
    """For titles: who chose the algorithm of these rows."""
    asked = sorted({requested_algorithm(row) or "?" for row in rows})
    words = {"auto": "algorithm: planner’s choice", "measured": "algorithm: measured choice"}
    if len(asked) == 1:
        return words.get(asked[0], f"algorithm {asked[0]}")
    if len(asked) > 4:
        asked = asked[:3] + [f"{len(asked) - 3} more"]
    return "fastest of " + ", ".join(asked)
