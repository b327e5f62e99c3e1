"""Reads the distribution: shares, caps and floors, and shares that depend on the team's own rank."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeAlias, cast

from cycleflow.core.cohort import COMPANY, DEPARTMENT, TEAM
from cycleflow.core.quota import Distribution, TeamShares
from cycleflow.core.workflow import Grade
from cycleflow.policy.complaint import listed
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import PhraseError, parse_count, parse_number
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.knowledge import Asking
from cycleflow.policy.vocabulary import DISTRIBUTION

Bound: TypeAlias = Literal["at_most", "at_least"]

_ROUNDINGS = ("largest_remainder", "floor", "half_up")
_SHARE = re.compile(r"(?:(at most|at least) +)?([0-9]{1,3}(?:\.[0-9]{1,6})?)")
_UPTO = re.compile(r"to ([0-9]{1,3})%")
REST = "the rest"


def read_distributions(
    reader: Reader,
    node: Node | None,
    grades: Sequence[Grade],
    *,
    asking: Asking,
    indicators: Collection[str],
    bases: Collection[str],
) -> tuple[Distribution, ...]:
    """Return the distributions, one or a list: facts and indicators say who falls under which."""
    names = {name: kind for name, kind in asking.known.items() if name in indicators}
    items = node.items if isinstance(node, Items) else (node,) if node else ()
    found: list[Distribution] = []
    for item in items:
        section = reader.section(item, DISTRIBUTION)
        if section is None:
            continue
        if found and found[-1].when is None:
            reader.complain(section, "The distribution before this is for everybody, so this one is for nobody.")
        when = asking.read(reader, section.get("for"), names) if section.get("for") else None
        if when and any(one.when and one.when.text == when.text for one in found):
            reader.complain(section.get("for") or section, "A distribution before this is for the same people.")
        made = _read_distribution(reader, section, [grade.name for grade in grades], bases)
        if any(grade.by_rank for grade in grades) and _leaves_heads(made):
            sentence = f"Rounded {made.rounding!r} some heads may get no grade; 'rest' names the one that takes them."
            reader.complain(section.get("rounding") or section, sentence)
        rank, among = (_read_figure(reader, section.get(key), asking) for key in ("rank", "among"))
        if (rank is None) != (among is None) or (rank and not made.teams):
            reader.complain(section, "'rank' and 'among' say together which place a team has; they go with 'teams'.")
        found.append(replace(made, when=when, rank=rank, among=among))
    return tuple(found)


def _read_figure(reader: Reader, node: Node | None, asking: Asking) -> str | None:
    """Return the name of an indicator or measure that is a number."""
    numbers = [name for name, kind in asking.known.items() if kind is Kind.NUMBER]
    name = reader.known(node, numbers, "figure")
    asking.used.update([name] if name else [])
    return name


def _leaves_heads(made: Distribution) -> bool:
    """Whether rounding may leave heads that no quota covers."""
    return bool(made.shares) and not made.rest and (bool(made.bounds) or made.rounding != "largest_remainder")


def _read_distribution(reader: Reader, section: Pairs, grades: Collection[str], bases: Collection[str]) -> Distribution:
    if bool(section.get("shares")) == bool(section.get("teams")):
        reader.complain(section, "A distribution has either 'shares' or, by the team's rank, 'teams'.")
    rounding = reader.known(section.get("rounding"), _ROUNDINGS, "rounding")
    rest = reader.known(section.get("rest"), grades, "grade")
    read = _read_shares(reader, section.get("shares"), grades, rest)
    ties = reader.known(section.get("ties"), ("together", "in_order"), "way with ties")
    return Distribution(
        base=reader.known(section.get("base"), (COMPANY, DEPARTMENT, TEAM, *bases), "base") or COMPANY,
        shares=read.shares,
        rounding=cast('Literal["largest_remainder", "floor", "half_up"]', rounding or "largest_remainder"),
        tolerance=reader.phrase(section.get("tolerance"), parse_count) or 0,
        bounds=read.bounds,
        teams=_read_teams(reader, section, grades),
        rest=rest or read.rest,
        ties="together" if ties == "together" else "in_order",
        grades=tuple(grades),
    )


@dataclass(frozen=True, kw_only=True)
class _Shares:
    """The share of each key in percent, which are caps or floors, and the key that takes the rest."""

    shares: Mapping[str, Decimal] = field(default_factory=dict)
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    rest: str | None = None


def _read_shares(reader: Reader, node: Node | None, grades: Collection[str], rest: str | None) -> _Shares:
    """Return the shares, in the order of the grades."""
    pairs = reader.pairs(node, "each grade with its share in percent")
    read = {key.text: reader.phrase(value, _parse_share) for key, value in pairs or ()}
    known = [_are_grades(reader, key, grades) for key, _ in pairs or ()]
    ordered = sorted(read, key=lambda key: _first(key, grades))
    found = {key: share for key in ordered if (share := read[key])}
    shares = _Shares(
        shares={key: share for key, (_, share) in found.items() if share is not None},
        bounds={key: bound for key, (bound, _) in found.items() if bound},
        rest=next((key for key, (_, share) in found.items() if share is None), None),
    )
    if pairs and all(known) and len(found) == len(pairs.pairs):
        _check_shares(reader, pairs, shares, grades=grades, rest=rest)
    return shares


def _are_grades(reader: Reader, key: Scalar, grades: Collection[str]) -> bool:
    """Whether a key is a grade, or several joined."""
    if "+" not in key.text:
        return reader.known(key, grades, "grade") == key.text
    unknown = [part for part in key.text.split("+") if part not in grades]
    if unknown:
        reader.complain(key, f"There is no grade {listed(unknown)}.")
    return not unknown


def _first(key: str, grades: Collection[str]) -> int:
    """Return the place of a key's best grade."""
    places = [place for place, grade in enumerate(grades) if grade in key.split("+")]
    return places[0] if places else len(grades)


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


