"""Fills in any sheet from its definition: valid, plausible, and the same every time.

Only what the chosen answer needs is filled in; weights add up, facts are given where they are asked for, appointments
lie as far ahead as they must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

from cycleflow.core.calendar import Offset, local_day
from cycleflow.core.checks import Setting, is_needed, typed
from cycleflow.core.model import Cell, Json
from cycleflow.core.workflow import Field, FieldKind, Sheet, Words
from cycleflow.journeys.chance import chance, pick

Phrases = Mapping[str, Sequence[Words]]
"""What people write, by field; where there is nothing, they write the field's title."""

MOST_ROWS = 5
_AT_ONCE = Offset(count=0)
_STEPS = (Decimal(5), Decimal(1))


@dataclass(frozen=True, kw_only=True)
class Page:
    """A sheet in front of a person: what it is checked against, who writes, in which language, and what he knows.

    `colleagues` are whom he names where he may name anybody. At another `attempt`, after a refusal, everything is
    filled in, and otherwise than before; at every fifth from the second on tables that may be empty are, and figures
    are the highest, at every fifth from the fourth on there are as few rows as may be, and figures are the lowest.
    """

    setting: Setting
    writer: str
    locale: str
    phrases: Phrases = field(default_factory=dict)
    colleagues: Sequence[str] = ()
    attempt: int = 0

    @property
    def is_lavish(self) -> bool:
        return self.attempt % 5 == 2

    @property
    def is_sparing(self) -> bool:
        return self.attempt % 5 == 4

    @property
    def drawn_by(self) -> tuple[object, ...]:
        """Return what the figures of this attempt are drawn by."""
        person = self.setting.appraisal.person
        return (self.writer, person, self.attempt) if self.attempt else (self.writer, person)


def fill(sheet: Sheet | None, page: Page) -> dict[str, Json]:
    """Return the sheet filled in for the answer of the page."""
    filled: dict[str, Json] = {}
    fields = sheet.fields if sheet else {}
    names: dict[str, object] = dict.fromkeys(fields)
    for asked in fields.values():
        if asked.needed_when and asked.columns and not is_needed(asked, names, page.setting):
            continue
        if asked.kind is FieldKind.ROWS:
            filled[asked.name] = _rows(asked, page)
        elif (cell := _cell(asked, page, names)) is not None:
            filled[asked.name] = cell
            names[asked.name] = typed(asked, cell)
    return filled


def _rows(table: Field, page: Page) -> Json:
    count = _row_count(table, page)
    shares = {column.name: _shares(column, column.total, count) for column in table.columns.values() if column.total}
    rows: list[Json] = []
    for number in range(count):
        row: dict[str, Json] = {}
        names: dict[str, object] = dict.fromkeys(table.columns)
        for name, column in table.columns.items():
            cell = f"{shares[name][number]:f}" if name in shares else _cell(column, page, names, number)
            if cell is not None:
                row[name] = cell
                names[name] = typed(column, cell)
        rows.append(row or _one_cell(table, page, number))
    return rows


def _one_cell(table: Field, page: Page, row: int) -> dict[str, Json]:
    """Return a row with its first column filled in, since a blank row would not count."""
    column = next(iter(table.columns.values()))
    return {column.name: _write(column, page, row)}


def _row_count(table: Field, page: Page) -> int:
    """Return as many rows as the table repeats, else a number within its bounds whose totals can be reached."""
    if table.each:
        state, _, name = table.each.partition(".")
        source = page.setting.appraisal.sheets.get(state, {}).get(name, ())
        return len(source) if isinstance(source, tuple) else 0
    low = int(table.low or 0)
    if low == 0 and page.is_lavish:
        return 0
    high = int(table.high) if table.high is not None else max(low, MOST_ROWS)
    counts = [count for count in range(max(low, min(1, high)), high + 1) if _can_add_up(table, count)]
    usual = [count for count in counts if count <= max(low, MOST_ROWS)]
    if page.is_sparing:
        return (counts or [low])[0]
    drawn_by = (page.writer, table.name, page.attempt) if page.attempt else (page.writer, table.name)
    return pick(usual or counts or [low], *drawn_by)


