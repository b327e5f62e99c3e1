"""Puts the sections of a regulation together into a Workflow, reading on past every fault.

What could not be read stands in as something harmless; whoever asked for the Workflow refuses it, since each stand-in
goes with a complaint.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from cycleflow.core.facts import known_of
from cycleflow.core.handing import as_states
from cycleflow.core.period import Cadence, Period
from cycleflow.core.scoring.card import Card
from cycleflow.core.workflow import Appraised, Duty, Field, Grade, State, Status, Words, Workflow
from cycleflow.policy.node import Items, Node, Pairs, Scalar, find
from cycleflow.policy.phrase import parse_name, parse_period, parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.answers import read_conditions
from cycleflow.policy.sections.calendars import read_calendar
from cycleflow.policy.sections.cards import check_used
from cycleflow.policy.sections.columns import Column
from cycleflow.policy.sections.committees import read_committees
from cycleflow.policy.sections.distributions import read_distributions
from cycleflow.policy.sections.duties import read_duties
from cycleflow.policy.sections.eligibility import read_eligibility
from cycleflow.policy.sections.families.family import Filled
from cycleflow.policy.sections.handed import read_handed
from cycleflow.policy.sections.indicators import Providers, provider_sheets, read_indicators
from cycleflow.policy.sections.inspections import read_checks
from cycleflow.policy.sections.knowledge import Asking, results
from cycleflow.policy.sections.outcomes import Basis, ReadOutcomes, read_outcomes
from cycleflow.policy.sections.parameters import read_parameters
from cycleflow.policy.sections.people import read_attributes, read_digest, read_held_when, read_roles
from cycleflow.policy.sections.results import Score, read_grades, read_score
from cycleflow.policy.sections.scope import kind_of
from cycleflow.policy.sections.sheets import UNTITLED, read_scales, read_sheets
from cycleflow.policy.sections.states import (
    Known,
    read_escalations,
    read_reminders,
    read_silence,
    read_states,
    read_titles,
)
from cycleflow.policy.vocabulary import REGULATION, WORDS
from cycleflow.policy.working_days import Days

_STATUSES = [status.value for status in Status]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A Workflow as read, with what only the checks ask: the columns of its score, and the text it was read from."""

    workflow: Workflow
    uses: tuple[Column, ...]
    section: Pairs


def read_definition(
    reader: Reader, root: Node, *, years: Iterable[int], notices: Collection[str] | None, days: Days | None = None
) -> Definition:
    """Return what the text defines. Given `days`, no calendar is looked up: a pinned regulation brings its own."""
    section = reader.section(root, REGULATION) or Pairs(place=root.place, pairs=())
    appraises = _read_appraises(reader, section.get("appraises"))
    own, facts = _read_facts(reader, section, appraises)
    roles = read_roles(reader, section.get("roles"), own["attributes"], appraises)
    scales = read_scales(reader, section.get("scales"))
    sheets = read_sheets(reader, section.get("sheets"), scales, results(section), roles=roles)
    head = _read_head(reader, section, roles)
    providers = Providers(workflow=head["name"], roles=roles, scales=scales, periods=head["periods"])
    indicators = read_indicators(reader, section.get("indicators"), providers)
    given = read_handed(reader, section.get("handed_out"), scales, {*sheets, *_names(section.get("states"))})
    sheets = {**sheets, **provider_sheets(indicators), **given.sheets}
    words = reader.section(section.get("words"), WORDS)
    states, duties = _read_stages(reader, section, words, roles=roles, sheets=sheets, notices=notices)
    grades = read_grades(reader, section.get("grades"), _titles(reader, words, "grades"), scales)
    names = [grade.name for grade in grades]
    handed = as_states(given.handed)
    filled = Filled(states=states, sheets=sheets, facts=facts, called=head["called"], handed=handed, duties=duties)
    score = read_score(reader, section.get("score"), filled, indicators=indicators, grades=names)
    outcomes = read_outcomes(
        reader, section.get("outcomes"), Basis(score, filled, indicators, grades, own["attributes"])
    )
    workflow = Workflow(
        **head,
        **_read_flow(reader, section, Flow(score, filled, grades, indicators, own["attributes"]), _used(outcomes)),
        calendar=read_calendar(reader, section.get("calendar"), years, days),
        roles=roles,
        **own,
        indicators=indicators,
        scorecard=score.scorecard if score else None,
        grades=grades,
        outcomes=outcomes.outcomes if outcomes else None,
        appraises=appraises,
        handed=given.handed,
        facts_used=tuple(name for name in facts if name in reader.facts_used),  # last: it is known when all is read
    )
    return Definition(workflow=workflow, uses=score.uses if score else (), section=section)


def _read_head(reader: Reader, section: Pairs, roles: Collection[str]) -> dict[str, Any]:
    """Return what a regulation says of itself, and whom it is about."""
    return {
        "name": reader.phrase(section.get("workflow"), parse_name) or "",
        "title": _read_title(reader, section),
        "status": Status(reader.known(section.get("status"), _STATUSES, "status") or Status.DRAFT),
        "source": reader.phrase(section.get("source"), str) or "",
        "periods": _read_periods(reader, section.get("period")),
        "committees": read_committees(reader, section.get("committees"), roles),
        "held_when": read_held_when(reader, section.get("roles"), _names(section.get("parameters"))),
        "called": read_titles(reader, find(section, "words", "roles")),
        "digest": read_digest(reader, section.get("digest"), roles),
        "manager_change": _read_manager_change(reader, section.get("manager_change")),
    }


