"""Reads how committees must be made up: `panel: {members: 6, with: {chair: 1, standing: 1}}`."""

from __future__ import annotations

from collections.abc import Collection

from cycleflow.core.committee import Committee
from cycleflow.policy.node import Node
from cycleflow.policy.phrase import PhraseError, Span, parse_count, parse_name, parse_span
from cycleflow.policy.reader import Reader
from cycleflow.policy.vocabulary import COMMITTEE


def read_committees(reader: Reader, node: Node | None, roles: Collection[str]) -> dict[str, Committee]:
    found = {}
    for key, value in reader.pairs(node, "each committee by its role") or ():
        role = reader.known(key, roles, "role")
        section = reader.section(value, COMMITTEE)
        if role in roles and role and section:
            span = reader.phrase(section.get("members"), _parse_size)
            committee = Committee(
                low=int(span.low) if span and span.low is not None else 1,
                high=int(span.high) if span and span.high is not None else None,
                groups=_read_groups(reader, section.get("with")),
            )
            found[role] = committee
            for group, least in committee.groups.items():
                if committee.high is not None and least > committee.high:
                    reader.complain(section, f"{least} of {group!r} cannot sit among {committee.high} members.")
    return found


def _read_groups(reader: Reader, node: Node | None) -> dict[str, int]:
    groups = {}
    for key, value in reader.pairs(node, "each group with how many of it must be there") or ():
        group, least = reader.phrase(key, parse_name), reader.phrase(value, parse_count)
        if group and least is not None:
            groups[group] = least
    return groups


def _parse_size(text: str) -> Span:
    """`6`, `3..` or `3..7`."""
    span = parse_span(text if ".." in text else f"{text}..{text}")
    for bound in (span.low, span.high):
        if bound is not None and (bound < 1 or bound != int(bound)):
            raise PhraseError(f"{text!r} is not a number of members; write it like 6, 3.. or 3..7.")
    return span
