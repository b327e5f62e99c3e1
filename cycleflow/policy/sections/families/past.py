"""`streak: {when: score < 35}` and `tally: {when: grade == "D", last: 12}`: what earlier periods came to."""

from __future__ import annotations

from cycleflow.core.scoring.past import Streak, Tally
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import parse_count, parse_truth
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.formula import read_formula
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import STREAK, TALLY

YEAR = "year"


def read_streak(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, STREAK)
    when = read_formula(reader, section.get("when"), scope, (Kind.TRUTH,)) if section else None
    if section is None or when is None:
        return None
    over_gaps = reader.phrase(section.get("over_gaps"), parse_truth) or False
    return Made(rule=Streak(when=when[0].expression, names=when[0].names, over_gaps=over_gaps))


def read_tally(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, TALLY)
    when = read_formula(reader, section.get("when"), scope, (Kind.TRUTH,)) if section else None
    if section is None or when is None:
        return None
    if bool(section.get("within")) == bool(section.get("last")):
        reader.complain(section, "A tally counts either 'within: year' or over the 'last' so many periods.")
        return None
    reader.known(section.get("within"), (YEAR,), "stretch of time")
    last = reader.phrase(section.get("last"), parse_count)
    return Made(rule=Tally(when=when[0].expression, names=when[0].names, last=last))
