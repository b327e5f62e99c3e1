"""Who stands where around a person: the superior, those below, and whoever is the same in a column.

**Why** not simply the whole organisation: for one answer a few rows are looked up, and a hundred thousand people are
not read. For many at once everybody is read, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from sqlalchemy import Connection

from cycleflow.core.organisation import Organisation, Person
from cycleflow.store import people


class Circle:
    """Looks people up; with `is_whole`, from everybody at once."""

    def __init__(self, connection: Connection, *, is_whole: bool) -> None:
        self._connection = connection
        self._is_whole = is_whole
        self._found: dict[str, Person | None] = {}
        self._columns: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def person(self, number: str) -> Person | None:
        if self._is_whole:
            return self._organisation.people.get(number)
        if number not in self._found:
            self._found[number] = people.get(self._connection, number)
        return self._found[number]

    def manager(self, number: str) -> str | None:
        """Return the nearest superior at work."""
        if self._is_whole:
            return next(iter(self._organisation.superiors(number)), None)
        one, seen = self.person(number), {number}
        while one and one.manager and one.manager not in seen:
            seen.add(one.manager)
            one = self.person(one.manager)
            if one and one.is_active:
                return one.number
        return None

    def reports(self, number: str) -> tuple[str, ...]:
        """Return those at work whose nearest superior at work is this one."""
        if self._is_whole:
            return self._organisation.resolve("reports", number)
        found: list[str] = []
        passed, above = {number}, {number}
        while above:
            below = [one for one in people.below(self._connection, above) if one.number not in passed]
            found += [one.number for one in below if one.is_active]
            above = {one.number for one in below if not one.is_active}
            passed |= above
        return tuple(sorted(found))

    def active(self) -> tuple[str, ...]:
        """Return everybody at work."""
        return tuple(sorted(one.number for one in self._organisation.people.values() if one.is_active))

    def having(self, column: str, value: str) -> tuple[str, ...]:
        """Return whoever has a value in a column; where it is blank, nobody."""
        if not value:
            return ()
        if not self._is_whole:
            return tuple(one.number for one in people.having(self._connection, column, value))
        if column not in self._columns:
            self._columns[column] = self._by(column)
        return self._columns[column].get(value, ())

    def _by(self, column: str) -> Mapping[str, tuple[str, ...]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for one in self._organisation.people.values():
            found[one.column(column)].append(one.number)
        return {value: tuple(numbers) for value, numbers in found.items()}

    @cached_property
    def _organisation(self) -> Organisation:
        return people.load_organisation(self._connection)