def _read_title(reader: Reader, section: Pairs) -> Words:
    """Return what people call the regulation, its version behind."""
    title = reader.phrase(section.get("title"), parse_words) or UNTITLED
    version = reader.phrase(section.get("version"), str)
    return {lang: f"{words} {version}" for lang, words in title.items()} if version else title


def _read_periods(reader: Reader, node: Node | None) -> tuple[Period, ...]:
    """Return the kinds of period a cycle may cover: one, or a list of different ones."""
    found: dict[Cadence, Period] = {}
    for item in node if isinstance(node, Items) else (node,):
        period = reader.phrase(item, parse_period)
        if period and item and period.kind in found:
            reader.complain(item, f"{period.kind.value!r} is there twice; a label must say which one is meant.")
        elif period:
            found[period.kind] = period
    return tuple(found.values()) or (Period(kind=Cadence.MONTH),)


def _names(node: Node | None) -> list[str]:
    return [key.text for key, _ in node] if isinstance(node, Pairs) else []


def _titles(reader: Reader, words: Pairs | None, section: str) -> Mapping[str, Words]:
    return read_titles(reader, words.get(section) if words else None)


def _read_facts(reader: Reader, section: Pairs, appraises: Appraised) -> tuple[dict[str, Any], Mapping[str, Field]]:
    """Return attributes, parameters and all facts; every condition that is read from now on knows them."""
    attributes = read_attributes(reader, section.get("attributes"), appraises)
    status = section.get("status")
    is_draft = isinstance(status, Scalar) and status.text == Status.DRAFT
    known = known_of(appraises, attributes, {})
    parameters = read_parameters(reader, section.get("parameters"), known=known, is_draft=is_draft)
    facts = known_of(appraises, attributes, parameters)
    reader.facts = {name: kind_of(field) for name, field in facts.items()}
    return {"attributes": attributes, "parameters": parameters}, facts


def _read_stages(
    reader: Reader,
    section: Pairs,
    words: Pairs | None,
    *,
    roles: Collection[str],
    sheets: Collection[str],
    notices: Collection[str] | None,
) -> tuple[dict[str, State], dict[str, Duty]]:
    """Return the states and the duties; their names are known before either are read, for they lead to each other."""
    known = Known(
        roles=roles,
        sheets=sheets,
        states=_names(section.get("states")),
        duties=_names(section.get("duties")),
        notices=notices,
        state_words=_titles(reader, words, "states"),
        answer_words=_titles(reader, words, "answers"),
        reminders=read_reminders(reader, section.get("remind")),
        escalations=read_escalations(reader, section.get("escalate"), roles),
    )
    known = replace(known, silence=read_silence(reader, section.get("silence"), known))
    titles = _titles(reader, words, "duties")
    return read_states(reader, section.get("states"), known), read_duties(reader, section.get("duties"), known, titles)


@dataclass(frozen=True)
class Flow:
    """What the conditions of the flow are about."""

    score: Score | None
    filled: Filled
    grades: Sequence[Grade]
    indicators: Collection[str]
    attributes: Collection[str]


def _used(outcomes: ReadOutcomes | None) -> Collection[str]:
    return outcomes.used if outcomes else ()


def _read_flow(reader: Reader, section: Pairs, flow: Flow, besides: Collection[str]) -> dict[str, Any]:
    """Return all that has conditions; then it is known which measures are asked for, besides by the outcomes."""
    score, scope = flow.score, flow.score.scope if flow.score else None
    asking = Asking(known={**(scope.own_kinds if scope else {}), **results(section)}, sheets=flow.filled.sheets)
    distributions = read_distributions(
        reader,
        section.get("distribution"),
        flow.grades,
        asking=asking,
        indicators=flow.indicators,
        bases=flow.attributes,
    )
    read: dict[str, Any] = {
        "sheets": flow.filled.sheets,
        "duties": flow.filled.duties,
        "states": read_conditions(reader, section, flow.filled.states, asking),
        "checks": read_checks(reader, section.get("checks"), asking),
        "eligibility": read_eligibility(reader, section.get("eligibility"), asking, flow.grades),
        "distributions": distributions,
    }
    if score and scope and isinstance(score.scorecard.rule, Card):
        check_used(reader, section, score.scorecard.rule, scope.used | asking.used | {*besides})
    return read | {"asked": frozenset(asking.used)}


def _read_appraises(reader: Reader, node: Node | None) -> Appraised:
    return cast(Appraised, reader.known(node, get_args(Appraised), "ratee") or "person")


def _read_manager_change(reader: Reader, node: Node | None) -> Literal["move", "stay"]:
    return "stay" if reader.known(node, ("move", "stay"), "policy") == "stay" else "move"
