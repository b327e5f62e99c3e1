"""A small workflow that has one of everything, and people to run it on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from cycleflow.core.calendar import Calendar, Offset, Unit
from cycleflow.core.cycle import Cycle
from cycleflow.core.daterule import DateRule
from cycleflow.core.engine import decide
from cycleflow.core.launching import launch_action, planned
from cycleflow.core.model import Action, Channel, Deed, Member, Standing
from cycleflow.core.period import Cadence, Period
from cycleflow.core.quota import Distribution
from cycleflow.core.scoring.scorecard import Scorecard
from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.core.verdict import Effect, EligibilityRule
from cycleflow.core.workflow import (
    Answer,
    Digest,
    Due,
    Duty,
    Escalation,
    Field,
    FieldKind,
    Grade,
    Sheet,
    Silence,
    State,
    Status,
    Tell,
    Workflow,
)

ZONE = "Asia/Shanghai"


@dataclass(frozen=True)
class Condition:
    """Stands in for a compiled expression: the policy package has its own tests."""

    text: str
    holds: Callable[[Mapping[str, object]], object]
    names: tuple[str, ...] = ()

    def evaluate(self, names):
        return self.holds(names)

    def refuted(self, known):
        return False


def words(text):
    return {"zh": text, "en": text}


def fields(*all_fields):
    return {one.name: one for one in all_fields}


def field(name, kind=FieldKind.TEXT, **rest):
    return Field(name=name, title=words(name), kind=kind, **rest)


def states(*all_states):
    return {one.name: one for one in all_states}


def answers(**targets):
    return {
        name: to if isinstance(to, Answer) else Answer(name=name, title=words(name), to=to)
        for name, to in targets.items()
    }


def days(count, unit=Unit.DAYS):
    return Offset(count=count, unit=unit)


LEVELS = {str(level): words(str(level)) for level in (5, 4, 3, 2, 1)}

SHEETS = {
    "plan": Sheet(
        name="plan",
        fields=fields(
            field(
                "goals",
                FieldKind.ROWS,
                low=Decimal(1),
                high=Decimal(8),
                columns=fields(
                    field("goal", high=Decimal(20)),
                    field("weight", FieldKind.NUMBER, low=Decimal(5), high=Decimal(100), total=Decimal(100)),
                ),
            )
        ),
    ),
    "rating": Sheet(
        name="rating",
        fields=fields(
            field(
                "goals",
                FieldKind.ROWS,
                each="plan.goals",
                columns=fields(
                    field("score", FieldKind.SCALE, options=LEVELS),
                    field(
                        "facts", needed_when=Condition("score in [5, 2, 1]", lambda names: names["score"] in (5, 2, 1))
                    ),
                ),
            ),
            field("remark", optional=True),
        ),
    ),
    "meeting": Sheet(
        name="meeting",
        fields=fields(
            field("held_at", FieldKind.MOMENT, ahead=days(7)),
            field("place"),
            field("secret", FieldKind.TICK, optional=True),
        ),
    ),
    "consent": Sheet(
        name="consent",
        fields=fields(
            field("comment", needed_for=("appeal",)),
            field(
                "opinion",
                FieldKind.CHOICE,
                options={"agree": words("agree"), "reserve": words("reserve")},
                optional=True,
            ),
        ),
    ),
    "ruling": Sheet(
        name="ruling",
        fields=fields(
            field("score", FieldKind.NUMBER, low=Decimal(1), high=Decimal(5), sets="score", needed_for=("change",)),
            field("done_on", FieldKind.DATE, optional=True),
        ),
    ),
}

STATES = states(
    State(
        name="plan",
        title=words("Plan"),
        ask={"employee": "plan"},
        due=Due(rule=DateRule(anchor="cycle.start", offset=Offset(count=5)), at_least=Offset(count=2)),
        reminders=(Offset(count=-2), Offset(count=0), Offset(count=1)),
        escalations=(Escalation(role="manager", after=Offset(count=2)), Escalation(role="hr", after=Offset(count=4))),
        answers=answers(submit="rating"),
    ),
    State(
        name="rating",
        title=words("Rating"),
        ask={"manager": "rating"},
        needs=("plan",),
        opens=DateRule(anchor="cycle.end", offset=Offset(count=-3)),
        due=Due(rule=DateRule(anchor="cycle.end", offset=Offset(count=3))),
        escalations=(Escalation(role="hr", after=Offset(count=1)),),
        silence=Silence(after=Offset(count=3), hand_to="skip_level"),
        answers=answers(back="plan", submit="panel"),
    ),
    State(
        name="panel",
        title=words("Panel"),
        ask={"panel": None},
        cohort=True,
        due=Due(rule=DateRule(anchor="opened", offset=Offset(count=5))),
        answers=answers(release="meeting"),
    ),
    State(
        name="meeting",
        title=words("Meeting"),
        ask={"manager": "meeting"},
        due=Due(rule=DateRule(anchor="opened", offset=Offset(count=2))),
        silence=Silence(after=days(0), to="consent"),
        answers=answers(invite="talk", skip=Answer(name="skip", title=words("skip"), to="consent", blank=True)),
    ),
    State(
        name="talk",
        title=words("Talk"),
        ask={"manager": None},
        opens=DateRule(anchor="meeting.held_at"),
        due=Due(rule=DateRule(anchor="opened", offset=Offset(count=1))),
        tell=(Tell(role="employee", notice="invitation"),),
        answers=answers(held="consent"),
    ),
    State(
        name="consent",
        title=words("Consent"),
        ask={"employee": "consent", "manager": "consent"},
        marks="published",
        due=Due(rule=DateRule(anchor="published", offset=days(10))),
        reminders=(days(-1),),
        silence=Silence(after=days(0), to="closed"),
        answers=answers(
            appeal=Answer(
                name="appeal",
                title=words("appeal"),
                to="appeal",
                until=DateRule(anchor="published", offset=days(10)),
            ),
            sign="closed",
        ),
    ),
    State(
        name="appeal",
        title=words("Appeal"),
        ask={"skip_level": "ruling", "hr": "ruling"},
        never=("rating",),
        complete="any",
        due=Due(rule=DateRule(anchor="opened", offset=days(10))),
        answers=answers(change="closed", uphold="closed"),
    ),
    State(name="closed", title=words("Closed"), tell=(Tell(role="employee", notice="closed"),)),
)

WORKFLOW = Workflow(
    name="sample",
    title=words("Sample"),
    status=Status.EFFECTIVE,
    source="tests",
    periods=(Period(kind=Cadence.QUARTER),),
    calendar=Calendar(zone=ZONE, country="CN"),
    roles={
        "employee": "self",
        "manager": "manager",
        "skip_level": "manager.manager",
        "hr": "group(hr)",
        "panel": "group(panel)",
    },
    eligibility=(
        EligibilityRule(
            when=Condition("status != 'active'", lambda names: names["status"] != "active"),
            then=Effect.EXCLUDED,
            reason=words("not at work"),
        ),
    ),
    sheets=SHEETS,
    states=STATES,
    scorecard=Scorecard(
        after="rating",
        rule=WeightedMean(scores=("rating", "goals", "score"), weights=("plan", "goals", "weight")),
    ),
    grades=(
        Grade(name="A", title=words("A"), low=Decimal(4), high=None),
        Grade(name="B", title=words("B"), low=Decimal(2), high=Decimal(4)),
        Grade(name="C", title=words("C"), low=None, high=Decimal(2)),
    ),
    distributions=(
        Distribution(
            base="department",
            shares={"A": Decimal(20), "B": Decimal(60), "C": Decimal(20)},
            rounding="largest_remainder",
        ),
    ),
    digest=Digest(roles=("manager",), at=time(9)),
    fingerprint="f" * 64,
)

CYCLE = Cycle(
    id="sample-2026-Q4",
    workflow="sample",
    period="2026-Q4",
    fingerprint=WORKFLOW.fingerprint,
    starts_on=date(2026, 10, 1),
    ends_on=date(2026, 12, 31),
    launched_at=datetime(2026, 10, 1, 1, tzinfo=UTC),
    launched_by="hr1",
)

CAST = {
    "employee": (Member(person="ann", zone=ZONE),),
    "manager": (Member(person="max", zone=ZONE),),
    "skip_level": (Member(person="sue", zone=ZONE),),
    "hr": (Member(person="hr1", zone=ZONE), Member(person="hr2", zone=ZONE)),
    "panel": (Member(person="pat", zone=ZONE),),
}

PLAN = {"goals": [{"goal": "sell", "weight": "60"}, {"goal": "train", "weight": "40"}]}
RATING = {"goals": [{"score": "4"}, {"score": "3"}]}


def local(text):
    """Return the UTC instant of a time on the wall in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


