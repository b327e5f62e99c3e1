"""A small regulation with duties beside its states, and how tests drive it on the small company."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cycleflow import policy
from cycleflow.core.model import Action, Channel, Json, Standing
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.rounds import tick
from cycleflow.store import appraisals, outbox
from tests.offices import launch

TEXT = Path(__file__).with_name("beside.yaml").read_text(encoding="utf-8")
NAME = "counter-2026-10.E7"
ZONE = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """Return a moment on the wall of the firm; of a day, its morning."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T09:00").replace(tzinfo=ZONE)


LAUNCHED = at("2026-10-01")


def counter(*changes: tuple[str, str]):
    """Return the regulation with parts of its text replaced; each must be there."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return policy.load(text, file="beside", years=[2025, 2026, 2027], notices={"closed"})


def start(office, *changes, members=("E7", "E8"), now=LAUNCHED):
    """Launch October, in which sundays are the 4th, 11th, 18th and 25th."""
    return launch(office, counter(*changes), period="2026-10", members=members, now=now)


def found(office, name=NAME):
    with office.store.read() as conn:
        return appraisals.get(conn, name)


def task_of(office, stage, person, name=NAME):
    return next(one for one in found(office, name).asked if (one.state, one.member.person) == (stage, person))


def say(office, stage, person, choice, when, sheet=None, *, name=NAME):
    """Let somebody answer a state or a duty."""
    task = task_of(office, stage, person, name)
    return answer(office, task.id, person, choice=choice, sheet=sheet or {}, channel=Channel.PAGE, now=at(when))


def report(office, when, *, name=NAME):
    return say(office, "report", name[-2:], "done", when, {"note": "all well"}, name=name)


def run(office, *days):
    """Let the clock ring at these moments."""
    for day in days:
        done = tick(office, at(day))
        assert not done.failed, done.failed


def hr(office, deed, when, *, name=NAME, task=None, **inputs: Json):
    """Let HR do something to an appraisal."""
    action = Action(deed=deed, actor="E2", standing=Standing.HR, channel=Channel.PAGE, task=task, inputs=inputs)
    return act(office, name, action, at(when))


def log(office, duty="report", name=NAME):
    rows = found(office, name).duties[duty].rows
    return [(row.number, row.status.value) for row in rows]


def mails(office, kind, name=NAME):
    """Return who has been told something, in the order it was owed."""
    with office.store.read() as conn:
        return [mail.person for mail in outbox.of_appraisal(conn, name) if mail.kind == kind]


def miss_a_week(office, name=NAME):
    """Let somebody report in the first week, and miss the second: on the 14th a talk is asked."""
    report(office, "2026-10-03", name=name)
    run(office, "2026-10-04T16:00", "2026-10-10T16:00", "2026-10-11T16:00", "2026-10-12T16:00", "2026-10-14T00:00")


def go_on(office, name=NAME):
    """Let the month pass from there: the third report is given, the fourth missed, and two talks are asked."""
    report(office, "2026-10-14", name=name)
    run(office, "2026-10-18T16:00", "2026-10-21", "2026-10-25T16:00", "2026-10-28", "2026-11-02T18:00")


def come_to_review(office, name=NAME):
    miss_a_week(office, name)
    go_on(office, name)
