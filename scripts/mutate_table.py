"""The table of mutants in a Markdown file, between two markers."""

import dataclasses
import re

BEGIN = "<!-- mutants: begin -->"
END = "<!-- mutants: end -->"
KILLED, SURVIVED = "killed", "survives"
HEADING = ["mutant", "module", "what is broken", "verdict", "killed by, or why it survives"]


@dataclasses.dataclass
class Verdict:
    verdict: str
    reason: str


def former(text):
    """Id → Verdict of the rows in `text`, which runs of some mutants leave as they are."""
    verdicts = {}
    for line in text.partition(BEGIN)[2].partition(END)[0].splitlines():
        cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == len(HEADING) and cells[3] in (KILLED, SURVIVED):
            verdicts[cells[0].strip("`")] = Verdict(cells[3], cells[4])
    return verdicts


def table(mutants, verdicts):
    """Totals per module, then a row per mutant that has a verdict."""
    known = [mutant for mutant in mutants if mutant.id in verdicts]
    rows = []
    for module in sorted({mutant.module for mutant in known}):
        inside = [verdicts[mutant.id] for mutant in known if mutant.module == module]
        rows.append([module, str(len(inside)), str(sum(v.verdict == KILLED for v in inside))])
    rows.append(["all", str(len(known)), str(sum(verdicts[m.id].verdict == KILLED for m in known))])
    details = [
        [f"`{m.id}`", m.module, m.breaks, verdicts[m.id].verdict, verdicts[m.id].reason] for m in known
    ]
    return lines(["module", "mutants", "killed"], rows) + "\n" + lines(HEADING, details)


def lines(heading, rows):
    text = ""
    for cells in [heading, ["---"] * len(heading), *rows]:
        text += "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n"
    return text


def renewed(text, content):
    if BEGIN not in text or END not in text:
        return f"{text.rstrip()}\n\n{BEGIN}\n{content}{END}\n".lstrip()
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{content}{END}{rest.partition(END)[2]}"