def _can_add_up(table: Field, count: int) -> bool:
    sums = [column for column in table.columns.values() if column.total]
    return all(_shares(column, column.total or Decimal(0), count) for column in sums)


def _shares(column: Field, total: Decimal | None, count: int) -> list[Decimal]:
    """Split a total into so many figures within the column's bounds, as round as possible; empty if impossible."""
    low, high = column.low or Decimal(0), column.high
    for step in (*_STEPS, Decimal(1).scaleb(-column.places)):
        each = ((total or Decimal(0)) / max(count, 1) / step).quantize(Decimal(1), rounding=ROUND_DOWN) * step
        first = (total or Decimal(0)) - each * (count - 1)
        if each >= low and each > 0 and (high is None or first <= high):
            return [first, *[each] * (count - 1)]
    return []


def _cell(asked: Field, page: Page, names: Mapping[str, object], row: int = 0) -> Cell | None:
    is_possible = page.attempt and (not asked.needed_for or page.setting.answer in asked.needed_for)
    return _write(asked, page, row) if is_possible or is_needed(asked, names, page.setting) else None


def _write(asked: Field, page: Page, row: int) -> Cell:
    draw = (*page.drawn_by, asked.name, row)
    match asked.kind:
        case FieldKind.TICK:
            return True
        case FieldKind.NUMBER:
            return f"{_figure(asked, page, chance(*draw)):f}"
        case FieldKind.SCALE:
            return _mark(asked, page.drawn_by[1:], chance(*draw))
        case FieldKind.CHOICE:
            return list(asked.options)[int(chance(*draw) ** 2 * len(asked.options))]
        case FieldKind.PERSON:
            return _person(asked, page, row)
        case FieldKind.DATE:
            return _day(asked, page, 0)
        case FieldKind.MOMENT:
            return f"{_day(asked, page, 1)}T{10 + int(chance(*draw) * 7)}:00"
        case _:
            return _text(asked, page, draw)


def _person(asked: Field, page: Page, row: int) -> str:
    """Return somebody else in every row, as long as there is anybody; the writer himself is refused."""
    appraisal = page.setting.appraisal
    among = [member.person for member in appraisal.cast.get(asked.among, ())] if asked.among else page.colleagues
    known = [one for one in among if one != appraisal.person]
    first = int(chance(page.writer, asked.name) * len(known))
    return known[(first + row) % len(known)] if known else page.writer


def _figure(asked: Field, page: Page, drawn: float) -> Decimal:
    """Return a figure within the bounds; one that replaces the score is a little better than the score."""
    low = asked.low if asked.low is not None else Decimal(0)
    high = asked.high if asked.high is not None else low + 10
    score = page.setting.appraisal.score
    part = Decimal(1) if page.is_lavish else Decimal(0) if page.is_sparing else Decimal(str(drawn))
    figure = low + (high - low) * part
    if asked.sets and score is not None:
        figure = score + Decimal("0.4")
    places = Decimal(1).scaleb(-min(asked.places, 1))
    return min(max(figure.quantize(places), low), high)


def _mark(asked: Field, about: tuple[object, ...], drawn: float) -> str:
    """Return a mark on a scale: most lie in the middle, and one person's marks lie close together."""
    inclined = (chance(*about, "first") + chance(*about, "second") + drawn) / 3
    return list(asked.options)[int(inclined * len(asked.options))]


def _day(asked: Field, page: Page, later: int) -> str:
    setting = page.setting
    day = setting.calendar.shift(local_day(setting.now, setting.zone), asked.ahead or _AT_ONCE)
    return setting.calendar.next_workday(day + timedelta(days=later)).isoformat()


def _text(asked: Field, page: Page, draw: tuple[object, ...]) -> str:
    words = pick(page.phrases.get(asked.name) or (asked.title,), *draw)
    said = words.get(page.locale) or next(iter(words.values()), asked.name)
    return said[: int(asked.high)] if asked.high else said
