"""Reads the distribution: shares, caps and floors, and shares that depend on the team's own rank."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Literal, TypeAlias, cast

from cycleflow.core.quota import Distribution, TeamShares
from cycleflow.policy.complaint import listed
from cycleflow.policy.node import Node, Pairs
from cycleflow.policy.phrase import PhraseError, parse_count, parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.vocabulary import DISTRIBUTION

Bound: TypeAlias = Literal["at_most", "at_least"]

_BASES = ("company", "department", "team")
_ROUNDINGS = ("largest_remainder", "floor", "half_up")
_SHARE = re.compile(r"(?:(at most|at least) +)?([0-9]{1,3}(?:\.[0-9]{1,6})?)")
_UPTO = re.compile(r"to ([0-9]{1,3})%")
REST = "the rest"


def read_distribution(reader: Reader, node: Node | None, grades: Collection[str]) -> Distribution | None:
    section = reader.section(node, DISTRIBUTION)
    if section is None:
        return None
    if bool(section.get("shares")) == bool(section.get("teams")):
        reader.complain(section, "A distribution has either 'shares' or, by the team's rank, 'teams'.")
    base = reader.known(section.get("base"), _BASES, "base")
    rounding = reader.known(section.get("rounding"), _ROUNDINGS, "rounding")
    shares, bounds = _read_shares(reader, section.get("shares"), grades)
    return Distribution(
        base=cast('Literal["company", "department", "team"]', base or "company"),
        shares=shares,
        rounding=cast('Literal["largest_remainder", "floor", "half_up"]', rounding or "largest_remainder"),
        tolerance=reader.phrase(section.get("tolerance"), parse_count) or 0,
        bounds=bounds,
        teams=_read_teams(reader, section, grades),
        rest=reader.known(section.get("rest"), grades, "grade"),
    )


def _read_shares(
    reader: Reader, node: Node | None, grades: Collection[str]
) -> tuple[dict[str, Decimal], dict[str, Bound]]:
    """Return the share of each grade in percent, in the order of the grades, and which are caps or floors."""
    pairs = reader.pairs(node, "each grade with its share in percent")
    shares: dict[str, Decimal] = {}
    bounds: dict[str, Bound] = {}
    readable = 0
    for key, value in pairs or ():
        grade, read = reader.known(key, grades, "grade"), reader.phrase(value, _parse_share)
        readable += bool(grade and read)
        if grade and read and read[1] is not None:
            shares[grade] = read[1]
            if read[0]:
                bounds[grade] = read[0]
    if pairs and readable == len(pairs.pairs):
        _check_shares(reader, pairs, shares, bounds=bounds, grades=grades)
    return {grade: shares[grade] for grade in grades if grade in shares}, bounds


def _parse_share(text: str) -> tuple[Bound | None, Decimal | None]:
    """`10`, `at most 5`, `at least 5`, `the rest`."""
    if text == REST:
        return None, None
    if text.startswith("-"):
        raise PhraseError("A share cannot be negative.")
    found = _SHARE.fullmatch(text)
    if not found:
        raise PhraseError(f"{text!r} is not a share; write it like 10, at most 5, at least 5 or {REST}.")
    bound: Bound | None = "at_most" if found[1] == "at most" else "at_least" if found[1] else None
    return bound, parse_number(found[2])


def _check_shares(
    reader: Reader, pairs: Pairs, shares: dict[str, Decimal], *, bounds: dict[str, Bound], grades: Collection[str]
) -> None:
    written = {key.text for key, _ in pairs}
    missing = [grade for grade in grades if grade not in written]
    if missing:
        reader.complain(pairs, f"The share of {listed(missing, last='and')} is missing; write 0 where there is none.")
    rest = len(shares) < len(pairs.pairs)
    total = sum(shares.values())
    if not bounds and not rest and total != 100:
        reader.complain(pairs, f"The shares add up to {total}, not to 100.")
    if (bounds or rest) and total > 100:
        reader.complain(pairs, f"The shares add up to {total}, more than 100.")


def _read_teams(reader: Reader, section: Pairs, grades: Collection[str]) -> tuple[TeamShares, ...]:
    """Return the rows of the table, best teams first; each may leave a rest, which then needs a grade."""
    pairs = reader.pairs(section.get("teams"), "each part of the teams, such as to 30%, with its shares")
    rows: list[TeamShares] = []
    for key, value in pairs or ():
        upto = reader.phrase(key, _parse_upto)
        shares = dict(_team_shares(reader, value, grades))
        if upto is None:
            continue
        if rows and upto <= rows[-1].upto:
            reader.complain(key, "The teams are listed from the best to the last.")
        total = sum(shares.values())
        if total > 100 or (total < 100 and not section.get("rest")):
            reader.complain(value, f"The shares add up to {total}, not to 100; 'rest' names who takes what is left.")
        rows.append(TeamShares(upto=upto, shares=shares))
    if pairs and rows and rows[-1].upto != 100:
        reader.complain(pairs, f"Teams behind the best {rows[-1].upto} % have no shares; the last row is 'to 100%'.")
    return tuple(rows)


def _team_shares(reader: Reader, node: Node, grades: Collection[str]) -> list[tuple[str, Decimal]]:
    found = []
    for key, value in reader.pairs(node, "grades with their share, A+B for two together") or ():
        unknown = [part for part in key.text.split("+") if part not in grades]
        if unknown:
            reader.complain(key, f"There is no grade {listed(unknown)}.")
        share = reader.phrase(value, parse_number)
        if share is not None:
            found.append((key.text, share))
    return found


def _parse_upto(text: str) -> Decimal:
    found = _UPTO.fullmatch(text)
    if not found or not 0 < int(found[1]) <= 100:
        raise PhraseError(f"{text!r} is not a part of the teams; write it like to 30%.")
    return Decimal(found[1])