class Run:
    """One appraisal driven through the one door, keeping its decisions."""

    def __init__(self, workflow=WORKFLOW, cast=CAST, person="ann"):
        self.workflow = workflow
        self.cast = cast
        self.appraisal = planned(CYCLE, person)
        self.decisions = []

    def launch(self, at="2026-10-01T09:00", **known):
        action = launch_action(self.appraisal, self.cast, actor="hr1", channel=Channel.CLI, **known)
        return self.take(action, at)

    def take(self, action, at):
        decision = decide(self.workflow, self.appraisal, action, local(at))
        self.appraisal = decision.appraisal
        self.decisions.append(decision)
        return decision

    def answer(self, answer, at, *, by=None, sheet=None, duty=None):
        asked = [one for one in self.appraisal.asked if one.state == (duty or self.appraisal.state)]
        task = next(one for one in asked if by in (None, one.member.person))
        inputs = {"answer": answer, "sheet": sheet or {}}
        return self.take(
            Action(
                deed=Deed.ANSWER,
                actor=task.member.person,
                standing=Standing.PERSON,
                channel=Channel.PAGE,
                task=task.id,
                inputs=inputs,
            ),
            at,
        )

    def ring(self, at):
        return self.take(Action(deed=Deed.RING, actor="clock", standing=Standing.CLOCK, channel=Channel.CLOCK), at)

    def do(self, deed, at, *, by="hr1", standing=Standing.HR, task=None, **inputs):
        action = Action(deed=deed, actor=by, standing=standing, channel=Channel.CLI, task=task, inputs=inputs)
        return self.take(action, at)

    def upto(self, state):
        """Walk the ordinary way until the appraisal is in a state."""
        self.launch()
        steps = {
            "plan": lambda: self.answer("submit", "2026-10-08T10:00", sheet=PLAN),
            "rating": self._rate,
            "panel": lambda: self.do(Deed.RELEASE, "2027-01-04T12:00", by="pat", standing=Standing.PANEL),
            "meeting": lambda: self.answer(
                "invite", "2027-01-05T10:00", sheet={"held_at": "2027-01-12T10:30", "place": "room 1", "secret": True}
            ),
            "talk": self._talk,
            "consent": self._consent,
        }
        while self.appraisal.state != state:
            steps[self.appraisal.state]()
        return self

    def _rate(self):
        self.ring("2026-12-28T09:00")
        self.answer("submit", "2027-01-04T10:00", sheet=RATING)

    def _talk(self):
        self.ring("2027-01-12T10:30")
        self.answer("held", "2027-01-12T12:00")

    def _consent(self):
        self.answer("appeal", "2027-01-14T10:00", by="ann", sheet={"comment": "no"})
        self.answer("sign", "2027-01-14T11:00", by="max")

    @property
    def asked(self):
        return [(one.role, one.member.person) for one in self.appraisal.open_tasks]

    @property
    def told(self):
        return [(notice.kind, notice.person) for notice in self.decisions[-1].notices]

    @property
    def entries(self):
        return [decision.entry for decision in self.decisions]


def duty(name, **rest):
    """Return a duty of the employee that is done by saying so."""
    usual = {"ask": {"employee": None}, "answers": answers(file="", none=""), "title": words(name)}
    return Duty(name=name, **{**usual, **rest})


def with_duties(*duties, workflow=WORKFLOW):
    return replace(workflow, duties={one.name: one for one in duties}, fingerprint=WORKFLOW.fingerprint)


def with_state(state, workflow=WORKFLOW, **changes):
    """Return the workflow with one state changed."""
    changed = replace(workflow.states[state], **changes)
    return replace(workflow, states={**workflow.states, state: changed}, fingerprint="e" * 64)
