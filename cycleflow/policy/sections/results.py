"""Reads how a result comes about: the score, the grades and their distribution."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cycleflow.core.scoring.scorecard import Rounding, Scorecard
from cycleflow.core.workflow import Grade, Indicator, Words
from cycleflow.policy.complaint import listed
from cycleflow.policy.edges import Edges, parse_edges
from cycleflow.policy.node import Node, Pairs
from cycleflow.policy.phrase import PhraseError, parse_round
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.cards import read_card
from cycleflow.policy.sections.columns import Column
from cycleflow.policy.sections.families import FAMILIES
from cycleflow.policy.sections.families.family import Filled, Made
from cycleflow.policy.sections.scope import Scope
from cycleflow.policy.sections.sheets import Scales
from cycleflow.policy.vocabulary import SCORE, Keys

BY_RANK = "by rank"
_SCORE = Keys(name=SCORE.name, required=SCORE.required, optional=(*SCORE.optional, *FAMILIES))


@dataclass(frozen=True, kw_only=True)
class Score:
    """A Scorecard, the columns it computes with, and what its measures and indicators are called."""

    scorecard: Scorecard
    uses: tuple[Column, ...]
    scope: Scope | None = None


def read_score(
    reader: Reader,
    node: Node | None,
    filled: Filled,
    *,
    indicators: Mapping[str, Indicator],
    grades: Collection[str],
) -> Score | None:
    section = reader.section(node, _SCORE)
    if section is None:
        return None
    after = reader.known(section.get("after"), filled.states, "state")
    card = None
    if section.get("measures") and not any(section.get(name) for name in FAMILIES):
        card = read_card(reader, section, indicators=indicators, filled=filled, grades=grades)
        made = Made(rule=card.card, uses=card.uses) if card else None
    else:
        made = _read_rule(reader, section, filled)
    places, rounding = reader.phrase(section.get("round"), parse_round) or (2, Rounding.HALF_UP)
    if after is None or made is None:
        return None
    scorecard = Scorecard(after=after, rule=made.rule, places=places, rounding=rounding)
    return Score(scorecard=scorecard, uses=made.uses, scope=card.scope if card else None)


def _read_rule(reader: Reader, section: Pairs, filled: Filled) -> Made | None:
    names = [name for name in FAMILIES if section.get(name)]
    if len(names) != 1:
        families = listed(["measures", *FAMILIES])
        reader.complain(section, f"A score is made by exactly one of {families}.")
        return None
    family = FAMILIES[names[0]]
    inner = reader.section(section.get(names[0]), family.keys)
    return family.read(reader, inner, filled) if inner else None


def read_grades(reader: Reader, node: Node | None, words: Mapping[str, Words], scales: Scales) -> tuple[Grade, ...]:
    """Return the grades, best first, having complained of scores that have none or two."""
    pairs = reader.pairs(node, "each grade with its scores")
    edges = {key.text: reader.phrase(value, _parse_grade) for key, value in pairs or ()}
    grades = tuple(_grade(name, _grade_words(name, words, scales), edges[name]) for name in edges)
    if pairs and None not in edges.values():
        _check_bands(reader, pairs, grades)
    return grades


def _parse_grade(text: str) -> Edges:
    """The scores of a grade, or `by rank`."""
    if text == BY_RANK:
        return Edges(text, None, None)
    edges = parse_edges(text)
    if not edges.is_fixed:
        raise PhraseError(f"{text!r} is not a band of scores; write it like from 3.5 below 4.5, or above 7 to 8.")
    return edges


def _grade(name: str, title: Words, edges: Edges | None) -> Grade:
    low, high = (edges.low, edges.high) if edges else (None, None)
    return Grade(
        name=name,
        title=title,
        low=low if isinstance(low, Decimal) else None,
        high=high if isinstance(high, Decimal) else None,
        low_open=bool(edges and edges.low_open),
        high_closed=bool(edges and isinstance(high, Decimal) and not edges.high_open),
        by_rank=bool(edges and edges.text == BY_RANK),
    )


def _grade_words(name: str, words: Mapping[str, Words], scales: Scales) -> Words:
    """Return the grade's own words, else those of a scale that has such a value, else its name."""
    of_scales = [values[name] for values in scales.values() if name in values]
    return words.get(name) or (of_scales[0] if len(of_scales) == 1 else {"zh": name, "en": name})


def _check_bands(reader: Reader, pairs: Pairs, grades: Sequence[Grade]) -> None:
    """From the best down, each band must begin where the one above ends, without a score left over."""
    if not grades:
        reader.complain(pairs, "There is no grade.")
        return
    if any(grade.by_rank for grade in grades):
        _check_ranked(reader, pairs, grades)
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
        elif better.low_open != worse.high_closed:
            reader.complain(place, f"The score {better.low} must have one grade, {better.name} or {worse.name}.")


def _check_ranked(reader: Reader, pairs: Pairs, grades: Sequence[Grade]) -> None:
    """Either the scores give the grades or the cohort does; a grade of each kind would contradict."""
    for (key, _), grade in zip(pairs, grades, strict=True):
        if not grade.by_rank:
            reader.complain(key, f"Some grades are given {BY_RANK!r}; then {grade.name} must be too.")
