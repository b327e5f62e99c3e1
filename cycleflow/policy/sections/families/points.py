"""`points: {start: 100, days_late: -5 each, sales: -1 every 10 below 100, ideas: "+0.05 each, at most 0.2"}`."""

from __future__ import annotations

import re
from decimal import Decimal

from cycleflow.core.scoring.bands import Bound
from cycleflow.core.scoring.points import Item, Points
from cycleflow.policy.edges import refuse_blank
from cycleflow.policy.node import Node, Scalar
from cycleflow.policy.phrase import PhraseError, parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.scope import Made, Scope

START = "start"
_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
_ITEM = re.compile(
    rf"([+-]{_NUMBER})(?: +(?:(each)|every +({_NUMBER})))?(?: +(above|below) +(-?{_NUMBER}|[a-z][a-z0-9_]*))?"
    rf"(?: *, *at +most +({_NUMBER}))?(?: *, *doubled +from +([0-9]{{1,3}}))?( *, *in +part)?"
)


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    pairs = reader.pairs(node, "each thing with the points it brings")
    if pairs is None:
        return None
    start: Bound | None = Decimal(0)
    items = []
    for key, value in pairs:
        if key.text == START:
            start = _read_start(reader, value, scope)
            continue
        of = scope.figure(reader, key)
        item = reader.phrase(value, lambda text, of=of: _parse_item(text, of or ""))  # type: ignore[misc]
        if of is None or item is None:
            return None
        if isinstance(item.beyond, str) and scope.figure(reader, _at(value, item.beyond)) is None:
            return None
        _check_direction(reader, value, item, scope)
        items.append(item)
    return Made(rule=Points(start=start, items=tuple(items))) if start is not None else None


def _at(value: Node, text: str) -> Scalar:
    return Scalar(place=value.place, text=text)


def _read_start(reader: Reader, node: Node, scope: Scope) -> Bound | None:
    if isinstance(node, Scalar) and node.text in scope.names:
        return scope.figure(reader, node)
    return reader.phrase(node, parse_number)


def _parse_item(text: str, of: str) -> Item:
    refuse_blank(text)
    found = _ITEM.fullmatch(text)
    if not found:
        raise PhraseError(
            f"{text!r} does not say what counts; write it like -5 each, -1 every 10 below 100, "
            "or +0.05 each, at most 0.2."
        )
    points, each, every, side, beyond, most, doubled, in_part = found.groups()
    step = Decimal(every) if every else Decimal(1) if each else None
    if step is not None and step <= 0:
        raise PhraseError(f"In {text!r} the step must be more than 0.")
    return Item(
        of=of,
        text=text,
        points=Decimal(points),
        step=step,
        side="below" if side == "below" else "above",
        beyond=_bound(beyond) if beyond else Decimal(0),
        most=Decimal(most) if most else None,
        doubled_from=int(doubled) if doubled else None,
        in_part=in_part is not None,
    )


def _bound(text: str) -> Bound:
    return text if text[0].isalpha() else Decimal(text)


def _check_direction(reader: Reader, place: Node, item: Item, scope: Scope) -> None:
    """More of what is better must not cost points."""
    better = scope.names[item.of].better
    rises = (item.points > 0) == (item.side == "above")
    if item.points and ((better == "higher" and not rises) or (better == "lower" and rises)):
        sentence = f"Of {item.of!r} {better} is better, but {item.text!r} says the opposite."
        reader.complain(place, sentence)
