"""`weighted_mean` as one measure of a card: agreed in one state, scored in another."""

from __future__ import annotations

from cycleflow.core.scoring.tabled import Tabled
from cycleflow.policy.node import Node
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families import weighted_mean
from cycleflow.policy.sections.scope import Made, Scope


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, weighted_mean.FAMILY.keys)
    made = weighted_mean.FAMILY.read(reader, section, scope.filled) if section else None
    return Made(rule=Tabled(rule=made.rule), uses=made.uses) if made else None
