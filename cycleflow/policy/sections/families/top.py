"""`top: {of: last_month, share: 10}`: the lowest value of last month's best 10 %."""

from __future__ import annotations

from decimal import Decimal

from cycleflow.core.scoring.top import Top
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import PhraseError, parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import TOP


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, TOP)
    of = scope.column(reader, section.get("of")) if section else None
    share = reader.phrase(section.get("share"), _parse_share) if section else None
    return Made(rule=Top(table=of[0], of=of[1], share=share)) if of and share is not None else None


def _parse_share(text: str) -> Decimal:
    share = parse_number(text)
    if not 0 < share <= 100:
        raise PhraseError(f"{text} is not a share; write more than 0 and at most 100 percent.")
    return share
