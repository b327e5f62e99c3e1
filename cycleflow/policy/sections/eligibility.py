"""Reads the rules of eligibility: when each is asked, what it may ask, and what becomes of whoever it catches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cycleflow.core.verdict import Effect, EligibilityRule, Occasion
from cycleflow.core.workflow import Grade
from cycleflow.policy.complaint import listed
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import parse_number, parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.conditions import note_facts, read_condition
from cycleflow.policy.sections.families.formula import read_expression
from cycleflow.policy.sections.knowledge import RESULTS, Asking
from cycleflow.policy.sections.sheets import UNTITLED
from cycleflow.policy.vocabulary import ELIGIBILITY

COUNTS_AS = "counts as "

_ASKED: Mapping[Effect, tuple[Occasion, ...]] = {
    Effect.EXCLUDED: (Occasion.LAUNCH,),
    Effect.NOT_ASSESSED: (Occasion.LAUNCH, Occasion.SCORING),
    Effect.CANCELLED: (Occasion.LAUNCH, Occasion.SCORING),
    Effect.COUNTS_AS: (Occasion.LAUNCH, Occasion.SCORING),
    Effect.PRO_RATED: tuple(Occasion),
    Effect.UNPAID: (Occasion.PAYOUT,),
}
"""On which occasions something can be decided at all."""

_EFFECTS = [f"{COUNTS_AS}a grade" if effect is Effect.COUNTS_AS else effect.value for effect in Effect]


def read_eligibility(
    reader: Reader, node: Node | None, asking: Asking, grades: Sequence[Grade]
) -> tuple[EligibilityRule, ...]:
    names = [grade.name for grade in grades]
    rules = []
    for item in reader.items(node, "each rule") if node else ():
        section = reader.section(item, ELIGIBILITY)
        rule = _read_rule(reader, section, asking, names) if section else None
        if rule:
            rules.append(rule)
    return tuple(rules)


def _read_rule(reader: Reader, section: Pairs, asking: Asking, grades: Collection[str]) -> EligibilityRule | None:
    at = _read_at(reader, section.get("at"))
    then, grade = _read_then(reader, section.get("then"), grades)
    _check_occasions(reader, section, then, at)
    names = _names(asking, at)
    is_early = at == (Occasion.LAUNCH,)
    when = read_condition(reader, section.get("when"), names, at_launch=is_early)
    facts = {name: kind for name, kind in reader.facts.items() if name not in names}
    share = read_expression(reader, section.get("share"), {**names, **facts}, (Kind.NUMBER,))
    asked = tuple(dict.fromkeys((*when.names, *(share[1] if share else ()))))
    asking.used.update(asked)
    note_facts(reader, [name for name in asked if name in facts], at_launch=is_early)
    _check_company(reader, section, then)
    return EligibilityRule(
        when=when,
        then=then,
        reason=reader.phrase(section.get("reason"), parse_words) or UNTITLED,
        at=at,
        grade=grade,
        score=reader.phrase(section.get("score"), parse_number),
        share=share[0] if share else None,
    )


def _read_at(reader: Reader, node: Node | None) -> tuple[Occasion, ...]:
    known = [occasion.value for occasion in Occasion]
    found = [reader.known(item, known, "occasion") for item in (node if isinstance(node, Items) else (node,))]
    return tuple(Occasion(name) for name in dict.fromkeys(found) if name) or (Occasion.LAUNCH,)


def _read_then(reader: Reader, node: Node | None, grades: Collection[str]) -> tuple[Effect, str | None]:
    if isinstance(node, Scalar) and node.text.startswith(COUNTS_AS):
        named = Scalar(place=node.at(len(COUNTS_AS)), text=node.text.removeprefix(COUNTS_AS).strip())
        return Effect.COUNTS_AS, reader.known(named, grades, "grade")
    name = reader.known(node, _EFFECTS, "verdict")
    return Effect(name) if name in set(Effect) else Effect.EXCLUDED, None


def _names(asking: Asking, at: Collection[Occasion]) -> Mapping[str, Kind]:
    """Return what can be asked on all these occasions, besides the facts."""
    if Occasion.LAUNCH in at:
        return {}
    if Occasion.SCORING in at:
        return {name: kind for name, kind in asking.known.items() if name not in RESULTS}
    return asking.known


def _check_occasions(reader: Reader, section: Pairs, then: Effect, at: Collection[Occasion]) -> None:
    wrong = [occasion for occasion in at if occasion not in _ASKED[then]]
    if wrong:
        sentence = f"{then.value!r} can be decided at {listed(_ASKED[then])}, not at {listed(wrong)}."
        reader.complain(section.get("at") or section.get("then") or section, sentence)


def _check_company(reader: Reader, section: Pairs, then: Effect) -> None:
    """A share goes with pro_rated and a score with what somebody counts as; elsewhere they would mean nothing."""
    for key, effect in (("share", Effect.PRO_RATED), ("score", Effect.COUNTS_AS)):
        written = section.key(key)
        if written and then is not effect:
            reader.complain(written, f"{key!r} belongs to {_EFFECTS[list(Effect).index(effect)]!r}.")
    if then is Effect.PRO_RATED and not section.get("share"):
        reader.complain(section, "What is due is missing; add 'share', such as share: service_days / 365.")
