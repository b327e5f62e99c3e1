"""Score people from figures alone: what would the regulation say?

Nothing is launched and nothing kept. A cohort is ranked, and checked against the distribution, as a panel would see
it; where scores give no grade, each gets the grade of the rank, as on release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cycleflow.core.cohort import GroupCheck, Ranked, assign, check_all, distribution_for, group_of, place_of, rank
from cycleflow.core.fed import origin
from cycleflow.core.grading import Result
from cycleflow.core.quota import Distribution
from cycleflow.core.refusals import SheetError
from cycleflow.core.settling import Settlement
from cycleflow.core.supposition import tables_beside
from cycleflow.core.together import Member
from cycleflow.core.trial import assess, take, wanted
from cycleflow.core.workflow import Field, FieldKind, Indicator, Status, Workflow
from cycleflow.errors import CycleflowError, InputError
from cycleflow.journeys.foresight import beside, blanks, foresee, member
from cycleflow.language import SOURCE, tell


class NoScoreError(InputError):
    words = "{workflow} has no score to work out."


class FiguresError(InputError):
    """Every wrong, missing or surplus figure of everybody, one a line."""

    words = "{report}"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What is known of one person; `group` is who is compared with him."""

    person: str
    inputs: Mapping[str, object]
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One person's result, with the rank in the group, and what follows; whoever is not assessed has no rank."""

    person: str
    group: str
    result: Result
    grade: str | None
    rank: int | None
    settlement: Settlement | None = None


@dataclass(frozen=True, kw_only=True)
class Scores:
    people: Sequence[Scored]
    groups: Sequence[GroupCheck]
    is_payable: bool = True


def score(workflow: Workflow, cohort: Sequence[Figures]) -> Scores:
    """Return everybody's score and grade, explained.

    Raises:
        NoScoreError: the regulation has none.
        FiguresError: figures are wrong, missing or surplus.
    """
    if workflow.scorecard is None and workflow.outcomes is None:
        raise NoScoreError(workflow=workflow.name)
    results: dict[str, Result] = {}
    known: dict[str, Mapping[str, object]] = {}
    problems: list[str] = []
    for one in cohort:
        if one.person in results:
            problems.append(f"{one.person}: This person is there twice.")
            continue
        try:
            figures, _ = beside(workflow, one.inputs)
            results[one.person] = assess(workflow, figures, complete=True)
            also = {step.name: step.amount for step in results[one.person].also}
            known[one.person] = {**take(workflow, figures, complete=False)[1], **also}
        except SheetError as error:
            problems += [f"{one.person}: {problem}" for problem in error.problems]
        except CycleflowError as error:
            problems.append(f"{one.person}: {error}")
    if problems:
        raise FiguresError(report="\n".join(problems))
    return _with_outcomes(workflow, cohort, _compare(workflow, cohort, results, known))


def _compare(
    workflow: Workflow,
    cohort: Sequence[Figures],
    results: Mapping[str, Result],
    known: Mapping[str, Mapping[str, object]],
) -> Scores:
    distributions = {one.person: distribution_for(workflow, known[one.person]) for one in cohort}
    names = {one.person: group_of(distributions[one.person], one.group) for one in cohort}
    groups = {names[person]: one for person, one in distributions.items()}
    ranked = [
        replace(
            _ranked(one, names[one.person], results[one.person]),
            place=place_of(distributions[one.person], known[one.person]),
        )
        for one in cohort
    ]
    ranks = {person: place for group in groups for person, place in rank(_members(ranked, group)).items()}
    grades = _proposed(workflow, groups, ranked)
    people = [
        Scored(
            person=one.person,
            group=names[one.person],
            result=results[one.person],
            grade=results[one.person].grade or grades.get(one.person),
            rank=ranks.get(one.person),
        )
        for one in cohort
    ]
    final = [replace(one, grade=p.grade) for one, p in zip(ranked, people, strict=True)]
    counted = [one for one in final if one.grade or one.score is not None]
    checks = check_all(workflow, groups, counted) if len(cohort) > 1 else {}
    return Scores(people=people, groups=[checks[group] for group in sorted(checks)])


