"""`cycleflow score`: what a regulation makes of somebody's figures, step by step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from cycleflow.cli.output import print_json, print_table
from cycleflow.core.cohort import GroupCheck
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.settling import Settlement
from cycleflow.core.workflow import Workflow
from cycleflow.errors import InputError
from cycleflow.journeys.score import Figures, Scored, Scores, template
from cycleflow.journeys.score import score as score_people
from cycleflow.language import LOCALES, tell, translate
from cycleflow.policy import load_file
from cycleflow.shipped import workflows


class FiguresFileError(InputError):
    words = "{file} cannot be read: {reason}"


class FiguresNeededError(InputError):
    words = "Name a file with the figures, or ask for one to fill in with --template."


@click.command(epilog="Example: cycleflow score shop-service-monthly --template > figures.json")
@click.argument("workflow")
@click.argument("figures", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--template", "blank", is_flag=True, help="Print a file to fill in.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--lang", type=click.Choice(LOCALES), help="Explain by what things are called, in this language.")
def score(workflow: str, figures: Path | None, *, blank: bool, as_json: bool, lang: str | None) -> None:
    """Work out score and grade for one person or a cohort, from the values of the indicators.

    WORKFLOW is a file, or the name of a regulation that comes with cycleflow. FIGURES is JSON: the people, each with
    a name of your choice, a group (who is compared with them) and the inputs. Nothing is launched and nothing kept.
    """
    regulation = load_file(_find(workflow))
    if blank:
        print_json(_blank(regulation))
        return
    if figures is None:
        raise FiguresNeededError
    scores = score_people(regulation, list(_read(figures)))
    if as_json:
        people = [_person(one, lang, is_payable=scores.is_payable) for one in scores.people]
        print_json({"people": people, "groups": [_group(g) for g in scores.groups]})
    else:
        _print(scores, lang)


def _find(name: str) -> Path:
    path = Path(name)
    return path if path.suffix or path.exists() else workflows() / f"{name}.yaml"


def _blank(workflow: Workflow) -> dict[str, object]:
    blanks = template(workflow)
    inputs = {one.name: one.value for one in blanks}
    return {
        "people": [{"person": "", "group": "", "inputs": inputs}],
        "about": {one.name: one.about for one in blanks},
    }


def _read(file: Path) -> Iterator[Figures]:
    """Yield the people of a file; what `about` says is for whoever fills it in."""
    try:
        read = json.loads(file.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    except (OSError, ValueError) as error:
        raise FiguresFileError(file=file, reason=error) from None
    people = read.get("people") if isinstance(read, dict) else None
    if not isinstance(people, list) or not people or not all(_is_person(one) for one in people):
        reason = 'it must hold "people", a list of {"person": …, "group": …, "inputs": {…}}.'
        raise FiguresFileError(file=file, reason=reason)
    for number, one in enumerate(people, 1):
        person = str(one.get("person") or number)
        yield Figures(person=person, group=str(one.get("group") or ""), inputs=one["inputs"])


def _is_person(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("inputs"), dict)


def _person(one: Scored, lang: str | None, *, is_payable: bool) -> dict[str, object]:
    return {
        "person": one.person,
        "group": one.group,
        "score": _score(one) or None,
        "grade": one.grade,
        "rank": one.rank,
        "also": {step.name: shown(step.amount) for step in one.result.also},
        "verdicts": [{"verdict": verdict.said, "reason": dict(verdict.reason)} for verdict in one.result.verdicts],
        "explanation": _step(one.result.explanation, lang),
        **(_effects(one.settlement, lang, is_payable=is_payable) if one.settlement else {}),
    }


def _effects(settlement: Settlement, lang: str | None, *, is_payable: bool) -> dict[str, object]:
    return {
        "outcomes": {name: shown(step.amount) for name, step in settlement.steps.items()},
        "payable": is_payable,
        "raises": {duty: dict(reason) for duty, reason in settlement.raised.items()},
        "lacking": {name: str(problem) for name, problem in settlement.lacking.items()},
        "because": [_step(step, lang) for step in settlement.steps.values()],
    }


def _step(step: Explanation, lang: str | None) -> dict[str, object]:
    said: dict[str, object] = {
        "name": step.name,
        "rule": step.rule,
        "value": shown(step.amount),
        "because": _because(step, lang),
    }
    kept = {key: value for key, value in said.items() if value != ""}
    return {**kept, "from": [_step(part, lang) for part in step.parts]} if step.parts else kept


def _because(step: Explanation, lang: str | None) -> str:
    """Return the step in a language; in none, by the names of the regulation."""
    return translate(step, lang) if lang else step.sentence


def _group(check: GroupCheck) -> Mapping[str, object]:
    return {
        "group": check.group,
        "size": check.size,
        "quotas": check.quotas,
        "counts": check.counts,
        "residual": check.residual,
        "fits": check.fits,
    }


def _print(scores: Scores, lang: str | None) -> None:
    head = ["person", "group", "score", "grade", "rank"]
    rows = [[one.person, one.group, _score(one), one.grade or "", str(one.rank or "")] for one in scores.people]
    if any(one.result.verdicts for one in scores.people):
        head.append("verdict")
        rows = [[*row, *_last_verdict(one)] for row, one in zip(rows, scores.people, strict=True)]
    told = list(dict.fromkeys(name for one in scores.people if one.settlement for name in one.settlement.steps))
    rows = [[*row, *_amounts(one, told)] for row, one in zip(rows, scores.people, strict=True)]
    head += told
    print_table(head, rows)
    for check in scores.groups:
        quotas = ", ".join(f"{grade} {check.counts[grade]} of {quota}" for grade, quota in check.quotas.items())
        click.echo(f"{check.group or 'all'}: {quotas}; {'fits' if check.fits else 'does not fit'}")
    if not scores.is_payable:
        click.echo("The regulation is on trial: nothing here is payable.")
    for one in scores.people:
        for line in _following(one):
            click.echo(line)
    if len(scores.people) == 1:
        click.echo()
        _explain(scores.people[0], lang)


def _amounts(one: Scored, names: Iterable[str]) -> list[str]:
    steps = one.settlement.steps if one.settlement else {}
    return [shown(steps[name].amount) if name in steps else "" for name in names]


def _following(one: Scored) -> Iterator[str]:
    """Yield what is to be done because of a result, and what could not be worked out."""
    if one.settlement is None:
        return
    for duty, reason in one.settlement.raised.items():
        yield f"{one.person} raises {duty}: {' | '.join(dict.fromkeys(reason.values()))}"
    for name, problem in one.settlement.lacking.items():
        yield f"{one.person} lacks {name}: {problem}"


def _explain(one: Scored, lang: str | None) -> None:
    told: set[str] = set()
    caused = one.settlement.steps.values() if one.settlement else ()
    for step in (one.result.explanation, *one.result.also, *caused):
        for line in _lines(step, 0, told, lang):
            click.echo(line)


def _score(one: Scored) -> str:
    return "" if one.result.score is None else str(one.result.score)


def _last_verdict(one: Scored) -> list[str]:
    return [f"{verdict.said}: {' | '.join(dict.fromkeys(verdict.reason.values()))}" for verdict in one.result.verdicts][
        -1:
    ]


def _lines(step: Explanation, depth: int, told: set[str], lang: str | None) -> Iterator[str]:
    """Yield a step and what it was made of, each measure once; what only counts another is no step of its own."""
    name = tell(step.term, lang) if lang else step.name
    yield f"{'  ' * depth}{name + ': ' if name else ''}{_because(step, lang)}"
    if step.name and not step.counts_another:
        if step.name in told:
            return
        told.add(step.name)
    for part in step.parts:
        if part.rule != "given":
            yield from _lines(part, depth + 1, told, lang)
