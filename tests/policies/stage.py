"""A stage for regulations: people are hired, a cycle is launched, and the clock runs until everybody is through.

Everything goes the way it goes in a firm: a real database, `launch`, the rounds of the clock, answers through the one
door. Whoever is asked answers within the hour, unless the test says otherwise; what the test does not say is filled in
somehow, but validly.

    stage.hire(person("E7", "王芳", "E6", position="客服"))
    stage.launch("shop-service-monthly", "2026-10")
    stage.play({("E7", "figures"): {"conversion": "70"}, ("E7", "sign_off"): ("object", {"comment": "…"})})
    assert stage.of("E7").score == Decimal("80.00")
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo

import pytest

from cycleflow import shipped
from cycleflow.core.checks import Setting
from cycleflow.core.cycle import Cycle
from cycleflow.core.model import Action, Answers, Appraisal, Channel, Deed, DutyLog, Entry, Json, Standing, Task
from cycleflow.core.organisation import Person
from cycleflow.core.ratee import ratees
from cycleflow.core.workflow import Workflow
from cycleflow.errors import RefusedError
from cycleflow.journeys import letters
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.calibrate import Panel, adjust, overview, release
from cycleflow.journeys.filling import Page, fill
from cycleflow.journeys.launch import launch
from cycleflow.journeys.office import Office, open_office
from cycleflow.journeys.participants import distance, steps_to_end
from cycleflow.journeys.rounds import tick
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.policy import years_around
from cycleflow.settings import Settings
from cycleflow.store import appraisals, cycles, histories, outbox, people
from cycleflow.store.database import open_store
from cycleflow.store.outbox import Mail
from tests.regulations import read

ZONE = ZoneInfo("Asia/Shanghai")
SILENT = "silent"
"""Stands for somebody who does not answer."""

Sheet: TypeAlias = Mapping[str, object]
Said: TypeAlias = "Sheet | str | tuple[str, Sheet]"
"""A sheet, an answer, or both; or SILENT. What a sheet does not say is filled in somehow."""

Script: TypeAlias = Mapping[tuple[str, str], Said]
"""Ratee and state (or duty) to what is said there; `("E7", "feedback", "E5")` where several are asked."""


def person(
    number: str, name: str = "", manager: str | None = None, *, roles: Iterable[str] = (), **columns: object
) -> Person:
    said = {"department": "客服部", "email": f"{number.lower()}@firm.example", **columns}
    return Person(number=number, name=name or number, manager=manager, roles=frozenset(roles), **said)  # type: ignore[arg-type]


def at(text: str) -> datetime:
    """Return a moment on the wall of the firm: `2026-11-02 09:30`, or the morning of a day."""
    return datetime.fromisoformat(text if ":" in text else f"{text} 09:30").replace(tzinfo=ZONE)


@dataclass
class Stage:
    """One firm and its clock."""

    office: Office
    now: datetime = datetime(2026, 10, 1, 9, 30, tzinfo=ZONE)
    cycles: dict[str, Cycle] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    # -- the firm ------------------------------------------------------------------------------------------------

    def hire(self, *staff: Person) -> None:
        """Have people in the directory, or change what is known of them."""
        with self.office.store.begin() as conn:
            people.save_people(conn, staff, self.now)

    def regulation(self, name: str, period: str = "2026") -> Workflow:
        return read(shipped.workflows() / f"{name}.yaml", years_around(period))

    def launch(
        self, regulation: str | Workflow, period: str, *, on: str | None = None, only: Collection[str] = ()
    ) -> Cycle:
        """Launch a shipped regulation, or a workflow, for everybody its rules let in, or `only` for some."""
        workflow = self.regulation(regulation, period) if isinstance(regulation, str) else regulation
        aside = [key for key in self._keys(workflow) if only and key not in only]
        order = LaunchOrder(workflow=workflow, period=period, by="HR", without=dict.fromkeys(aside, "not in this test"))
        plan = launch(self.office, order, at(on) if on else self.now)
        self.now = max(self.now, at(on) if on else self.now)
        self.cycles[plan.cycle.id] = plan.cycle
        return plan.cycle

    # -- the clock -----------------------------------------------------------------------------------------------

    def play(self, script: Script | None = None, *, until: str | None = None) -> None:
        """Let everybody act and the clock run until nothing more happens, or to a moment."""
        horizon = at(until) if until else self.now + timedelta(days=900)
        said = script or {}
        while True:
            self.ring()
            upcoming = [one for one in self._acts(said) if one[0] <= horizon]
            if upcoming and upcoming[0][0] <= self.now:
                self._act(upcoming[0][1], upcoming[0][2], said)
                continue
            following = [moment for moment in (self._next_due(), *(one[0] for one in upcoming)) if moment]
            following = [moment for moment in following if self.now < moment <= horizon]
            if not following:
                self.now = horizon if until else self.now
                return
            self.now = min(following)

    def ring(self, when: str | None = None) -> None:
        """Let the clock ring all that is due."""
        if when:
            self.now = at(when)
        report = tick(self.office, self.now)
        assert not report.failed, report.failed

    def answer(
        self, who: str, ratee: str, choice: str = "", *, when: str | None = None, duty: str = "", **sheet: object
    ) -> Appraisal:
        """Have somebody answer what he is asked about a ratee now, or a duty, with exactly this sheet."""
        if when:
            self.ring(when)
        asked = [(one, task) for one in self.running(ratee) for task in _open(one) if task.member.person == who]
        one, task = next(pair for pair in asked if not duty or pair[1].state == duty)
        return self._give(task, choice or self._usual(one, task), sheet)

    def release(self, cycle: str, group: str = "", *, by: str = "PANEL", reason: str = "") -> None:
        """Release a cohort."""
        panel = Panel(actor=by, standing=Standing.PANEL, channel=Channel.PAGE)
        release(self.office, cycle, group=group, reason=reason, panel=panel, now=self.now)

    def reopen(
        self, ratee: str, to: str, *, cycle: str | None = None, reason: str = "有误", deed: Deed = Deed.REOPEN
    ) -> Appraisal:
        """Have HR take an appraisal that is over back to a state; or, with SEND_BACK, one that is not."""
        inputs: dict[str, Json] = {"to": to, "reason": reason}
        action = Action(deed=deed, actor="HR", standing=Standing.HR, channel=Channel.PAGE, inputs=inputs)
        return act(self.office, self.of(ratee, cycle).id, action, self.now).appraisal

    def adjust(self, ratee: str, grade: str, *, by: str = "PANEL", reason: str = "so decided") -> None:
        """Give one of a cohort another grade."""
        panel = Panel(actor=by, standing=Standing.PANEL, channel=Channel.PAGE)
        adjust(self.office, self.of(ratee).id, grade=grade, score=None, reason=reason, panel=panel, now=self.now)

    # -- what came of it -----------------------------------------------------------------------------------------

    def of(self, ratee: str, cycle: str | None = None) -> Appraisal:
        """Return the appraisal of a person or unit, in the cycle launched last."""
        name = cycle or list(self.cycles)[-1]
        with self.office.store.read() as conn:
            return next(one for one in appraisals.of_cycle(conn, name) if ratee in (one.unit or one.person, one.id))

    def running(self, ratee: str) -> list[Appraisal]:
        return [one for one in self._everybody() if ratee in (one.person, one.unit, one.id)]

    def entries(self, ratee: str, cycle: str | None = None) -> tuple[Entry, ...]:
        with self.office.store.read() as conn:
            return histories.entries(conn, self.of(ratee, cycle).id)

    def entered(self, ratee: str, state: str, cycle: str | None = None) -> str:
        """Return the day a state was entered last, on the wall of the firm."""
        found = [one for one in self.entries(ratee, cycle) if one.went_to == state and one.came_from != state]
        return found[-1].at.astimezone(ZONE).date().isoformat()

    def path(self, ratee: str, cycle: str | None = None) -> list[str]:
        """Return the states an appraisal went through, in their order."""
        return [one.went_to for one in self.entries(ratee, cycle) if one.went_to != one.came_from]

    def due(self, ratee: str, cycle: str | None = None, *, duty: str = "") -> str:
        """Return when the first open task falls due, of the state or of a duty: `2026-11-04 18:00`."""
        asked = [task for task in _open(self.of(ratee, cycle)) if (task.state == duty if duty else not task.occurrence)]
        return f"{min(task.due_at for task in asked).astimezone(ZONE):%Y-%m-%d %H:%M}"

    def log(self, ratee: str, duty: str, cycle: str | None = None) -> list[str]:
        """Return what became of a duty, each time: `done 2026-11-04`, by the day it fell due."""
        log = self.of(ratee, cycle).duties.get(duty, DutyLog())
        return [f"{row.status} {row.due_at.astimezone(ZONE).date()}" for row in log.rows]

    def mails(self, to: str, kind: str | None = None) -> list[str]:
        """Return what was owed to somebody, as `kind day`, in the order it was owed."""
        found = [mail for mail in self._mails() if mail.person == to and kind in (None, mail.kind)]
        return [f"{mail.kind} {mail.send_at.astimezone(ZONE).date()}" for mail in found]

    def letter(self, to: str, kind: str) -> str:
        """Return what the last mail of a kind to somebody says."""
        mail = [mail for mail in self._mails() if mail.person == to and mail.kind == kind][-1]
        with self.office.store.read() as conn:
            files = letters.look_up(conn, self.office.settings, [mail])
        return letters.write(self.office, files, [mail], self.now).text

    def check(self) -> None:
        """Every history holds, and nobody was refused what he was asked."""
        found = verify(self.office)
        assert found.holds, [str(flaw) for flaw in found.flaws]
        assert not self.refused, self.refused

    # -- how -----------------------------------------------------------------------------------------------------

    def _directory(self) -> Collection[str]:
        with self.office.store.read() as conn:
            return people.people(conn)

    def _keys(self, workflow: Workflow) -> list[str]:
        """Return whoever could be appraised: the numbers of people, or the names of units."""
        with self.office.store.read() as conn:
            return [one.key for one in ratees(people.load_organisation(conn), workflow.appraises)]

    def _everybody(self) -> list[Appraisal]:
        with self.office.store.read() as conn:
            known = [one.id for one in cycles.all_cycles(conn)]
            return [one for name in reversed(known) for one in appraisals.of_cycle(conn, name)]

    def _mails(self) -> Iterator[Mail]:
        with self.office.store.read() as conn:
            names = [one.id for name in self.cycles for one in appraisals.of_cycle(conn, name)]
            found = [mail for name in (*names, None) for mail in outbox.of_appraisal(conn, name)]
        yield from sorted(found, key=lambda mail: (mail.send_at, mail.id))

    def _next_due(self) -> datetime | None:
        with self.office.store.read() as conn:
            return appraisals.next_due_at(conn, after=self.now)

    def _acts(self, said: Script) -> list[tuple[datetime, Appraisal, Task]]:
        """Return who will act when: within the hour, a panel on its last day; soonest first."""
        found = [
            (self._moment(one, task), one, task)
            for one in self._everybody()
            for task in _open(one)
            if _said(said, one, task) != SILENT and not one.paused_at
        ]
        return sorted(found, key=lambda act: (act[0], act[1].id, act[2].id))

    def _moment(self, one: Appraisal, task: Task) -> datetime:
        workflow = self.office.workflows(one.fingerprint)
        if workflow.stages[task.state].cohort:
            return max(task.due_at - timedelta(minutes=1), task.opened_at)
        return task.opened_at + timedelta(minutes=30)

    def _act(self, one: Appraisal, task: Task, said: Script) -> None:
        workflow = self.office.workflows(one.fingerprint)
        if workflow.stages[task.state].cohort:
            self._sit(one, task)
            return
        words = _said(said, one, task)
        given = words if isinstance(words, Mapping) else words[1] if isinstance(words, tuple) else {}
        choice = words[0] if isinstance(words, tuple) else words if isinstance(words, str) else self._usual(one, task)
        sheet = {**self._filled(workflow, one, task, choice), **given}
        self._give(task, choice, sheet)

    def _give(self, task: Task, choice: str, sheet: Sheet) -> Appraisal:
        filled = cast("Answers", sheet)
        made = answer(
            self.office, task.id, task.member.person, choice=choice, sheet=filled, channel=Channel.PAGE, now=self.now
        )
        return made.appraisal

    def _sit(self, one: Appraisal, task: Task) -> None:
        """Let the panel release the group of an appraisal as it is."""
        group = next(
            cohort.group
            for cohort in overview(self.office, one.cycle)
            if one.id in {waiting.id for waiting in cohort.waiting}
        )
        try:
            self.release(one.cycle, group, by=task.member.person)
        except RefusedError as error:
            self.refused.append(str(error))
            self.release(one.cycle, group, by=task.member.person, reason=str(error))

    def _usual(self, one: Appraisal, task: Task) -> str:
        """Return the answer that leads on soonest."""
        workflow = self.office.workflows(one.fingerprint)
        steps, answers = steps_to_end(workflow), workflow.stages[task.state].answers
        far = {name: distance(steps, one) for name, one in answers.items()}
        return min(answers, key=far.__getitem__)

    def _filled(self, workflow: Workflow, one: Appraisal, task: Task, choice: str) -> dict[str, object]:
        state = workflow.stages[task.state]
        if state.answers[choice].blank:
            return {}
        setting = Setting(answer=choice, appraisal=one, calendar=workflow.calendar, zone=task.member.zone, now=self.now)
        page = Page(setting=setting, writer=task.member.person, locale="zh", colleagues=tuple(self._directory()))
        return dict(fill(workflow.sheet_for(state, task.role, one.facts), page))


def _open(one: Appraisal) -> tuple[Task, ...]:
    return one.asked


def _said(said: Script, one: Appraisal, task: Task) -> Said:
    """Return what the script has somebody say: in this appraisal, about this ratee, or about everybody (`*`)."""
    names = (one.id, one.unit or one.person, one.person, "*")
    keys = [key for name in names for key in ((name, task.state, task.member.person), (name, task.state))]
    return next((said[key] for key in keys if key in said), {})  # type: ignore[index]


@pytest.fixture
def stage(store) -> Stage:
    """Return an empty firm on each kind of database."""
    settings = Settings(database_url=str(store.engine.url), secret="k" * 64, base_url="http://cycleflow.example")
    return Stage(office=open_office(store, settings))


@pytest.fixture
def stage_on_sqlite(sqlite_url) -> Iterator[Stage]:
    """Return an empty firm on SQLite alone."""
    store = open_store(sqlite_url)
    settings = Settings(database_url=sqlite_url, secret="k" * 64, base_url="http://cycleflow.example")
    yield Stage(office=open_office(store, settings))
    store.close()