def _with_outcomes(workflow: Workflow, cohort: Sequence[Figures], scores: Scores) -> Scores:
    """Add what follows from everybody's result."""
    if workflow.outcomes is None:
        return scores
    members: dict[str, Member] = {}
    problems: list[str] = []
    for figures, one in zip(cohort, scores.people, strict=True):
        try:
            members[one.person] = member(
                workflow, figures.inputs, group=figures.group, score=one.result.score, grade=one.grade
            )
        except SheetError as error:
            problems += [f"{one.person}: {problem}" for problem in error.problems]
    if problems:
        raise FiguresError(report="\n".join(problems))
    found = foresee(workflow, members)
    people = [replace(one, settlement=found[one.person]) for one in scores.people]
    return replace(scores, people=people, is_payable=workflow.status is not Status.TRIAL)


def _proposed(
    workflow: Workflow, groups: Mapping[str, Distribution | None], ranked: Sequence[Ranked]
) -> dict[str, str]:
    """Return the grade of each rank, where the cohort gives the grades and there is one."""
    if len(ranked) < 2 or not any(grade.by_rank for grade in workflow.grades):
        return {}
    found: dict[str, str] = {}
    for group, check in check_all(workflow, groups, ranked).items():
        distribution = groups[group]
        assert distribution, "only a distribution is checked"
        found |= assign(distribution, _members(ranked, group), check.place)
    return found


def _members(ranked: Sequence[Ranked], group: str) -> list[Ranked]:
    return [one for one in ranked if one.group == group]


def _ranked(one: Figures, group: str, result: Result) -> Ranked:
    return Ranked(appraisal=one.person, group=group, score=result.score, grade=result.grade)


@dataclass(frozen=True, kw_only=True)
class Blank:
    """One figure to fill in: what to begin with, and what it is, in the two languages."""

    name: str
    value: object
    about: str


def template(workflow: Workflow) -> tuple[Blank, ...]:
    """Return what somebody has to fill in to have a person scored."""
    return tuple(
        Blank(name=name, value=_start(field, workflow.indicators.get(name)), about=_about(field, workflow, name))
        for name, field in {**wanted(workflow), **tables_beside(workflow)}.items()
    ) + tuple(Blank(name=name, value=value, about=about) for name, (value, about) in blanks(workflow.outcomes).items())


def _start(field: Field | None, indicator: Indicator | None) -> object:
    if field is None:
        return []
    if field.kind is FieldKind.ROWS:
        return [] if set(field.columns) == {"value"} else [dict.fromkeys(field.columns)]
    default = indicator.default if indicator else None
    return str(default) if isinstance(default, Decimal) else default


def _about(field: Field | None, workflow: Workflow, name: str) -> str:
    if field is None:
        return "a list of figures, a row each"
    indicator = workflow.indicators.get(name)
    span = f"{_bound(field.low)}..{_bound(field.high)}" if field.kind is FieldKind.NUMBER else ""
    options = "/".join(field.options)
    better = f"{indicator.better} is better" if indicator and indicator.better else ""
    said = " | ".join(dict.fromkeys(field.title.values()))
    by = _origin(workflow, indicator) if indicator else _beside(workflow, name)
    parts = [said, f"{span} {indicator.unit if indicator else ''}".strip(), options, better, by]
    return ", ".join(part for part in parts if part)


def _beside(workflow: Workflow, name: str) -> str:
    """Return where that comes from which nobody gives as an indicator; a column of a sheet says so itself."""
    if name in workflow.duties:
        return "the log of the duty, a row each time"
    return "" if "." in name else "from the people file"


def _origin(workflow: Workflow, indicator: Indicator) -> str:
    return f"from {tell(origin(workflow, indicator), SOURCE)}" if indicator.feed else f"by {indicator.by}"


def _bound(bound: Decimal | None) -> str:
    return "" if bound is None else f"{bound:f}"
