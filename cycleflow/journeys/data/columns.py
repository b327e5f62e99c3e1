"""Which heading of a data file stands for which field, and what a cell means there.

A heading is the name of a field or its title in either language; `log.points` or `记录.扣分` is a column of a
table, and people who have several rows in it stand in several lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from cycleflow.core.model import Cell
from cycleflow.core.workflow import Field, FieldKind
from cycleflow.errors import InputError

_YES = frozenset({"true", "yes", "y", "1", "x", "√", "✓", "是", "有", "对"})
_NO = frozenset({"false", "no", "n", "0", "否", "无", "×"})
_LIST = re.compile(r"[;；、|]")


class UnclearError(InputError):
    words = "{text} is neither yes nor no; write 是 or 否, yes or no."


@dataclass(frozen=True, kw_only=True)
class Target:
    """A field of a sheet, or one column of its table."""

    field: Field
    column: Field | None = None

    @property
    def asked(self) -> Field:
        return self.column or self.field

    @property
    def is_list(self) -> bool:
        """Whether one cell holds all its values: a table of one column that has no name of its own."""
        return self.field.kind is FieldKind.ROWS and self.column is None


def targets(fields: Mapping[str, Field]) -> dict[str, Target]:
    """Return what each heading stands for; one that could stand for two stands for neither."""
    found: dict[str, Target | None] = {}
    for target in _targets(fields):
        for heading in _headings(target):
            found[heading] = None if found.get(heading, target) != target else target
    return {heading: target for heading, target in found.items() if target}


def plain(heading: str) -> str:
    """Return a heading as it is compared: width, case, blanks and a unit in brackets at its end do not matter."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s_]+", "", re.sub(r"\([^()]*\)$", "", folded.strip()))


def read(target: Target, text: str) -> Cell | tuple[Mapping[str, Cell], ...] | None:
    """Return what a cell gives; None where it is blank. Whether it is right the sheet itself says.

    Raises:
        UnclearError: it should say yes or no, and says neither.
    """
    if target.is_list:
        (column,) = target.field.columns.values()
        return tuple({column.name: part.strip()} for part in _LIST.split(text) if part.strip()) or None
    return _read_cell(target.asked, text)


def _read_cell(asked: Field, text: str) -> Cell | None:
    if not text:
        return None
    if asked.kind is FieldKind.TICK:
        if text.casefold() not in _YES | _NO:
            raise UnclearError(text=text)
        return text.casefold() in _YES or None
    if asked.kind is FieldKind.NUMBER:
        return unicodedata.normalize("NFKC", text).removesuffix("%").strip()
    if asked.options:
        called = {plain(words): option for option, said in asked.options.items() for words in said.values()}
        return text if text in asked.options else called.get(plain(text), text)
    return text


def _targets(fields: Mapping[str, Field]) -> list[Target]:
    found = []
    for field in fields.values():
        if field.kind is not FieldKind.ROWS or set(field.columns) == {"value"}:
            found.append(Target(field=field))
        else:
            found += [Target(field=field, column=column) for column in field.columns.values()]
    return found


def _headings(target: Target) -> set[str]:
    outer = {plain(target.field.name), *map(plain, target.field.title.values())}
    if target.column is None:
        return outer
    inner = {plain(target.column.name), *map(plain, target.column.title.values())}
    return {f"{one}.{two}" for one in outer for two in inner}
