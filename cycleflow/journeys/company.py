"""Everybody, with the roles the people file gives and those the settings add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cycleflow.core.organisation import Organisation, Person


def company(people: Mapping[str, Person], groups: Mapping[str, Sequence[str]]) -> Organisation:
    """Return the organisation; `groups` are further holders of a role by their employee numbers."""
    granted: dict[str, set[str]] = {}
    for role, numbers in groups.items():
        for number in numbers:
            granted.setdefault(number, set()).add(role)
    appointed = {
        number: replace(people[number], roles=people[number].roles | roles)
        for number, roles in granted.items()
        if number in people
    }
    return Organisation({**people, **appointed})
