"""Reads expressions out of a regulation, so that a fault in one is shown at its place in the file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cycleflow.policy.expression import ExpressionError, Formula, Kind
from cycleflow.policy.node import Node, Scalar
from cycleflow.policy.reader import Reader


def note_facts(reader: Reader, names: Collection[str], *, at_launch: bool = False) -> None:
    """Note that facts are asked for; those asked for after the launch must be kept with every appraisal."""
    reader.facts_asked.update(names)
    reader.facts_used.update(() if at_launch else names)


def read_condition(reader: Reader, node: Node | None, names: Mapping[str, Kind], *, at_launch: bool = False) -> Formula:
    """Return a condition over the given names and the facts; one that cannot be read never holds.

    A name hides the fact of the same name. The facts asked for are noted, to be kept with every appraisal, unless the
    condition is asked `at_launch` only.
    """
    text = reader.phrase(node, str)
    facts = {name: kind for name, kind in reader.facts.items() if name not in names}
    if text is not None and isinstance(node, Scalar):
        try:
            made = Formula.compile(text, {**names, **facts}, result=Kind.TRUTH)
        except ExpressionError as error:
            reader.complain(node.at(error.offset), str(error))
        else:
            note_facts(reader, [name for name in made.names if name in facts], at_launch=at_launch)
            return made
    return Formula.compile("false", {}, result=Kind.TRUTH)
