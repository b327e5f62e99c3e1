"""Reads how a result comes about: the score, the grades and their distribution."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal, cast

from cycleflow.core.scoring.scorecard import Rounding, Scorecard
from cycleflow.core.workflow import Distribution, Grade, Words
from cycleflow.policy.complaint import listed
from cycleflow.policy.node import Node, Pairs
from cycleflow.policy.phrase import parse_band, parse_count, parse_number, parse_round
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import Column
from cycleflow.policy.sections.families import FAMILIES
from cycleflow.policy.sections.families.family import Filled, Made
from cycleflow.policy.sections.sheets import Scales
from cycleflow.policy.vocabulary import DISTRIBUTION, SCORE, Keys

_BASES = ("company", "department")
_ROUNDINGS = ("largest_remainder", "floor", "half_up")
_SCORE = Keys(name=SCORE.name, required=SCORE.required, optional=(*SCORE.optional, *FAMILIES))


@dataclass(frozen=True, kw_only=True)
class Score:
    """A Scorecard, and the columns it computes with."""

    scorecard: Scorecard
    uses: tuple[Column, ...]


def read_score(reader: Reader, node: Node | None, filled: Filled) -> Score | None:
    section = reader.section(node, _SCORE)
    if section is None:
        return None
    after = reader.known(section.get("after"), filled.states, "state")
    made = _read_rule(reader, section, filled)
    places, rounding = reader.phrase(section.get("round"), parse_round) or (2, Rounding.HALF_UP)
    if after is None or made is None:
        return None
    return Score(scorecard=Scorecard(after=after, rule=made.rule, places=places, rounding=rounding), uses=made.uses)


def _read_rule(reader: Reader, section: Pairs, filled: Filled) -> Made | None:
    names = [name for name in FAMILIES if section.get(name)]
    if len(names) != 1:
        reader.complain(section, f"A score is made by exactly one of {listed(FAMILIES)}.")
        return None
    family = FAMILIES[names[0]]
    inner = reader.section(section.get(names[0]), family.keys)
    return family.read(reader, inner, filled) if inner else None


def read_grades(reader: Reader, node: Node | None, words: Mapping[str, Words], scales: Scales) -> tuple[Grade, ...]:
    """Return the grades, best first, having complained of scores that have none or two."""
    pairs = reader.pairs(node, "each grade with its scores")
    bands = {key.text: reader.phrase(value, parse_band) for key, value in pairs or ()}
    grades = tuple(
        Grade(
            name=name,
            title=_grade_words(name, words, scales),
            low=band.low if band else None,
            high=band.high if band else None,
        )
        for name, band in bands.items()
    )
    if pairs and None not in bands.values():
        _check_bands(reader, pairs, grades)
    return grades


def _grade_words(name: str, words: Mapping[str, Words], scales: Scales) -> Words:
    """Return the grade's own words, else those of a scale that has such a value, else its name."""
    of_scales = [values[name] for values in scales.values() if name in values]
    return words.get(name) or (of_scales[0] if len(of_scales) == 1 else {"zh": name, "en": name})


def _check_bands(reader: Reader, pairs: Pairs, grades: Sequence[Grade]) -> None:
    """From the best down, each band must begin where the one above ends, without a score left over."""
    if not grades:
        reader.complain(pairs, "There is no grade.")
        return
    places = [key for key, _ in pairs]
    if grades[0].high is not None:
        reader.complain(
            places[0], f"Scores from {grades[0].high} up have no grade; the best grade comes first and is open above."
        )
    if grades[-1].low is not None:
        reader.complain(
            places[-1], f"Scores below {grades[-1].low} have no grade; the lowest grade comes last and is open below."
        )
    for (better, worse), place in zip(pairwise(grades), places[1:], strict=True):
        if better.low is None or worse.high is None:
            reader.complain(place, f"The grades {better.name} and {worse.name} overlap.")
        elif better.low > worse.high:
            reader.complain(place, f"Scores from {worse.high} below {better.low} lie between two grades.")
        elif better.low < worse.high:
            reader.complain(
                place, f"Scores from {better.low} below {worse.high} have two grades, {better.name} and {worse.name}."
            )


def read_distribution(reader: Reader, node: Node | None, grades: Collection[str]) -> Distribution | None:
    section = reader.section(node, DISTRIBUTION)
    if section is None:
        return None
    base = reader.known(section.get("base"), _BASES, "base")
    rounding = reader.known(section.get("rounding"), _ROUNDINGS, "rounding")
    tolerance = reader.phrase(section.get("tolerance"), parse_count)
    return Distribution(
        base=cast('Literal["company", "department"]', base or "company"),
        shares=_read_shares(reader, section.get("shares"), grades),
        rounding=cast('Literal["largest_remainder", "floor", "half_up"]', rounding or "largest_remainder"),
        tolerance=tolerance or 0,
    )


def _read_shares(reader: Reader, node: Node | None, grades: Collection[str]) -> dict[str, Decimal]:
    """Return the share of each grade in percent, in the order of the grades."""
    shares = {}
    pairs = reader.pairs(node, "each grade with its share in percent")
    for key, value in pairs or ():
        grade, share = reader.known(key, grades, "grade"), reader.phrase(value, parse_number)
        if grade and share is not None:
            shares[grade] = share
        if share is not None and share < 0:
            reader.complain(value, "A share cannot be negative.")
    if pairs is None or len(shares) < len(pairs.pairs):
        return shares
    missing = [grade for grade in grades if grade not in shares]
    if missing:
        reader.complain(pairs, f"The share of {listed(missing, last='and')} is missing; write 0 where there is none.")
    if sum(shares.values()) != 100:
        reader.complain(pairs, f"The shares add up to {sum(shares.values())}, not to 100.")
    return {grade: shares[grade] for grade in grades if grade in shares}
