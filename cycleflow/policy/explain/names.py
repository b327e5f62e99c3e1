"""What the names of a regulation stand for: how people call each, and how they call its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from cycleflow.core.facts import fields_of
from cycleflow.core.organisation import ACTIVE
from cycleflow.core.period import Cadence
from cycleflow.core.scoring.bands import Bands
from cycleflow.core.scoring.card import Card, Measure
from cycleflow.core.scoring.guarded import innermost
from cycleflow.core.scoring.lookup import Lookup
from cycleflow.core.workflow import Field, FieldKind, Words, Workflow


@dataclass(frozen=True, kw_only=True)
class Term:
    """How something is called, and its values where they are called otherwise than they are written.

    Of a `tick` is said that it is yes or no.
    """

    title: Words
    options: Mapping[str, Words] = field(default_factory=dict)
    tick: bool = False


Names: TypeAlias = Mapping[str, Term]

CADENCES: Mapping[Cadence, Words] = {
    Cadence.MONTH: {"zh": "月度", "en": "month"},
    Cadence.QUARTER: {"zh": "季度", "en": "quarter"},
    Cadence.HALF_YEAR: {"zh": "半年度", "en": "half-year"},
    Cadence.YEAR: {"zh": "年度", "en": "year"},
}
EFFECTS: Mapping[str, Words] = {
    "excluded": {"zh": "不参加考核", "en": "not appraised"},
    "not_assessed": {"zh": "不予评定", "en": "not assessed"},
    "cancelled": {"zh": "取消考核资格", "en": "qualification cancelled"},
    "pro_rated": {"zh": "按比例计发", "en": "pro-rated"},
    "unpaid": {"zh": "不予发放", "en": "not paid"},
    "none": {"zh": "无", "en": "none"},
}
_VALUES: Mapping[str, Mapping[str, Words]] = {
    "status": {ACTIVE: {"zh": "在职", "en": "active"}},
    "cadence": {kind.value: words for kind, words in CADENCES.items()},
}
SCORE: Words = {"zh": "得分", "en": "Score"}
_UNROUNDED: Words = {"zh": "舍入前得分", "en": "Score before rounding"}


def names_of(workflow: Workflow) -> Names:
    """Return all that the rules of a score may ask for."""
    facts = {name: Term(title=one.title, options=_VALUES.get(name, {})) for name, one in fields_of(workflow).items()}
    indicators = terms({name: one.asked for name, one in workflow.indicators.items()})
    card = workflow.scorecard.rule if workflow.scorecard else None
    measures = _measures(card, {**facts, **indicators}) if isinstance(card, Card) else {}
    return {**facts, **results(workflow), **terms(_logs(card)), **indicators, **measures}


def outcome_names_of(workflow: Workflow, before: Names) -> Names:
    """Return all that outcomes may ask for: the result as it is in the end, one's rank, and measures of their own."""
    card = workflow.outcomes.rule if workflow.outcomes else None
    if not isinstance(card, Card):
        return {**before, **results(workflow)}
    own = {name: Term(title=title) for name, title in card.titles.items() if name not in before}
    known = {**own, **before, **results(workflow)}
    if card.result in known and known[card.result].title == _UNROUNDED:
        known[card.result] = Term(title=SCORE)
    measures = {name: one for name, one in _measures(card, known).items() if name not in before}
    return {**known, **measures}


def results(workflow: Workflow) -> Names:
    grades = {grade.name: grade.title for grade in workflow.grades}
    return {
        "score": Term(title=SCORE),
        "grade": Term(title={"zh": "等级", "en": "Grade"}, options=grades),
        "verdict": Term(title={"zh": "资格认定", "en": "Eligibility"}, options=EFFECTS),
    }


def terms(fields: Mapping[str, Field]) -> Names:
    return {
        name: Term(title=one.title, options=one.options, tick=one.kind is FieldKind.TICK)
        for name, one in fields.items()
    }


def columns(table: Field) -> Names:
    """Return the columns of a table; those of a list of figures have only the one, its value."""
    if set(table.columns) == {"value"}:
        return {"value": Term(title={"zh": "该值", "en": "the value"})}
    return terms(table.columns)


def counted(fields: Mapping[str, Field]) -> Names:
    """Return the names conditions count the rows of tables by."""
    return {
        f"{name}_rows": Term(title={"zh": f"{one.title['zh']}的行数", "en": f"number of rows of {one.title['en']}"})
        for name, one in fields.items()
        if one.kind is FieldKind.ROWS
    }


def _logs(card: object) -> Mapping[str, Field]:
    """Return the tables a score computes with beside its indicators."""
    return {**card.fields, **{name: one.asked for name, one in card.gathered.items()}} if isinstance(card, Card) else {}


def _measures(card: Card, known: Names) -> Names:
    """Return what the measures are called; those without a title by what they are made of, else by their number."""
    found: dict[str, Term] = dict(known)
    numbered = 0
    for name, measure in card.measures.items():
        if name in known:
            continue
        title = measure.title or (_UNROUNDED if name == card.result else _made_of(measure, found))
        if title is None or any(one.title == title for one in found.values() if not measure.title):
            numbered += 1
            title = {"zh": f"计算项{numbered}", "en": f"Step {numbered}"}
        found[name] = Term(title=title)
    return {name: found[name] for name in card.measures}


def _made_of(measure: Measure, known: Names) -> Words | None:
    match innermost(measure.rule):
        case Bands(of=source) | Lookup(sides=(source,)) if not known[source].title["en"].startswith("Step "):
            title = known[source].title
            return {"zh": f"{title['zh']}得分", "en": f"Points for {title['en']}"}
        case _:
            return None
