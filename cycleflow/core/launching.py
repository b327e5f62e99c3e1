"""The first Entry: whose appraisal it is, in which cycle, over which days, and with which cast.

All of it stands in the history, so that a replay starts from the history alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import NotRequired, TypedDict, cast

from cycleflow.core import duties
from cycleflow.core.cycle import Cycle
from cycleflow.core.evolve import evolve
from cycleflow.core.handing import hand_out
from cycleflow.core.machine import LAUNCH, step
from cycleflow.core.model import Action, Appraisal, Cell, Channel, Deed, Entry, Json, Member, Standing
from cycleflow.core.refusals import WrongValueError
from cycleflow.core.snapshot import dump_answers, dump_cast
from cycleflow.core.turn import Turn
from cycleflow.core.verdict import Occasion, Verdict, VerdictBody, dump_verdict, load_verdict, ruled


class Seed(TypedDict):
    """What a launch says of the appraisal it makes."""

    cycle: str
    person: str
    starts_on: str
    ends_on: str
    unit: NotRequired[str]


def unit_id(cycle: str, unit: str) -> str:
    """Return the name of a unit's appraisal; a unit may be called anything, so it is hashed."""
    return f"{cycle}.u-{sha256(unit.encode()).hexdigest()[:10]}"


def planned(cycle: Cycle, person: str, unit: str | None = None) -> Appraisal:
    """Return the appraisal a launch starts from: the person's, or that of the unit he answers for."""
    return Appraisal(
        id=f"{cycle.id}.{person}" if unit is None else unit_id(cycle.id, unit),
        unit=unit,
        cycle=cycle.id,
        person=person,
        fingerprint=cycle.fingerprint,
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
    )


def launch_action(
    appraisal: Appraisal,
    members: Mapping[str, tuple[Member, ...]],
    *,
    actor: str,
    channel: Channel,
    facts: Mapping[str, Cell] | None = None,
    verdict: Verdict | None = None,
) -> Action:
    """Return the action that launches a planned appraisal with its cast, the facts its rules ask for, and a verdict."""
    inputs: dict[str, Json] = {"seed": cast(Json, _seed(appraisal)), "cast": cast(Json, dump_cast(members))}
    if facts:
        inputs["facts"] = dict(facts)
    if verdict:
        inputs["verdict"] = cast(Json, dump_verdict(verdict))
    return Action(deed=Deed.LAUNCH, actor=actor, standing=Standing.SYSTEM, channel=channel, inputs=inputs)


def planned_of(entry: Entry) -> Appraisal:
    """Return the planned appraisal a history's first Entry started from.

    Raises:
        KeyError, TypeError, ValueError: it is not a launch.
    """
    seed = cast(Seed, entry.inputs["seed"])
    return Appraisal(
        id=entry.appraisal,
        cycle=seed["cycle"],
        person=seed["person"],
        unit=seed.get("unit"),
        fingerprint=entry.fingerprint,
        starts_on=date.fromisoformat(seed["starts_on"]),
        ends_on=date.fromisoformat(seed["ends_on"]),
    )


def launch(turn: Turn) -> None:
    """Enter the first state; the seed said must be that of the appraisal."""
    target = step(turn.workflow, turn.appraisal, LAUNCH, now=turn.now)
    seed = _seed(turn.appraisal)
    if turn.mapping("seed") != dict(seed):
        raise WrongValueError(name="seed", value=turn.mapping("seed"), expected=str(seed))
    turn.recast()
    turn.learn()
    if turn.workflow.handed:
        _hand_out(turn)
    _start_with(turn)
    turn.enter(target)
    duties.catch_up(turn)


def _hand_out(turn: Turn) -> None:
    sheets = hand_out(turn.workflow, turn.appraisal.facts)
    turn.appraisal = evolve(turn.appraisal, sheets=sheets)
    turn.beside["handed"] = cast(Json, {stage: dump_answers(answers) for stage, answers in sheets.items()})


def _start_with(turn: Turn) -> None:
    """Take over the verdict of the launch, and the result it fixes."""
    body = turn.mapping("verdict")
    if body:
        verdict = load_verdict(cast(VerdictBody, body))
        turn.appraisal = evolve(turn.appraisal, verdicts=ruled((), Occasion.LAUNCH, verdict))
    fixed = turn.appraisal.fixed
    if fixed:
        turn.set_result(fixed.score, fixed.grade)


def _seed(appraisal: Appraisal) -> Seed:
    seed = Seed(
        cycle=appraisal.cycle,
        person=appraisal.person,
        starts_on=appraisal.starts_on.isoformat(),
        ends_on=appraisal.ends_on.isoformat(),
    )
    return seed if appraisal.unit is None else {**seed, "unit": appraisal.unit}
