"""Reads the regulation's own checks of its sheets: which answers are refused, and which are noted."""

from __future__ import annotations

from collections.abc import Mapping

from cycleflow.core.inspection import ANSWER
from cycleflow.core.knowledge import ROWS
from cycleflow.core.workflow import Check, Field, FieldKind, Sheet
from cycleflow.policy.expression import Formula, Kind, split
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.knowledge import Asking, kinds_of
from cycleflow.policy.sections.sheets import UNTITLED
from cycleflow.policy.vocabulary import CHECK


def read_checks(reader: Reader, node: Node | None, asking: Asking) -> dict[str, tuple[Check, ...]]:
    """Return the checks by sheet, in the order of the file."""
    found: dict[str, tuple[Check, ...]] = {}
    for key, value in reader.pairs(node, "each sheet with its checks") or ():
        name = reader.known(key, asking.sheets, "sheet")
        if name and name in asking.sheets:
            items = reader.items(value, "each check of the sheet")
            read = (_read_check(reader, item, asking.sheets[name], asking) for item in items)
            found[name] = tuple(check for check in read if check)
    return found


def _read_check(reader: Reader, item: Node, sheet: Sheet, asking: Asking) -> Check | None:
    section = reader.section(item, CHECK)
    if section is None:
        return None
    tables = [name for name, field in sheet.fields.items() if field.kind is FieldKind.ROWS]
    table = reader.known(section.get("of"), tables, "table")
    own = sheet.fields[table].columns if table in tables else sheet.fields
    outside = {**asking.known, ANSWER: Kind.TEXT, **kinds_of(sheet.fields)}
    before, node = len(reader.complaints), section.get("when")
    when = asking.read(reader, node, {**outside, **kinds_of(own)})
    field = _place(when, own)
    if node and field is None and len(reader.complaints) == before:
        what = f"a column of {table!r}" if table else f"a field of {sheet.name!r}"
        reader.complain(node, f"A check asks for {what}: there its words are shown.")
    then = reader.known(section.get("then"), ("refuse", "warn"), "consequence")
    return Check(
        when=when,
        then="warn" if then == "warn" else "refuse",
        words=reader.phrase(section.get("words"), parse_words) or UNTITLED,
        field=field or "",
        of=table,
    )


def _place(when: Formula, fields: Mapping[str, Field]) -> str | None:
    """Return the field the condition asks for first; who asks how many rows there are asks for the table."""
    words = (word for kind, word, _ in split(when.text) if kind == "word" and word in when.names)
    places = (word if word in fields else word.removesuffix(ROWS) for word in words)
    return next((place for place in places if place in fields), None)
