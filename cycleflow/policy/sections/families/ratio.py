"""`ratio: {of: solved, to: complaints, times: 100, empty: 100}`."""

from __future__ import annotations

from decimal import Decimal

from cycleflow.core.scoring.ratio import Ratio
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import RATIO


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, RATIO)
    if section is None:
        return None
    of, to = scope.figure(reader, section.get("of")), scope.figure(reader, section.get("to"))
    if of is None or to is None:
        return None
    times = reader.phrase(section.get("times"), parse_number)
    empty = reader.phrase(section.get("empty"), parse_number)
    return Made(rule=Ratio(of=of, to=to, times=Decimal(100) if times is None else times, empty=empty))
