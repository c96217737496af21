"""One finished chart, and how it becomes files."""

import dataclasses
import os
import pathlib
import re

import style

# What papers call FLOPs; every chart that shows or compares operations says it.
MACS = ("MACs count one multiply-accumulate as 1, padding included: the “FLOPs” of the papers are "
        "these MACs.")


@dataclasses.dataclass
class Drawing:
    """A figure with its file name (no extension) and the words that go with it.

    The name may come from a table: what could be part of a path is replaced.
    """

    name: str
    page: style.Page
    title: str
    caption: str
    #: What can be seen in it, in words.
    alt: str

    def __post_init__(self):
        self.name = re.sub(r"[^A-Za-z0-9+_-]+", "-", self.name)[:100].strip("-") or "chart"

    def save(self, folder, formats):
        """Writes one file per format, each in one step; returns their names."""
        written = []
        for extension in formats:
            path = pathlib.Path(folder) / f"{self.name}.{extension}"
            partial = path.with_name(path.name + ".partial")
            try:
                self.page.figure.savefig(
                    partial, format=extension, facecolor="white",
                    metadata={"Date": None, "Creator": None} if extension == "svg"
                    else {"Software": None})
                os.replace(partial, path)
            finally:
                partial.unlink(missing_ok=True)
            written.append(path.name)
        style.plt.close(self.page.figure)
        return written
