"""`rank_points: {rank: team_rank, among: teams, first: 10, last: 6}`."""

from __future__ import annotations

from cycleflow.core.scoring.rank_points import RankPoints
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import RANK_POINTS


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, RANK_POINTS)
    if section is None:
        return None
    rank, among = scope.figure(reader, section.get("rank")), scope.figure(reader, section.get("among"))
    first, last = (reader.phrase(section.get(end), parse_number) for end in ("first", "last"))
    if rank is None or among is None or first is None or last is None:
        return None
    return Made(rule=RankPoints(rank=rank, among=among, first=first, last=last))
