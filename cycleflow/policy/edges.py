"""The phrases of bands: `from 75`, `from 65 below 75`, `above 8 to 10`, `to 50`, `3`.

`from` and `to` include the figure named, `above` and `below` do not; a figure alone is itself. Instead of a figure
may stand the name of what gives it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cycleflow.policy.phrase import PhraseError

_BOUND = r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?|[a-z][a-z0-9_]*"
_EDGES = re.compile(rf"(?:(from|above) +({_BOUND}))? *(?:(to|below) +({_BOUND}))?")
_BLANK = re.compile(r"\?|__|…|\[[A-Za-z]*\]|(?:^|[^0-9]) *%|\b(?:from|above|to|below) *$")
_FIGURE = re.compile(r"-?[0-9]")


@dataclass(frozen=True)
class Edges:
    """Two edges, None is endless; a bound is a figure or a name. An open edge is not in the band."""

    text: str
    low: Decimal | str | None
    high: Decimal | str | None
    low_open: bool = False
    high_open: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether no edge is a name."""
        return not isinstance(self.low, str) and not isinstance(self.high, str)


def is_blank(text: str) -> bool:
    """Return whether a placeholder stands where a figure belongs: `?`, `[X]`, a lone percent sign."""
    return not text.strip() or bool(_BLANK.search(text))


def refuse_blank(text: str) -> None:
    """Refuse a threshold that was never filled in.

    Raises:
        PhraseError: the text holds a placeholder where a figure belongs.
    """
    if is_blank(text):
        raise PhraseError(f"The threshold {text!r} is blank; fill in the figure before the regulation can be used.")


def parse_edges(text: str) -> Edges:
    refuse_blank(text)
    if re.fullmatch(_BOUND, text):
        return Edges(text, _bound(text), _bound(text))
    found = _EDGES.fullmatch(text)
    if not found:
        raise PhraseError(
            f"{text!r} is not a band; write it like from 75, from 65 below 75, above 8 to 10, to 50, or 3 alone."
        )
    low, high = (_bound(bound) if bound else None for bound in (found[2], found[4]))
    edges = Edges(text, low, high, low_open=found[1] == "above", high_open=found[3] == "below")
    if _holds_nothing(edges):
        raise PhraseError(f"The band {text!r} holds no figure.")
    return edges


def _bound(text: str) -> Decimal | str:
    return Decimal(text) if _FIGURE.match(text) else text


def _holds_nothing(edges: Edges) -> bool:
    if not isinstance(edges.low, Decimal) or not isinstance(edges.high, Decimal):
        return False
    return edges.low > edges.high or (edges.low == edges.high and (edges.low_open or edges.high_open))


@dataclass(frozen=True)
class Flaw:
    """What is wrong between two bands, or at an end; `index` is the band to point at, in the order given."""

    index: int
    sentence: str


def find_flaws(
    bands: Sequence[Edges], *, low: Decimal | None, high: Decimal | None, step: Decimal | None = None
) -> list[Flaw]:
    """Return the gaps and overlaps of bands whose edges are figures, over all that can occur.

    `low` and `high` bound what can occur. With a `step`, such as 1 where only whole numbers occur, two bands may lie
    that far apart.
    """
    order = sorted(range(len(bands)), key=lambda index: _key(bands[index]))
    flaws: list[Flaw | None] = [_between(bands[one], bands[two], two, step) for one, two in pairwise(order)]
    first, last = bands[order[0]], bands[order[-1]]
    if _lacks_below(first, low):
        flaws.append(Flaw(order[0], f"Nothing is said for figures below {first.low}."))
    if _lacks_above(last, high):
        flaws.append(Flaw(order[-1], f"Nothing is said for figures above {last.high}."))
    return [flaw for flaw in flaws if flaw]


def _key(edges: Edges) -> tuple[Decimal, bool, Decimal]:
    low = edges.low if isinstance(edges.low, Decimal) else Decimal("-Infinity")
    high = edges.high if isinstance(edges.high, Decimal) else Decimal("Infinity")
    return low, edges.low_open, high


def _between(one: Edges, two: Edges, index: int, step: Decimal | None) -> Flaw | None:
    if not isinstance(one.high, Decimal) or not isinstance(two.low, Decimal) or one.high > two.low:
        return Flaw(index, f"The bands {one.text!r} and {two.text!r} overlap.")
    if one.high == two.low:
        if not one.high_open and not two.low_open:
            return Flaw(index, f"The figure {two.low} is both in {one.text!r} and in {two.text!r}.")
        return Flaw(index, f"The figure {two.low} is in no band.") if one.high_open and two.low_open else None
    closed = not one.high_open and not two.low_open
    if step and closed and two.low - one.high <= step:
        return None
    return Flaw(index, f"Nothing is said for figures between {one.high} and {two.low}.")


def _lacks_below(first: Edges, low: Decimal | None) -> bool:
    if not isinstance(first.low, Decimal):
        return False
    return low is None or first.low > low or (first.low == low and first.low_open)


def _lacks_above(last: Edges, high: Decimal | None) -> bool:
    if not isinstance(last.high, Decimal):
        return False
    return high is None or last.high < high or (last.high == high and last.high_open)
