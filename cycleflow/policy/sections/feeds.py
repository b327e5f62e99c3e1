"""Reads where an indicator comes from that other appraisals give.

`from: {regulation: department_form, of: department, take: score}`; what is left out is the ratee's own score, under
the same regulation, of the same period.
"""

from __future__ import annotations

from typing import cast, get_args

from cycleflow.core.feed import SINGLE, Feed, Fold, Reach
from cycleflow.policy.node import Node, Pairs
from cycleflow.policy.phrase import PhraseError, parse_name
from cycleflow.policy.reader import Reader
from cycleflow.policy.vocabulary import FEED

SAME = "same "
"""Before a column of the people file: everybody who has the same in it."""

_OF = (*SINGLE, "reports", "members", "everybody")
_NOT_FED = ("text", "rows", "columns", "places", "when")


def read_feed(reader: Reader, section: Pairs, workflow: str) -> Feed | None:
    """Return what an indicator's `from` says; `workflow` is the regulation it stands in."""
    node = section.get("from")
    if node is None:
        if section.get("by") is None:
            reader.complain(section, "An indicator needs 'by', or 'from' where other appraisals give it.")
        return None
    if section.get("by"):
        reader.complain(section, "An indicator is given either 'by' a role, or 'from' other appraisals.")
    for key, _ in section:
        if key.text in _NOT_FED:
            reader.complain(key, f"What other appraisals give has no {key.text!r}; nobody fills it in.")
    return _read(reader, reader.section(node, FEED), workflow)


def _read(reader: Reader, section: Pairs | None, workflow: str) -> Feed | None:
    if section is None:
        return None
    regulation = reader.phrase(section.get("regulation"), parse_name)
    fold = reader.known(section.get("as"), get_args(Fold), "way to make one figure of many")
    return Feed(
        regulation=None if regulation == workflow else regulation,
        period=cast(Reach, reader.known(section.get("period"), get_args(Reach), "period to take from") or "same"),
        of=_read_of(reader, section.get("of")),
        take=reader.phrase(section.get("take"), parse_name) or "score",
        fold=cast(Fold, fold) if fold in get_args(Fold) else None,
    )


def _read_of(reader: Reader, node: Node | None) -> str:
    return reader.phrase(node, _parse_of) or "self"


def _parse_of(text: str) -> str:
    if text in _OF:
        return text
    if text.startswith(SAME):
        return f"{SAME}{parse_name(text.removeprefix(SAME).strip())}"
    raise PhraseError(f"{text!r} is nobody to take from; write {', '.join(_OF)}, or 'same position' and the like.")
