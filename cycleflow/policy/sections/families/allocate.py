"""`allocate: {pool: pool_total, by: wage * coefficient}`: each one's share of a sum, to the cent."""

from __future__ import annotations

from cycleflow.core.scoring.allocate import Allocate
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import parse_places
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.formula import read_formula
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import ALLOCATE


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    """Return the rule; it is named after its measure by whoever reads that."""
    section = reader.section(node, ALLOCATE)
    pool, by = (
        read_formula(reader, section.get(key), scope, (Kind.NUMBER,)) if section else None for key in ("pool", "by")
    )
    if section is None or pool is None or by is None:
        return None
    places = reader.phrase(section.get("places"), parse_places)
    return Made(rule=Allocate(name="", pool=pool[0], by=by[0], places=2 if places is None else places))
