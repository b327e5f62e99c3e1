"""Reads the outcomes: what a result causes, what of it is money, what proves it, and what somebody must do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cycleflow.core.cohort import COMPANY, DEPARTMENT, TEAM
from cycleflow.core.ledger import table_field
from cycleflow.core.outcomes import STANDING, Consequence, Outcomes
from cycleflow.core.scoring.allocate import POOLS, Allocate
from cycleflow.core.scoring.card import Card, Measure, MeasureRule
from cycleflow.core.scoring.guarded import PROVEN, UNPAID, Guarded, innermost
from cycleflow.core.scoring.inputs import Value
from cycleflow.core.scoring.past import PAST, PERIOD, Streak, Tally
from cycleflow.core.settling import GRADE, SCORE, SHARE, VERDICT
from cycleflow.core.workflow import Field, FieldKind, Grade, Indicator, State, Words
from cycleflow.policy.checks.graph import edges_of, reach, reversed_edges
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node, Pairs, Scalar, find
from cycleflow.policy.phrase import parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.cards import defaults_of, read_measures
from cycleflow.policy.sections.conditions import note_facts
from cycleflow.policy.sections.families import OUTCOMES as FAMILIES
from cycleflow.policy.sections.families.family import Filled
from cycleflow.policy.sections.families.formula import read_formula
from cycleflow.policy.sections.results import Score
from cycleflow.policy.sections.scope import Name, Scope, scope_of
from cycleflow.policy.vocabulary import CONSEQUENCE, EVIDENCE, OUTCOMES

BASES = (COMPANY, DEPARTMENT, TEAM)
MONEY_PLACES = 2

_TITLES: Mapping[str, Words] = {
    SCORE: {"zh": "得分", "en": "Score"},
    GRADE: {"zh": "等级", "en": "Grade"},
    SHARE: {"zh": "计发比例", "en": "Share"},
    "rank": {"zh": "名次", "en": "Rank"},
    "dense_rank": {"zh": "名次(并列不占位)", "en": "Rank without gaps"},
    "rank_last": {"zh": "倒数名次", "en": "Rank from the last"},
    "heads": {"zh": "人数", "en": "Heads"},
    PROVEN: {"zh": "证据齐全", "en": "Proven"},
    VERDICT: {"zh": "资格认定", "en": "Eligibility"},
    PERIOD: {"zh": "考核期", "en": "Period"},
}
_DEFAULTS: Mapping[str, Value] = {
    SHARE: Decimal(1),
    VERDICT: "",
    PROVEN: True,
    UNPAID: False,
    PERIOD: "",
    PAST: (),
    POOLS: (),
}
_KNOWN_ANYWAY = frozenset({SCORE, GRADE, PERIOD})
"""What every earlier period is known by anyway."""


@dataclass(frozen=True)
class Basis:
    """What outcomes are read with: the score, the states and sheets, the indicators, the grades, the attributes."""

    score: Score | None
    filled: Filled
    indicators: Mapping[str, Indicator]
    grades: Sequence[Grade]
    bases: Collection[str] = ()

    @property
    def card(self) -> Card:
        """Return the card of the score, or one with the indicators alone."""
        rule = self.score.scorecard.rule if self.score else None
        if isinstance(rule, Card):
            return replace(rule, overrides=(), also=())
        fields = {name: indicator.asked for name, indicator in self.indicators.items()}
        return Card(measures={}, result="", fields=fields, defaults=defaults_of(self.indicators))

    @property
    def also(self) -> tuple[str, ...]:
        rule = self.score.scorecard.rule if self.score else None
        return rule.also if isinstance(rule, Card) else ()


@dataclass(frozen=True, kw_only=True)
class ReadOutcomes:
    """The outcomes, and the names they ask for."""

    outcomes: Outcomes
    used: Collection[str]


def read_outcomes(reader: Reader, node: Node | None, basis: Basis) -> ReadOutcomes | None:
    section = reader.section(node, OUTCOMES)
    if section is None:
        return None
    scope = _scope(reader, section, basis)
    own, _ = read_measures(reader, section.get("measures"), scope, FAMILIES)
    measures = {**basis.card.measures, **{name: _named(measure) for name, measure in own.items()}}
    money = _read_money(reader, section.get("money"), measures, scope)
    told = _read_names(reader, section.get("told"), measures, scope)
    evidence = dict(_read_evidence(reader, section.get("evidence"), basis.filled.states))
    measures |= {name: _as_money(measures[name]) for name in money}
    measures |= dict(_read_unproven(reader, section.get("unproven"), measures, scope, money=money))
    duties = basis.filled.duties
    consequences = tuple(_read_consequences(reader, section.get("consequences"), scope, measures, duties=duties))
    measures |= {one.measure: condition for one, condition in consequences}
    facts = {name: field for name, field in basis.filled.facts.items() if name in scope.used & scope.facts}
    note_facts(reader, facts)
    outcomes = _settled(reader, section, basis.filled.states, basis.bases)
    rules = [innermost(measure.rule) for measure in measures.values()]
    outcomes = replace(
        outcomes,
        rule=_card(basis, measures, facts, scope),
        measures=tuple(own),
        told=told,
        money=money,
        keeps=tuple(dict.fromkeys(name for name in _asked_of_the_past(rules) if name not in _KNOWN_ANYWAY)),
        evidence=evidence,
        consequences=tuple(one for one, _ in consequences),
        is_cohort=bool(scope.used & set(STANDING)) or any(isinstance(rule, Allocate) for rule in rules),
        asks_past=any(isinstance(rule, Streak | Tally) for rule in rules),
    )
    _check_use(reader, section, outcomes, scope)
    _check_score(reader, section, outcomes, basis)
    return ReadOutcomes(outcomes=outcomes, used=scope.used)


def _scope(reader: Reader, section: Pairs, basis: Basis) -> Scope:
    """Return what outcomes may ask for: the result and what comes with it, then all that the score may."""
    before = (basis.score and basis.score.scope) or scope_of(basis.indicators, basis.filled)
    numbers = [*STANDING, SHARE, *([SCORE] if basis.score else [])]
    names = {name: Name(kind=Kind.NUMBER) for name in numbers}
    names |= {PROVEN: Name(kind=Kind.TRUTH), VERDICT: Name(kind=Kind.TEXT)}
    if basis.grades:
        names[GRADE] = Name(kind=Kind.TEXT, levels=tuple(grade.name for grade in basis.grades))
    for name in [*names, PAST, POOLS]:
        if name in before.names.keys() - before.facts or name in before.tables:
            sentence = f"{name!r} means something of its own here; call the indicator or measure otherwise."
            reader.complain(section, sentence)
    return replace(
        before, names={**names, **before.names}, tables=dict(before.tables), used=set(), facts=set(before.facts)
    )


def _card(basis: Basis, measures: Mapping[str, Measure], facts: Mapping[str, Field], scope: Scope) -> Card:
    """Return the card outcomes are worked out on; the result is among its inputs."""
    asked = {name: Field(name=name, title=title, kind=FieldKind.TEXT, optional=True) for name, title in _TITLES.items()}
    grades = {grade.name: grade.title for grade in basis.grades}
    asked[GRADE] = replace(asked[GRADE], kind=FieldKind.CHOICE, options=grades)
    card = basis.card
    known = {**card.facts, **facts}
    result = {
        name: replace(one, title=one.title or _TITLES[SCORE]) for name, one in measures.items() if name == card.result
    }
    used = {name: duty for name, duty in basis.filled.duties.items() if name in scope.used}
    logs = {name: table_field(duty, basis.filled.sheets) for name, duty in used.items()}
    return replace(
        card,
        measures={**measures, **result},
        facts=known,
        fields={**card.fields, **logs, **asked},
        defaults={**card.defaults, **dict.fromkeys(logs, ()), **_DEFAULTS},
        gathered={**card.gathered, **scope.gathered_used},
        gathering=basis.filled.gathering,
    )


def _settled(reader: Reader, section: Pairs, states: Mapping[str, State], bases: Collection[str]) -> Outcomes:
    """Return when outcomes are worked out, and which states come before and after."""
    name = reader.known(section.get("settle"), states, "state")
    settle = name if name and name in states else next(iter(states), "")
    edges = edges_of(states)
    on_the_way = reach([settle], reversed_edges(edges)) - {settle}
    return Outcomes(
        settle=settle,
        rule=Card(measures={}, result=""),
        measures=(),
        on_the_way=on_the_way,
        arrived=reach([settle], edges) - on_the_way,
        base=reader.known(section.get("base"), (*BASES, *bases), "base") or COMPANY,
    )


def _named(measure: Measure) -> Measure:
    """Return the measure; a rule over the whole cohort is found by its measure's name."""
    rule = measure.rule
    return replace(measure, rule=replace(rule, name=measure.name)) if isinstance(rule, Allocate) else measure


