"""Which indicators are needed of one person: those that what is asked for leads to, where the facts leave no other way.

**Why** worked out and not written: a regulation that holds the cards of several posts says which card is whose already,
in its cases and weights; nobody should have to say it again at every indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cycleflow.core.workflow import Field, FieldKind


def reach(
    fields: Mapping[str, Field],
    facts: Mapping[str, object],
    start: Iterable[str],
    asked_by: Callable[[str], Iterable[str]],
) -> frozenset[str]:
    """Return the fields that the names to start from lead to; texts are evidence, and needed of everybody.

    `asked_by` says what a measure asks for. A field is left out where the facts alone say that it is not asked for;
    where it is needed, so is what says whether it is.
    """
    waiting = [*start, *(name for name, field in fields.items() if field.kind is FieldKind.TEXT)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        field = fields.get(name)
        if name in found or (field and _is_out(field, facts)):
            continue
        found.add(name)
        waiting += field.needed_when.names if field and field.needed_when else asked_by(name)
    return frozenset(found & fields.keys())


def _is_out(field: Field, facts: Mapping[str, object]) -> bool:
    when = field.needed_when
    return when is not None and when.refuted(facts)
