"""Reads a card: measures in their order, the one that is the score, and what overrides it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cycleflow.core.ledger import table_field
from cycleflow.core.scoring.card import Card, Measure, Override
from cycleflow.core.scoring.inputs import Value
from cycleflow.core.scoring.scorecard import Rounding
from cycleflow.core.workflow import FieldKind, Indicator
from cycleflow.policy.complaint import listed
from cycleflow.policy.expression import Kind
from cycleflow.policy.node import Node, Pairs, Scalar, find
from cycleflow.policy.phrase import parse_number, parse_round, parse_span, parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.columns import Column
from cycleflow.policy.sections.conditions import note_facts
from cycleflow.policy.sections.families import MEASURES, Read, weights
from cycleflow.policy.sections.families.family import Filled
from cycleflow.policy.sections.families.formula import read_formula
from cycleflow.policy.sections.scope import Made, Name, Scope, scope_of
from cycleflow.policy.vocabulary import MEASURE, OVERRIDE, Keys


@dataclass(frozen=True, kw_only=True)
class ReadCard:
    card: Card
    uses: tuple[Column, ...]
    scope: Scope


def read_card(
    reader: Reader,
    section: Pairs,
    *,
    indicators: Mapping[str, Indicator],
    filled: Filled,
    grades: Collection[str],
) -> ReadCard | None:
    """Return the card of a `score` that has `measures`."""
    scope = scope_of(indicators, filled)
    measures, uses = read_measures(reader, section.get("measures"), scope)
    result = _read_result(reader, section, scope, measures)
    overrides = _read_overrides(reader, section.get("overrides"), scope, grades)
    also = reader.known_all(section.get("also"), measures, "measure") if section.get("also") else ()
    scope.used.update(also)
    facts = {name: field for name, field in filled.facts.items() if name in scope.used & scope.facts}
    note_facts(reader, facts)
    if result is None:
        return None
    logs = {name: table_field(duty, filled.sheets) for name, duty in filled.duties.items() if name in scope.used}
    card = Card(
        measures=measures,
        result=result,
        fields={**logs, **{name: indicator.asked for name, indicator in indicators.items()}},
        facts=facts,
        defaults={**dict.fromkeys(logs, ()), **defaults_of(indicators)},
        overrides=overrides,
        also=also,
        gathered=scope.gathered_used,
        gathering=filled.gathering,
    )
    return ReadCard(card=card, uses=(*uses, *_columns(indicators, filled, section)), scope=scope)


def read_measures(
    reader: Reader, node: Node | None, scope: Scope, families: Mapping[str, Read] = MEASURES
) -> tuple[dict[str, Measure], list[Column]]:
    """Return the measures by name, and the columns they compute with; the scope grows by each."""
    measures: dict[str, Measure] = {}
    uses: list[Column] = []
    for key, value in reader.named(node, "each measure by its name"):
        read = _read_measure(reader, key, value, scope, families=families)
        if read:
            measures[key.text], columns = read
            uses += columns
    return measures, uses


def _read_measure(
    reader: Reader, key: Scalar, node: Node, scope: Scope, *, families: Mapping[str, Read]
) -> tuple[Measure, tuple[Column, ...]] | None:
    if key.text in scope.names.keys() - scope.facts or key.text in scope.tables:
        reader.complain(key, f"{key.text!r} is the name of an indicator already.")
    section = reader.section(node, Keys(name=MEASURE.name, optional=(*MEASURE.optional, *families)))
    if section is None:
        return None
    written = [name for name in families if section.get(name)]
    if len(written) != 1:
        reader.complain(key, f"A measure is made by exactly one of {listed(families)}.")
        return None
    before = len(reader.complaints)
    made = _read_rule(reader, section, scope, family=written[0], read=families[written[0]])
    if made is None:
        if len(reader.complaints) == before:
            reader.complain(key, f"The measure {key.text!r} has nothing to count.")
        scope.names.setdefault(key.text, Name(kind=Kind.NUMBER))
        return None
    scope.facts.discard(key.text)
    limit = reader.phrase(section.get("limit"), parse_span)
    places, rounding = reader.phrase(section.get("round"), parse_round) or (None, Rounding.HALF_UP)
    scope.names[key.text] = Name(
        kind=made.kind,
        low=limit.low if limit else None,
        high=limit.high if limit else None,
        step=Decimal(1) if places == 0 else None,
        levels=made.levels,
    )
    measure = Measure(
        name=key.text,
        rule=made.rule,
        title=reader.phrase(section.get("title"), parse_words) or {},
        low=limit.low if limit else None,
        high=limit.high if limit else None,
        places=places,
        rounding=rounding,
    )
    return measure, made.uses


def _read_rule(reader: Reader, section: Pairs, scope: Scope, *, family: str, read: Read) -> Made | None:
    node, total = section.get(family), section.get("adds_up_to")
    assert node is not None, "the family is the key that was found"
    if total and family != "weights":
        reader.complain(total, "Only 'weights' add up to something.")
    if family == "weights":
        return weights.read(reader, node, scope, reader.phrase(total, parse_number) or weights.WHOLE)
    return read(reader, node, scope)


def _read_result(reader: Reader, section: Pairs, scope: Scope, measures: Mapping[str, Measure]) -> str | None:
    node = section.get("result")
    if node is None:
        reader.complain(section, "Which of the measures is the score is missing; add 'result'.")
        return None
    name = reader.known(node, measures, "measure")
    if name is None or name not in measures:
        return None
    scope.used.add(name)
    if scope.names[name].kind is not Kind.NUMBER:
        reader.complain(node, f"A score is a number; {name!r} is {scope.names[name].kind}.")
    return name


def _read_overrides(reader: Reader, node: Node | None, scope: Scope, grades: Collection[str]) -> tuple[Override, ...]:
    found = []
    for item in reader.items(node, "each override") if node else ():
        section = reader.section(item, OVERRIDE)
        when = read_formula(reader, section.get("when"), scope, (Kind.TRUTH,)) if section else None
        if section is None or when is None:
            continue
        if bool(section.get("grade")) == bool(section.get("score")):
            reader.complain(section, "An override sets either a grade or a score.")
        found.append(
            Override(
                when=when[0],
                text=when[0].expression.text,
                reason=reader.phrase(section.get("reason"), parse_words) or {},
                grade=reader.known(section.get("grade"), grades, "grade"),
                score=reader.phrase(section.get("score"), parse_number),
            )
        )
    return tuple(found)


def check_used(reader: Reader, root: Pairs, card: Card, used: Collection[str]) -> None:
    """A measure nothing leads to would be printed and never counted, an indicator be collected for nothing.

    Texts are kept as evidence; what says whether another is asked for is asked for itself.
    """
    conditions = {name for one in card.fields.values() if one.needed_when for name in one.needed_when.names}
    for key in _keys(find(root, "score", "measures")):
        if key.text in card.measures and key.text not in used:
            reader.complain(key, f"The measure {key.text!r} counts nowhere.")
    for key in _keys(find(root, "indicators")):
        asked = card.fields.get(key.text)
        if asked and asked.kind is not FieldKind.TEXT and key.text not in {*used, *conditions}:
            reader.complain(key, f"No measure asks for {key.text!r}.")


def _keys(node: Node | None) -> list[Scalar]:
    return [key for key, _ in node] if isinstance(node, Pairs) else []


def defaults_of(indicators: Mapping[str, Indicator]) -> dict[str, Value]:
    return {
        name: indicator.default
        for name, indicator in indicators.items()
        if indicator.default is not None or indicator.asked.optional
    }


def _columns(indicators: Mapping[str, Indicator], filled: Filled, section: Pairs) -> list[Column]:
    """Return the indicators everybody must have given, with the first state that asks for them."""
    asked = {
        sheet: state.name for state in reversed(list(filled.states.values())) for sheet in state.ask.values() if sheet
    }
    return [
        Column(path=(asked[sheet], "indicators", name), table=one.asked, field=one.asked, place=section.place)
        for name, one in indicators.items()
        if (sheet := f"{one.by}_indicators") in asked and one.asked.needed_when is None and not one.asked.optional
    ]
