"""Reads what is handed out: tables whose rows lie beside the regulation and are chosen by what is known of a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from cycleflow.core.calendar import Calendar
from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.handed import HandedOut, HandedTable
from cycleflow.core.model import Appraisal, Cell
from cycleflow.core.refusals import SheetError
from cycleflow.core.workflow import Field, FieldKind, Sheet
from cycleflow.policy.beside import BY, TABLE
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.rows import TOTAL, columns_of, grouped, own_total
from cycleflow.policy.sections.sheets import UNTITLED, Scales, read_fields
from cycleflow.policy.table import Row, Table
from cycleflow.policy.vocabulary import HANDED_OUT, HANDED_TABLE

ANY_ROWS = "0..1000"
_SIMPLE = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.SCALE, FieldKind.CHOICE, FieldKind.DATE, FieldKind.TICK)
_SETTING = Setting(
    answer="",
    appraisal=Appraisal(id="", cycle="", person="", fingerprint="", starts_on=date.min, ends_on=date.min),
    calendar=Calendar(zone="UTC", country="CN"),
    zone="UTC",
    now=datetime(1970, 1, 1, tzinfo=UTC),
)


@dataclass(frozen=True, kw_only=True)
class ReadHanded:
    """What is handed out, and the sheets it is handed out as, both by name."""

    handed: Mapping[str, HandedOut]
    sheets: Mapping[str, Sheet]


def read_handed(reader: Reader, node: Node | None, scales: Scales, taken: Collection[str]) -> ReadHanded:
    """Return what is handed out; its names must differ from those `taken` by sheets and states."""
    handed: dict[str, HandedOut] = {}
    sheets: dict[str, Sheet] = {}
    for key, value in reader.named(node, "each sheet that is handed out by its name"):
        if key.text in taken:
            reader.complain(key, f"{key.text!r} is a sheet or a state already; hand it out under another name.")
        section = reader.section(value, HANDED_OUT)
        tables = _read_tables(reader, section.get("tables"), scales) if section else {}
        title = reader.phrase(section.get("title"), parse_words) if section else None
        sheets[key.text] = Sheet(name=key.text, fields={name: asked for name, (asked, _) in tables.items()})
        rows = {name: table for name, (_, table) in tables.items()}
        handed[key.text] = HandedOut(name=key.text, title=title or UNTITLED, tables=rows)
    return ReadHanded(handed=handed, sheets=sheets)


def _read_tables(reader: Reader, node: Node | None, scales: Scales) -> dict[str, tuple[Field, HandedTable]]:
    found = {}
    for key, value in reader.named(node, "each table by its name"):
        section = reader.section(value, HANDED_TABLE)
        asked = _read_field(reader, key, section, scales) if section else None
        table = reader.tables.get(section.get(TABLE) or key) if section and section.get(TABLE) else None
        if section and asked and table:
            found[key.text] = asked, _read_rows(reader, section, asked, table)
    return found


def _read_field(reader: Reader, key: Scalar, section: Pairs, scales: Scales) -> Field | None:
    """Return the table as a field of a sheet, which it is but for where its rows come from."""
    rows = (replace(key, text="rows"), replace(key, text=ANY_ROWS))
    own = tuple(pair for pair in section if pair[0].text in ("title", "columns", "rows"))
    as_field = Pairs(place=section.place, pairs=own if section.get("rows") else (*own, rows))
    asked = read_fields(reader, Pairs(place=key.place, pairs=((key, as_field),)), scales).get(key.text)
    for column in asked.columns.values() if asked else ():
        if column.kind not in _SIMPLE:
            reader.complain(key, f"The column {column.name!r} is {column.kind}, which cannot be handed out.")
    return asked


def _read_rows(reader: Reader, section: Pairs, asked: Field, table: Table) -> HandedTable:
    """Return the rows by whose they are, each group having been checked like a table somebody has filled in."""
    by = _read_by(reader, section.get(BY))
    needed = [name for name, column in asked.columns.items() if not column.optional]
    if not by or not columns_of(reader, table, (*by, *needed), (*asked.columns, TOTAL)):
        return HandedTable(by=by, rows={})
    groups = grouped(reader, table, by)
    return HandedTable(by=by, rows={level: _checked(reader, asked, rows) for level, rows in groups.items()})


def _read_by(reader: Reader, node: Node | None) -> tuple[str, ...]:
    texts = [name for name, kind in reader.facts.items() if kind is Kind.TEXT]
    found = [reader.known(item, texts, "fact") for item in (node if isinstance(node, Items) else (node,))]
    by = tuple(name for name in found if name)
    reader.facts_used.update(by)
    return by


def _checked(reader: Reader, asked: Field, rows: tuple[Row, ...]) -> tuple[Mapping[str, Cell], ...]:
    given = [_cells(asked, row) for row in rows]
    sheet = Sheet(name="", fields={asked.name: _with_total(asked, own_total(reader, rows))})
    try:
        answers = check_sheet(sheet, {asked.name: given}, _SETTING)
    except SheetError as error:
        for problem in error.problems:
            row = rows[(problem.row or 1) - 1]
            cell = row.key(problem.column) if problem.row and problem.column else None
            reader.complain(cell or row.place, problem.words.format(**problem.facts))
        return ()
    found = answers[asked.name]
    return found if isinstance(found, tuple) else ()


def _cells(asked: Field, row: Row) -> dict[str, object]:
    return {name: _cell(column, row.key(name).text) for name, column in asked.columns.items() if name in row.cells}


def _cell(column: Field, text: str) -> object:
    return text == "true" if column.kind is FieldKind.TICK else text


def _with_total(asked: Field, total: Decimal | None) -> Field:
    if total is None:
        return asked
    columns = {
        name: replace(column, total=total) if column.total is not None else column
        for name, column in asked.columns.items()
    }
    return replace(asked, columns=columns)
