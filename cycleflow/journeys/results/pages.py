"""Results as tables in the reader's language: who has what, by which figures, and how the grades are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from cycleflow.core.cohort import GroupCheck
from cycleflow.core.grading import grade_of
from cycleflow.core.model import Cell
from cycleflow.core.scoring.phrase import Fact, Term
from cycleflow.core.workflow import Workflow
from cycleflow.journeys.disclosure import Result
from cycleflow.journeys.eligible import decided
from cycleflow.journeys.results.results import Line, Results
from cycleflow.language import period_title, said, tell, translator, unit_title

Shown: TypeAlias = Decimal | str | None
"""What stands in a cell: a figure, words, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A heading; what is money has two places, any other figure as many as it has."""

    title: str
    is_money: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """A table; `drawn` are the columns of which there is a picture."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Shown, ...], ...]
    drawn: tuple[int, ...] = ()


def pages_of(results: Results, lang: str) -> tuple[Page, ...]:
    """Return the results, the figures if they have names, the grades, and what all of it is about."""
    figures = [_figure_page(results, lang)] if results.figures else []
    return (result_page(results, lang), *figures, grade_page(results, lang), _about_page(results, lang))


def result_page(results: Results, lang: str) -> Page:
    """Return everybody's result, and what it causes."""
    _ = translator(lang)
    titles = [_("Number"), _("Name"), _("Department"), _("Position"), _("Step"), _("Score"), _("Grade")]
    titles += [_("By the rules alone"), _("Eligibility")]
    outcomes = [Column(title=_called(one, lang), is_money=one.name in results.money) for one in results.outcomes]
    rows = tuple(
        (
            *_who(line, results, lang),
            *_result(line, lang),
            *_outcomes(line, results),
            _raised(line, lang),
        )
        for line in results.lines
    )
    columns = (*(Column(title=title) for title in titles), *outcomes, Column(title=_("What follows")))
    return Page(title=_("Results"), columns=columns, rows=rows)


def _who(line: Line, results: Results, lang: str) -> tuple[Shown, ...]:
    one, person = line.appraisal, line.person
    about = unit_title(results.workflow.appraises, one.unit, person.name, lang)
    return person.number, about, person.department, person.position


def _result(line: Line, lang: str) -> tuple[Shown, ...]:
    _ = translator(lang)
    result, state = line.result, line.workflow.states.get(line.appraisal.state)
    step = said(state.title, lang) if state else _("Withdrawn")
    if result is None:
        return step, None, None, None, None
    computed = _by_the_rules(result, line.workflow)
    verdicts = _("; ").join(decided(one, lang) + _(": ") + said(one.reason, lang) for one in result.verdicts)
    return step, _figure(result.score), line.appraisal.grade, computed, verdicts


def _by_the_rules(result: Result, workflow: Workflow) -> str | None:
    """Return score and grade as the rules alone gave them, where people decided otherwise."""
    if not result.is_adjusted or result.computed is None:
        return None
    return f"{result.computed} {grade_of(workflow, result.computed) or ''}".strip()


def _outcomes(line: Line, results: Results) -> tuple[Shown, ...]:
    return tuple(_figure(line.outcomes.get(one.name)) for one in results.outcomes)


def _raised(line: Line, lang: str) -> str:
    _, duties = translator(lang), line.workflow.duties
    return _("; ").join(
        said(duties[name].title, lang) + _(": ") + said(reason, lang)
        for name, reason in line.appraisal.raised.items()
        if name in duties
    )


def _figure_page(results: Results, lang: str) -> Page:
    _ = translator(lang)
    columns = (_("Number"), _("Name"), *(_called(one, lang) for one in results.figures))
    rows = []
    for line in results.lines:
        figures = line.figures
        shown = (_shown(figures[one.name], lang) if one.name in figures else None for one in results.figures)
        rows.append((*_who(line, results, lang)[:2], *shown))
    return Page(title=_("Figures"), columns=tuple(Column(title=title) for title in columns), rows=tuple(rows))


def grade_page(results: Results, lang: str) -> Page:
    """Return how often each grade is given, in each group that has quotas or else in all, against the quotas."""
    _ = translator(lang)
    titles = (_("Group"), _("Grade"), _("People"), _("Share"), _("Quota"), _("Above it"))
    rows = [row for check in results.checks for row in _against_quotas(check, _("everybody"))]
    if not rows:
        rows = _counted(results, _("everybody"))
    return Page(
        title=_("Grades"), columns=tuple(Column(title=title) for title in titles), rows=tuple(rows), drawn=(2, 4)
    )


def _against_quotas(check: GroupCheck, everybody: str) -> list[tuple[Shown, ...]]:
    return [
        (
            check.group or everybody,
            grade,
            Decimal(count),
            _percent(count, check.size),
            Decimal(check.quotas[grade]),
            Decimal(check.excess[grade]),
        )
        for grade, count in check.counts.items()
    ]


def _counted(results: Results, everybody: str) -> list[tuple[Shown, ...]]:
    counts = Counter(line.appraisal.grade for line in results.lines if line.appraisal.grade and not line.is_withdrawn)
    order = [grade.name for grade in results.workflow.grades]
    return [
        (everybody, grade, Decimal(counts[grade]), _percent(counts[grade], counts.total()), None, None)
        for grade in order
    ]


def _about_page(results: Results, lang: str) -> Page:
    _, workflow, cycle = translator(lang), results.workflow, results.cycle
    graded = sum(line.result is not None for line in results.lines)
    facts: Mapping[str, str] = {
        _("Appraisal regulation"): said(workflow.title, lang),
        _("Period"): period_title(cycle.period, lang),
        _("Cycle"): cycle.id,
        _("Definition"): cycle.fingerprint,
        _("With a result"): f"{graded} / {len(results.lines)}",
    }
    if not results.is_payable:
        facts = {**facts, _("Note"): _("The regulation is on trial: no sum in here is paid.")}
    rows = tuple((name, value) for name, value in facts.items())
    return Page(title=_("About"), columns=(Column(title=_("What")), Column(title=_("Value"))), rows=rows)


def _percent(count: int, size: int) -> Decimal:
    return (Decimal(count * 100) / size).quantize(Decimal("0.1")) if size else Decimal(0)


def _called(term: Term, lang: str) -> str:
    return said(term.title, lang) or term.name


def _shown(value: Fact, lang: str) -> Shown:
    """Return a figure as one, and anything else as it is called."""
    return value if isinstance(value, Decimal) else tell(value, lang)


def _figure(value: Cell | None) -> Shown:
    """Return a figure as one, and what is none as it is written."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return value
    return figure if figure.is_finite() else value