def _read_names(reader: Reader, node: Node | None, measures: Collection[str], scope: Scope) -> tuple[str, ...]:
    found = reader.known_all(node, measures, "measure") if node else ()
    scope.used.update(found)
    return tuple(name for name in found if name in measures)


def _read_money(reader: Reader, node: Node | None, measures: Mapping[str, Measure], scope: Scope) -> tuple[str, ...]:
    found = _read_names(reader, node, measures, scope)
    for name in found:
        if node and scope.names[name].kind is not Kind.NUMBER:
            reader.complain(node, f"Money is a number; {name!r} is {scope.names[name].kind}.")
    return found


def _as_money(measure: Measure) -> Measure:
    places = MONEY_PLACES if measure.places is None else measure.places
    return replace(measure, rule=Guarded(rule=measure.rule), places=places)


def _read_evidence(
    reader: Reader, node: Node | None, states: Mapping[str, State]
) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Yield each proof with the state that gives it, and the answer where only one of several does."""
    for key, value in reader.section(node, EVIDENCE) or ():
        text = reader.phrase(value, str) or ""
        name, _, answer = text.partition(".")
        asking = [one.name for one in states.values() if not one.is_end]
        if name not in asking:
            known = replace(value, text=name) if isinstance(value, Scalar) else value
            reader.known(known, asking, "state that asks somebody")
        elif answer and answer not in states[name].answers:
            answers = ", ".join(states[name].answers)
            reader.complain(value, f"{name!r} has no answer {answer!r}; known are {answers}.")
        else:
            yield key.text, (name, answer or None)


def _read_unproven(
    reader: Reader, node: Node | None, measures: Mapping[str, Measure], scope: Scope, *, money: Collection[str]
) -> Iterator[tuple[str, Measure]]:
    """Yield each sum of money with what holds while the proof is incomplete; that may not rest on the sum itself."""
    for key, value in reader.pairs(node, "each sum of money with what holds without proof") or ():
        name = reader.known(key, money, "sum of money")
        if name is None or name not in measures:
            continue
        before = list(scope.names)[: list(scope.names).index(name)]
        narrow = replace(scope, names={one: scope.names[one] for one in before}, used=scope.used)
        found = read_formula(reader, value, narrow, (Kind.NUMBER,))
        if found:
            rule = Guarded(rule=innermost(measures[name].rule), unproven=found[0])
            yield name, replace(measures[name], rule=rule)


def _read_consequences(
    reader: Reader, node: Node | None, scope: Scope, measures: Mapping[str, Measure], *, duties: Collection[str]
) -> Iterator[tuple[Consequence, Measure]]:
    tallies = {name for name, measure in measures.items() if isinstance(measure.rule, Tally)}
    for number, item in enumerate(reader.items(node, "each consequence") if node else ()):
        section = reader.section(item, CONSEQUENCE)
        when = read_formula(reader, section.get("when"), scope, (Kind.TRUTH,)) if section else None
        raises = reader.known(section.get("raises"), duties, "duty") if section else None
        reason = reader.phrase(section.get("reason"), parse_words) if section else None
        if section is None or when is None or raises not in duties or raises is None or reason is None:
            continue
        if when[0].names and tallies.issuperset(when[0].names):
            sentence = "A tally stands still in a good period, and this would be raised again; ask about this one too."
            reader.complain(section.get("when") or section, sentence)
        measure = f"{raises} {number}"
        yield (
            Consequence(measure=measure, raises=raises, reason=reason),
            Measure(name=measure, rule=when[0], title=reason),
        )


def _asked_of_the_past(rules: Sequence[MeasureRule]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, Streak | Tally):
            yield from rule.names


def _check_use(reader: Reader, section: Pairs, outcomes: Outcomes, scope: Scope) -> None:
    """What leads to nothing, or has nothing to rest on, is a slip."""
    for key, _ in reader.pairs(section.get("measures"), "each measure by its name") or ():
        if key.text in outcomes.measures and key.text not in scope.used:
            reader.complain(key, f"The measure {key.text!r} counts nowhere.")
    if not (outcomes.money or outcomes.told or section.get("consequences")):
        reader.complain(section, "These outcomes cause nothing; add 'money', 'told' or 'consequences'.")
    evidence, unproven = section.get("evidence"), section.get("unproven")
    if unproven and not evidence:
        reader.complain(unproven, "What would prove it is missing; add 'evidence'.")
    if evidence and not unproven and PROVEN not in scope.used:
        reader.complain(evidence, "Nothing depends on this evidence; add 'unproven', or ask for 'proven'.")
    base = section.get("base")
    if base and not outcomes.is_cohort:
        reader.complain(base, "Nothing here compares anybody with others, so there is no base.")


def _check_score(reader: Reader, section: Pairs, outcomes: Outcomes, basis: Basis) -> None:
    """Outcomes rest on the result, so they come after it, and a sum is told in one place only."""
    settle, after = section.get("settle"), basis.score.scorecard.after if basis.score else None
    if settle and after and outcomes.settle not in reach([after], edges_of(basis.filled.states)) - {after}:
        reader.complain(settle, f"{outcomes.settle!r} does not come after {after!r}, where the score is made.")
    for name in outcomes.money:
        if name in basis.also:
            reader.complain(
                find(section, "money") or section, f"{name!r} is told with the score already; leave it out of 'also'."
            )
