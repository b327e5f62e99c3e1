"""`bands: {of: rate, to: {from 75: 100, from 65 below 75: 80, below 65: 0}}`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from cycleflow.core.scoring.bands import Band, Bands
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.workflow import Expression
from cycleflow.policy.edges import Edges, find_flaws, parse_edges, refuse_blank
from cycleflow.policy.expression import ExpressionError, Kind
from cycleflow.policy.node import Node, Pairs, Scalar
from cycleflow.policy.phrase import PhraseError, parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.formula import read_expression
from cycleflow.policy.sections.scope import Made, Name, Scope
from cycleflow.policy.vocabulary import BANDS

_OWN = {"x": Kind.NUMBER, "part": Kind.NUMBER}


def read(reader: Reader, node: Node, scope: Scope) -> Made | None:
    section = reader.section(node, BANDS)
    of = scope.figure(reader, section.get("of")) if section else None
    pairs = reader.pairs(section.get("to"), "each band with what it is worth") if section else None
    if section is None or of is None or pairs is None:
        return None
    read_bands = [(key, value, _read_band(reader, key, value, scope)) for key, value in pairs]
    bands = [band for _, _, band in read_bands if band]
    if len(bands) < len(pairs.pairs) or not bands:
        if not pairs.pairs:
            reader.complain(pairs, "There is no band.")
        return None
    _check_cover(reader, pairs, scope.names[of])
    _check_direction(reader, pairs, bands, scope.names[of])
    _check_slopes(reader, pairs, bands, scope.names[of])
    _check_highest(reader, pairs, bands, reader.phrase(section.get("out_of"), parse_number))
    levels = tuple(dict.fromkeys(band.worth for band in bands if isinstance(band.worth, str)))
    if levels and any(not isinstance(band.worth, str) for band in bands):
        reader.complain(pairs, "Some bands are worth a level and some a figure.")
    return Made(rule=Bands(of=of, bands=tuple(bands)), kind=Kind.TEXT if levels else Kind.NUMBER, levels=levels)


def _read_band(reader: Reader, key: Scalar, value: Node, scope: Scope) -> Band | None:
    edges = reader.phrase(key, parse_edges)
    for bound in (edges.low, edges.high) if edges else ():
        if isinstance(bound, str) and scope.figure(reader, Scalar(place=key.place, text=bound)) is None:
            return None
    worth = _read_worth(reader, value, scope)
    if edges is None or worth is None:
        return None
    return Band(
        text=edges.text,
        low=edges.low,
        high=edges.high,
        low_open=edges.low_open,
        high_open=edges.high_open,
        worth=worth[0],
        names=worth[1],
    )


def _read_worth(reader: Reader, node: Node, scope: Scope) -> tuple[Decimal | str | Expression, tuple[str, ...]] | None:
    """Return a figure, a level or a formula."""
    text = node.text if isinstance(node, Scalar) else ""
    try:
        refuse_blank(text)
        return parse_number(text), ()
    except PhraseError as error:
        if "blank" in str(error):
            reader.complain(node, str(error))
            return None
    found = read_expression(reader, node, {**scope.kinds, **_OWN}, (Kind.NUMBER, Kind.TEXT))
    if found is None:
        return None
    made, names, kind = found
    scope.used.update(name for name in names if name not in _OWN)
    return (made.text if kind is Kind.TEXT else made), names


def _check_cover(reader: Reader, pairs: Pairs, name: Name) -> None:
    """Every figure that can occur must be in exactly one band; edges that are names are judged when they are known."""
    edges: list[Edges] = [parse_edges(key.text) for key, _ in pairs]
    if not all(one.is_fixed for one in edges):
        return
    for flaw in find_flaws(edges, low=name.low, high=name.high, step=name.step):
        reader.complain(pairs.pairs[flaw.index][0], flaw.sentence)


def _check_direction(reader: Reader, pairs: Pairs, bands: Sequence[Band], name: Name) -> None:
    """What is better must not be worth less; bands whose edges are names have no order yet."""
    if any(isinstance(bound, str) for band in bands for bound in (band.low, band.high)):
        return
    rising = sorted(
        (index for index, band in enumerate(bands) if isinstance(band.worth, Decimal)), key=lambda i: _low(bands[i])
    )
    for one, two in pairwise(rising):
        lower, higher = bands[one].worth, bands[two].worth
        assert isinstance(lower, Decimal)
        assert isinstance(higher, Decimal)
        if (name.better == "higher" and higher < lower) or (name.better == "lower" and higher > lower):
            sentence = f"Higher is said to be {'better' if name.better == 'higher' else 'worse'}, "
            sentence += f"but {bands[two].text!r} is worth {higher} and {bands[one].text!r} {lower}."
            reader.complain(pairs.pairs[two][0], sentence)


def _check_slopes(reader: Reader, pairs: Pairs, bands: Sequence[Band], name: Name) -> None:
    """Nor may it be worth less within a band, where a formula over the figure alone says what that is worth."""
    for (_, value), band in zip(pairs, bands, strict=True):
        low = name.low if band.low is None else band.low
        high = name.high if band.high is None else band.high
        if not (isinstance(low, Decimal) and isinstance(high, Decimal)):
            continue
        first, last = _worth_at(band, low, part=0), _worth_at(band, high, part=1)
        if first is None or last is None:
            continue
        if (name.better == "higher" and last < first) or (name.better == "lower" and last > first):
            said = "better" if name.better == "higher" else "worse"
            sentence = f"Higher is said to be {said}, but {band.text!r} is worth {shown(first)} at {shown(low)} "
            reader.complain(value, f"{sentence}and {shown(last)} at {shown(high)}.")


def _worth_at(band: Band, x: Decimal, *, part: int) -> Decimal | None:
    """Return what a formula over the figure alone comes to; nothing where it cannot be computed at this edge."""
    if isinstance(band.worth, Decimal | str) or not _OWN.keys() >= set(band.names):
        return None
    own = {"x": x, "part": Decimal(part)}
    try:
        found = band.worth.evaluate({name: own[name] for name in band.names})
    except ExpressionError:
        return None
    assert isinstance(found, Decimal)
    return found


def _low(band: Band) -> Decimal:
    return band.low if isinstance(band.low, Decimal) else Decimal("-Infinity")


def _check_highest(reader: Reader, pairs: Pairs, bands: Sequence[Band], highest: Decimal | None) -> None:
    for (_, value), band in zip(pairs, bands, strict=True):
        if highest is not None and isinstance(band.worth, Decimal) and band.worth > highest:
            reader.complain(value, f"{band.worth} is more than the {highest} that can be reached.")
