"""A sheet as a web form: what was typed, read from the fields of a request, whether complete or not.

The names of the fields say where they belong: `summary`, or `goals.2.weight` for a column of the third row of a
table. Each row also sends a marker (`goals` = `2`), so that a row of which nothing is ticked or typed still exists.

**Why** reading judges nothing: half a sheet is a good draft, and only the engine says what a complete one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from cycleflow.core.model import Answers, Cell, Value
from cycleflow.core.workflow import Field, FieldKind, Sheet
from cycleflow.errors import InputError

LARGEST_BODY = 512 * 1024
MOST_FIELDS = 2000
MOST_ROWS = 100
MINUTES = "%Y-%m-%dT%H:%M"


class FormError(InputError):
    words = "This form cannot be read. Go back, reload the page, and try again."


@dataclass(frozen=True)
class Form:
    """The pairs of a submitted form, in their order."""

    pairs: tuple[tuple[str, str], ...] = ()

    def first(self, name: str) -> str:
        """Return the first value of a field, without the spaces around it; empty where there is none."""
        return next((value.strip() for key, value in self.pairs if key == name), "")

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.pairs if key == name)


def parse(body: bytes) -> Form:
    """Read an urlencoded body, the only kind our pages send.

    Raises:
        FormError: it is not one, or has too many fields.
    """
    try:
        text = body.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise FormError from error
    return Form(tuple((name, value.replace("\r\n", "\n")) for name, value in pairs))


def read(sheet: Sheet | None, form: Form) -> Answers:
    """Return what was typed into the sheet; what is empty is kept out, but an empty row is kept."""
    typed = dict(form.pairs)
    answers: dict[str, Value] = {}
    for field in sheet.fields.values() if sheet else ():
        if field.kind is FieldKind.ROWS:
            answers[field.name] = tuple(_read_row(field, number, typed) for number in _numbers(form.every(field.name)))
        else:
            answers.update(_read_cell(field, field.name, typed))
    return answers


def without_blank_rows(sheet: Sheet | None, answers: Answers) -> Answers:
    """Return the answers as they are sent: a history keeps no rows in which nothing was typed."""
    fields = sheet.fields if sheet else {}
    return {
        name: value if not isinstance(value, tuple) or fields[name].each else tuple(row for row in value if row)
        for name, value in answers.items()
    }


def with_row(sheet: Sheet, answers: Answers, name: str) -> Answers:
    """Return the answers with one more empty row in a table, as long as the sheet allows it."""
    rows = rows_of(answers, name)
    field = sheet.fields[name]
    if len(rows) >= min(MOST_ROWS, int(field.high or MOST_ROWS)):
        return answers
    return {**answers, name: (*rows, {})}


def without_row(answers: Answers, name: str, number: int) -> Answers:
    """Return the answers without one row of a table; rows count from 0."""
    rows = rows_of(answers, name)
    return {**answers, name: rows[:number] + rows[number + 1 :]}


def rows_of(answers: Answers, name: str) -> tuple[Mapping[str, Cell], ...]:
    rows = answers.get(name, ())
    return rows if isinstance(rows, tuple) else ()


def to_local(text: str, zone: str) -> str:
    """Return a moment as the input of a page shows it: the wall clock of the zone, to the minute."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (at.astimezone(ZoneInfo(zone)) if at.tzinfo else at).strftime(MINUTES)


def _numbers(markers: Iterable[str]) -> list[int]:
    """Return the row numbers a table was sent with, each once."""
    numbers = (int(text) for text in markers if text.isdecimal() and len(text) < len("1000"))
    return list(dict.fromkeys(numbers))[:MOST_ROWS]


def _read_row(field: Field, number: int, typed: Mapping[str, str]) -> Mapping[str, Cell]:
    row: dict[str, Cell] = {}
    for column in field.columns.values():
        row.update(_read_cell(column, f"{field.name}.{number}.{column.name}", typed))
    return row


def _read_cell(field: Field, name: str, typed: Mapping[str, str]) -> Mapping[str, Cell]:
    if field.kind is FieldKind.TICK:
        return {field.name: True} if typed.get(name) else {}
    text = typed.get(name, "").strip()
    return {field.name: text} if text else {}
