"""The regulation's own checks of a filled-in sheet: what it refuses, and what it takes and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cycleflow.core.checks import typed
from cycleflow.core.condition import holds
from cycleflow.core.knowledge import Within
from cycleflow.core.model import Answers, Remark
from cycleflow.core.refusals import Problem
from cycleflow.core.workflow import Check, Sheet
from cycleflow.errors import Phrase

ANSWER = "answer"
"""What a check may ask besides: the name of the answer that is given."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What stands against a sheet, and what it is noted for."""

    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]


def inspect(checks: Sequence[Check], sheet: Sheet, answers: Answers, known: Mapping[str, object]) -> Findings:
    """Return what the checks find in a sheet, given what is known besides it."""
    found = [(check, row) for check in checks for row in _caught(check, sheet, answers, known)]
    return Findings(
        problems=tuple(_problem(check, row) for check, row in found if check.then == "refuse"),
        remarks=tuple(
            Remark(words=check.words, field=check.of or check.field, row=row)
            for check, row in found
            if check.then == "warn"
        ),
    )


def _caught(check: Check, sheet: Sheet, answers: Answers, known: Mapping[str, object]) -> Iterator[int | None]:
    """Yield the rows for which a check holds, or None once where it holds for the sheet."""
    if check.of is None:
        if holds(check.when, known):
            yield None
        return
    if check.of not in sheet.fields:  # not asked of this person
        return
    columns, rows = sheet.fields[check.of].columns, answers.get(check.of)
    for number, row in enumerate(rows if isinstance(rows, tuple) else (), 1):
        cells = {name: typed(column, row.get(name)) for name, column in columns.items()}
        if holds(check.when, Within(cells, known)):
            yield number


def _problem(check: Check, row: int | None) -> Problem:
    """Return what is shown at the field, or at the cell of the row."""
    said = {"said": Phrase(check.words)}
    if check.of is None:
        return Problem(words="{said}", facts=said, field=check.field)
    return Problem(words="{said}", facts=said, field=check.of, row=row, column=check.field)
