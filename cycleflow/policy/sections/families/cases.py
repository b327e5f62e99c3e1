"""`cases: {surveys < 30: group_rate, otherwise: own_rate}`."""

from __future__ import annotations

from cycleflow.core.scoring.cases import Case, Cases
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.formula import read_formula
from cycleflow.policy.sections.scope import Made, Scope

OTHERWISE = "otherwise"


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    pairs = reader.pairs(node, "each condition with what counts then")
    if pairs is None:
        return None
    if not pairs.pairs or pairs.pairs[-1][0].text != OTHERWISE:
        reader.complain(pairs, "What counts otherwise is missing; the last case is 'otherwise'.")
        return None
    read_cases, kinds, levels = [], [], []
    for key, value in pairs:
        when = None if key.text == OTHERWISE else read_formula(reader, key, scope, (Kind.TRUTH,))
        then = read_formula(reader, value, scope)
        if then is None or (when is None and key.text != OTHERWISE):
            return None
        read_cases.append(Case(when=when[0] if when else None, then=then[0]))
        kinds.append(then[1])
        levels.append(then[0].expression.text)
    if len(set(kinds)) > 1:
        reader.complain(pairs, f"The cases come to {kinds[0]} and to {next(k for k in kinds if k is not kinds[0])}.")
    return Made(
        rule=Cases(cases=tuple(read_cases)),
        kind=kinds[0],
        levels=tuple(dict.fromkeys(levels)) if kinds[0] is Kind.TEXT else (),
    )