def _check_shares(reader: Reader, pairs: Pairs, read: _Shares, *, grades: Collection[str], rest: str | None) -> None:
    written = [grade for key, _ in pairs for grade in key.text.split("+")]
    missing = [grade for grade in grades if grade not in written]
    twice = [grade for grade in grades if written.count(grade) > 1]
    if missing:
        reader.complain(pairs, f"The share of {listed(missing, last='and')} is missing; write 0 where there is none.")
    if twice:
        reader.complain(pairs, f"The grade {listed(twice, last='and')} has two shares.")
    left = rest or read.rest
    total = sum(read.shares.values())
    if not read.bounds and not left and total != 100:
        reader.complain(pairs, f"The shares add up to {total}, not to 100.")
    if (read.bounds or left) and total > 100:
        reader.complain(pairs, f"The shares add up to {total}, more than 100.")
    if rest and read.rest:
        reader.complain(pairs, f"What is left goes to {rest} and to {read.rest}; only one can take it.")


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
            who = "'rest' names who takes what is left"
            reader.complain(value, f"The shares of {key.text!r} add up to {total}, not to 100; {who}.")
        rows.append(TeamShares(upto=upto, shares=shares))
    if pairs and rows and rows[-1].upto != 100:
        reader.complain(pairs, f"Teams behind the best {rows[-1].upto} % have no shares; the last row is 'to 100%'.")
    return tuple(rows)


def _team_shares(reader: Reader, node: Node, grades: Collection[str]) -> list[tuple[str, Decimal]]:
    found = []
    for key, value in reader.pairs(node, "grades with their share, A+B for two together") or ():
        _are_grades(reader, key, grades)
        share = reader.phrase(value, parse_number)
        if share is not None:
            found.append((key.text, share))
    return found


def _parse_upto(text: str) -> Decimal:
    found = _UPTO.fullmatch(text)
    if not found or not 0 < int(found[1]) <= 100:
        raise PhraseError(f"{text!r} is not a part of the teams; write it like to 30%.")
    return Decimal(found[1])
