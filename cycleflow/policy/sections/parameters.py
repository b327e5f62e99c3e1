"""Reads the parameters: `base: 300`, `{title: …, figure: 300}`, or `{until 2026-02: 1, from 2026-03: 2}`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal, cast

from cycleflow.core.parameter import Parameter
from cycleflow.policy.edges import is_blank
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import PhraseError, parse_number, parse_words
from cycleflow.policy.reader import Reader

_STEP = re.compile(r"(until|from) +([0-9]{4})-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?")
_TITLE, _FIGURE = "title", "figure"


@dataclass(frozen=True)
class _Step:
    """`first` is the day it begins on; of one that ends, the day after its last."""

    word: Literal["until", "from"]
    first: date


def read_parameters(
    reader: Reader, node: Node | None, *, known: Collection[str], is_draft: bool
) -> dict[str, Parameter]:
    """Return the parameters by name; only a draft may have some that are blank."""
    found = {}
    for key, value in reader.named(node, "each parameter by its name"):
        if key.text in known:
            reader.complain(key, f"{key.text!r} is known of everybody from the people file; choose another name.")
        title = value.get(_TITLE) if isinstance(value, Pairs) else None
        found[key.text] = Parameter(
            title=reader.phrase(title, parse_words) or {"zh": key.text, "en": key.text},
            steps=_read_steps(reader, value, is_draft=is_draft),
        )
    return found


def _read_steps(reader: Reader, node: Node, *, is_draft: bool) -> tuple[tuple[date | None, Decimal | None], ...]:
    """Return the figures with the day each holds from; together they leave no day without one."""
    if not isinstance(node, Pairs):
        return ((None, _read_figure(reader, node, is_draft=is_draft)),)
    figure = node.get(_FIGURE)
    if figure is not None:
        for key, _ in node:
            if key.text not in {_TITLE, _FIGURE}:
                reader.complain(key, "Write one figure that always holds, or those that hold until and from a day.")
        return ((None, _read_figure(reader, figure, is_draft=is_draft)),)
    pairs = [(key, value) for key, value in node if key.text != _TITLE]
    steps = [(key, reader.phrase(key, _parse_step)) for key, _ in pairs]
    figures = [_read_figure(reader, value, is_draft=is_draft) for _, value in pairs]
    _check_days(reader, node, [(key, step) for key, step in steps if step])
    later = [(step.first if step else None, figure) for (_, step), figure in zip(steps, figures, strict=True)][1:]
    return ((None, figures[0] if figures else None), *later)


def _check_days(reader: Reader, node: Node, steps: Sequence[tuple[Scalar, _Step]]) -> None:
    if not steps:
        reader.complain(node, "What it is is missing; write a figure, or until 2026-02: 1, from 2026-03: 2.")
        return
    (first_key, first), (last_key, last) = steps[0], steps[-1]
    if first.word == "from":
        reader.complain(first_key, f"What holds before {first.first} is missing; begin with 'until'.")
    if last.word == "until":
        reader.complain(last_key, f"What holds from {last.first} on is missing; add 'from'.")
    for (_, before), (key, after) in pairwise(steps):
        if after.word == "until":
            reader.complain(key, "Only the first can be 'until'; the others begin with 'from'.")
        elif before.word == "until" and before.first != after.first:
            reader.complain(key, f"This must begin on {before.first}, the day after the one before it ends.")
        elif before.first > after.first:
            reader.complain(key, "The days must be in their order.")


def _parse_step(text: str) -> _Step:
    """`until 2026-02` ends with that month or day, `from 2026-03` begins with it."""
    found = _STEP.fullmatch(text)
    if not found:
        raise PhraseError(f"{text!r} is not a stretch of time; write it like until 2026-02 or from 2026-03.")
    word, year, month, day = found.groups()
    try:
        named = date(int(year), int(month), int(day or 1))
    except ValueError:
        raise PhraseError(f"There is no {year}-{month}-{day} in the calendar.") from None
    word = cast(Literal["until", "from"], word)
    if word == "from":
        return _Step(word, named)
    return _Step(word, named + timedelta(days=1) if day else (named + timedelta(days=31)).replace(day=1))


def _read_figure(reader: Reader, node: Node, *, is_draft: bool) -> Decimal | None:
    """Return a figure, or None for one that was never filled in."""
    if isinstance(node, Items) or (isinstance(node, Scalar) and is_blank(node.text)):
        if not is_draft:
            reader.complain(node, "This is blank; only a draft may leave it so. Fill in the figure.")
        return None
    return reader.phrase(node, parse_number)
