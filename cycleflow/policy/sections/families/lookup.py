"""`lookup: {by: grade, in: {I: 1.1, II: 1.0, III: 0.9}}`; with `by: [goal, value]` the table is nested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.scoring.lookup import Lookup
from cycleflow.policy.complaint import Place, listed
from cycleflow.policy.edges import refuse_blank
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Items, Node, Pairs
from cycleflow.policy.phrase import PhraseError, parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope
from cycleflow.policy.vocabulary import LOOKUP

AS_PRINTED = " as printed"
"""Says of a cell that it falls where it should not, and that the source has it so."""


@dataclass(frozen=True, kw_only=True)
class _Cell:
    """What a combination of levels comes to, and where that is written."""

    at: tuple[str, ...]
    value: Decimal | str
    as_printed: bool
    place: Place


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, LOOKUP)
    by = section.get("by") if section else None
    if section is None or by is None:
        return None
    named = [scope.name(reader, item) for item in (by.items if isinstance(by, Items) else (by,))]
    sides = tuple(name for name in named if name)
    if len(sides) < len(named):
        return None
    found = list(_cells(reader, section.get("in"), sides=sides, scope=scope))
    cells = {cell.at: cell.value for cell in found}
    levels = tuple(dict.fromkeys(value for value in cells.values() if isinstance(value, str)))
    if levels and len([value for value in cells.values() if isinstance(value, str)]) < len(cells):
        reader.complain(section, "Some cells hold a level and some a figure.")
    if section.get("best"):
        _check_fall(reader, section.get("best"), sides, found)
    return Made(rule=Lookup(sides=sides, cells=cells), kind=Kind.TEXT if levels else Kind.NUMBER, levels=levels)


def _cells(
    reader: Reader, node: Node | None, *, sides: tuple[str, ...], scope: Scope, at: tuple[str, ...] = ()
) -> Iterator[_Cell]:
    """Yield one cell for each combination, having complained of levels that are missing or unknown."""
    if len(at) == len(sides):
        text = reader.phrase(node, str)
        if text is not None and node is not None:
            value = reader.phrase(node, lambda text: _parse_cell(text.removesuffix(AS_PRINTED)))
            if value is not None:
                yield _Cell(at=at, value=value, as_printed=text.endswith(AS_PRINTED), place=node.place)
        return
    pairs = reader.pairs(node, f"each level of {sides[len(at)]}")
    known = scope.names[sides[len(at)]].levels
    for key, inner in pairs or ():
        level = reader.known(key, known, "level") if known else key.text
        yield from _cells(reader, inner, sides=sides, scope=scope, at=(*at, level or key.text))
    written = {key.text for key, _ in pairs or ()}
    missing = [level for level in known if level not in written]
    if isinstance(pairs, Pairs) and missing:
        reader.complain(pairs, f"What {listed(missing, last='and')} comes to is missing.")


def _check_fall(reader: Reader, node: Node | None, sides: tuple[str, ...], cells: Sequence[_Cell]) -> None:
    """Where every side is listed best first, nothing may be worth more further down or further right."""
    best = [reader.phrase(item, str) for item in reader.items(node, "the values of the cells, best first")]
    unknown = list(dict.fromkeys(f"{cell.value}" for cell in cells if f"{cell.value}" not in best))
    if node and best and unknown:
        reader.complain(node, f"Where {listed(unknown, last='and')} stands among the best is missing.")
        return
    orders = [list(dict.fromkeys(cell.at[side] for cell in cells)) for side in range(len(sides))]
    by_levels = {cell.at: cell for cell in cells}
    for cell in cells if best else ():
        for side, order in enumerate(orders):
            worse = order[order.index(cell.at[side]) + 1 :][:1]
            other = by_levels.get((*cell.at[:side], *worse, *cell.at[side + 1 :]))
            if other and not cell.as_printed and best.index(f"{other.value}") < best.index(f"{cell.value}"):
                here, there = " × ".join(cell.at), " × ".join(other.at)
                falls = (
                    f"{here} comes to {cell.value}, less than {there} to {other.value}, though {sides[side]} is better"
                )
                reader.complain(cell.place, f"{falls}; if it is meant so, write {cell.value}{AS_PRINTED}.")


def _parse_cell(text: str) -> Decimal | str:
    refuse_blank(text)
    try:
        return parse_number(text)
    except PhraseError:
        return text
