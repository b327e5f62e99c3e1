"""One turn of an appraisal: what a single action changes, gathered until it is sealed into a Decision.

A Turn is made, used and dropped inside `engine.decide`. It is the only thing in the core that changes in place; what
goes in and what comes out are frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import cast

from cycleflow.core import timers
from cycleflow.core.agreement import done_of
from cycleflow.core.casting import may_hold
from cycleflow.core.changes import differences, task_change
from cycleflow.core.checks import repeated
from cycleflow.core.evolve import evolve
from cycleflow.core.history import seal, stamp
from cycleflow.core.model import (
    Action,
    Appraisal,
    Decision,
    Entry,
    Former,
    Given,
    Json,
    Member,
    Notice,
    Remark,
    Task,
    TaskStatus,
)
from cycleflow.core.refusals import NobodyToAskError
from cycleflow.core.snapshot import CastBody, FedBody, dump_remark, load_cast, load_fed
from cycleflow.core.workflow import Sheet, State, Workflow


class Turn:
    """The appraisal as it is being changed, the tasks touched, and the notices owed."""

    def __init__(self, workflow: Workflow, appraisal: Appraisal, action: Action, now: datetime) -> None:
        self.workflow = workflow
        self.before = appraisal
        self.action = action
        self.now = now
        self.appraisal = appraisal
        self.touched: dict[str, Task] = {}
        self.notices: list[Notice] = []
        self.beside: dict[str, Json] = {}
        """What else the history is to say of this turn."""

    @property
    def state(self) -> State:
        return self.workflow.states[self.appraisal.state]

    # -- what the action says ------------------------------------------------------------------------------------

    def text(self, name: str) -> str:
        """Return a text of the action's inputs, empty where it is missing or something else."""
        value = self.action.inputs.get(name)
        return value if isinstance(value, str) else ""

    def mapping(self, name: str) -> dict[str, Json]:
        """Return a mapping of the action's inputs, empty where it is missing or something else."""
        value = self.action.inputs.get(name)
        return value if isinstance(value, dict) else {}

    def recast(self) -> None:
        """Take over the cast the action brings; only the system brings one."""
        self.appraisal = evolve(self.appraisal, cast=load_cast(cast(CastBody, self.mapping("cast"))))

    def learn(self) -> None:
        """Take over the facts the action brings, if any; only the system brings them."""
        facts = self.mapping("facts")
        if facts:
            known = {name: value for name, value in facts.items() if isinstance(value, str | bool)}
            self.appraisal = evolve(self.appraisal, facts=known)

    def feed(self) -> None:
        """Take over what other appraisals gave, if the action brings it; only the system brings it."""
        if "fed" in self.action.inputs:
            self.appraisal = evolve(self.appraisal, fed=load_fed(cast(FedBody, self.mapping("fed"))))

    def note_figures(self, figures: Mapping[str, str | bool]) -> None:
        """Note what the measures of a score came to.

        **Why** only where the action brings what was gathered, be it nothing: histories that were written before
        measures were noted must replay to the letter.
        """
        if "fed" in self.action.inputs and figures:
            self.beside["figures"] = dict(figures)

    # -- tasks ---------------------------------------------------------------------------------------------------

    def put(self, task: Task) -> None:
        """Add a task, or put the changed one in the place of the old."""
        if not task.occurrence:
            others = tuple(one for one in self.appraisal.tasks if one.id != task.id)
            self.appraisal = evolve(self.appraisal, tasks=(*others, task))
        else:
            others = tuple(one for one in self.appraisal.errands if one.id != task.id)
            self.appraisal = evolve(self.appraisal, errands=(*others, task))
        self.touched[task.id] = task

    def close(self, tasks: Iterable[Task], status: TaskStatus, answer: str | None = None) -> None:
        for task in tasks:
            self.put(evolve(task, status=status, answer=answer))

    def open_task(self, role: str, member: Member, *, due_at: datetime | None = None) -> Task:
        """Open a task of the state for one person; without a due time the state's own rule applies."""
        due_at = due_at or timers.due_at(self.workflow, self.appraisal, self.state, member=member, now=self.now)
        return self.add_task(self.appraisal.state, role, member, due_at=due_at)

    def add_task(self, stage: str, role: str, member: Member, *, due_at: datetime, occurrence: int = 0) -> Task:
        """Open a task of a state or duty for one person."""
        task = Task(
            id=f"{self.appraisal.id}.{self.before.seq + 1}.{len(self.touched)}",
            state=stage,
            role=role,
            member=member,
            opened_at=self.now,
            due_at=due_at,
            occurrence=occurrence,
        )
        self.put(task)
        return task

    def hand_on(self, task: Task, heir: Member) -> Task:
        """Close a task and open the same for somebody else, due when it was."""
        self.close([task], TaskStatus.VOID)
        return self.add_task(task.state, task.role, heir, due_at=task.due_at, occurrence=task.occurrence)

    # -- states --------------------------------------------------------------------------------------------------

    def enter(self, name: str, *, kind: str | None = None, facts: Mapping[str, Json] | None = None) -> None:
        """Leave the present state, if any, and enter another: void what is open, mark, tell, ask.

        `kind` and `facts` are those of the notices to whoever is asked; a state entered again says `returned`.
        """
        self.close(self.appraisal.open_tasks, TaskStatus.VOID)
        again = name in self.before.given or name in self.before.sheets
        state = self.workflow.states.get(name)
        marks = {**self.appraisal.marks, state.marks: self.now} if state and state.marks else self.appraisal.marks
        self.appraisal = evolve(
            self.appraisal,
            state=name,
            given={one: value for one, value in self.appraisal.given.items() if one != name},
            marks=marks,
            tasks=(),
            opened_at=self.now,
            opens_at=None,
            rung_at=self.now,
        )
        self._tell(state)
        if state is None or state.is_end:
            return
        opens_at = self._opening(state)
        if opens_at:
            self.appraisal = evolve(self.appraisal, opens_at=opens_at)
        else:
            self._ask_each(kind or ("returned" if again else "task"), facts)

    def ask(self) -> None:
        """Open a state that was waiting for its day, and ask."""
        self.appraisal = evolve(self.appraisal, opens_at=None, opened_at=self.now, rung_at=self.now)
        self._ask_each("task", None)

    def wait_or_ask(self) -> None:
        """Find again when a state that waits for its day opens, or open it if that day is past."""
        opens_at = self._opening(self.state)
        if opens_at:
            self.appraisal = evolve(self.appraisal, opens_at=opens_at)
        else:
            self.ask()

    def _ask_each(self, kind: str, facts: Mapping[str, Json] | None) -> None:
        for role, member in self.asked(self.state):
            task = self.open_task(role, member)
            self.owe(kind, member, role=role, task=task, facts=facts)

    def _opening(self, state: State) -> datetime | None:
        if state.opens is None:
            return None
        asked = self.asked(state)
        return timers.opening(self.workflow, self.appraisal, state.opens, member=asked[0][1], now=self.now)

    def asked(self, state: State) -> list[tuple[str, Member]]:
        """Return who is asked: the state's roles, else the first escalation that leads to somebody.

        Raises:
            NobodyToAskError: there is none.
        """
        if state.complete == "each":
            return self._asked_each(state)
        asked = [found for role in state.ask for found in self.members(role, state)]
        for step in state.escalations if not asked else ():
            asked = asked or list(self.members(step.role, state))
        if not asked:
            roles = ", ".join(state.ask)
            raise NobodyToAskError(state=state.name, appraisal=self.appraisal.id, roles=roles)
        firsts = {member.person: (role, member) for role, member in reversed(asked)}
        return list(reversed(firsts.values()))

    def _asked_each(self, state: State) -> list[tuple[str, Member]]:
        """Return who is asked for each role that has anything to say; for a role nobody holds, the first escalation."""
        sheets = {role: self.workflow.sheet_for(state, role, self.appraisal.facts) for role in state.ask}
        speaking = [
            role
            for role, sheet in sheets.items()
            if self._is_asked_anything(sheet) and may_hold(self.workflow, self.appraisal, role)
        ] or list(state.ask)[:1]
        found: dict[tuple[str, str | None], tuple[str, Member]] = {}
        for role in speaking:
            stand_ins = (self.members(one, state) for one in (role, *(step.role for step in state.escalations)))
            members = next((members for members in stand_ins if members), [])
            if not members:
                raise NobodyToAskError(state=state.name, appraisal=self.appraisal.id, roles=role)
            for _, member in members:
                found.setdefault((member.person, state.ask[role]), (role, member))
        return list(found.values())

    def _is_asked_anything(self, sheet: Sheet | None) -> bool:
        """Return whether a sheet asks anything here: not so an empty one, nor a table that repeats one without rows."""
        return sheet is None or any(not one.each or repeated(self.appraisal, one.each) for one in sheet.fields.values())

    def members(self, role: str, state: State) -> list[tuple[str, Member]]:
        """Return who holds a role and may act in the state."""
        members = self.appraisal.cast.get(role, ())
        barred = self.barred(state) if state.never else frozenset()
        return [(role, member) for member in members if member.person not in barred]

    def barred(self, state: State) -> set[str]:
        """Return who took part where the regulation says that this bars him here."""
        return {who for name in state.never if name in self.appraisal.given for who in self.appraisal.given[name].by}

    def forfeit(self, answer: str) -> None:
        """Record that the present state passes without the answer it asked for, but with what it has gathered."""
        by = tuple(task.member.person for task in done_of(self.appraisal.tasks)) if self.state.gather else ()
        self.record(Given(by=by, at=self.now, answer=answer, forfeited=not by))

    def record(self, given: Given) -> None:
        state = self.appraisal.state
        self.appraisal = evolve(self.appraisal, given={**self.appraisal.given, state: given})

    def note(self, stage: str, sheet: Sheet, remarks: tuple[Remark, ...]) -> None:
        """Keep what a sheet was noted for, in place of what it was noted for before.

        What one of several gathered sheets was noted for stands in the history alone: it could tell whose it is.
        """
        before = self.appraisal.remarks
        others = tuple(one for one in before.get(stage, ()) if one.field not in sheet.fields)
        kept = {**before, stage: (*others, *remarks)}
        if not self.workflow.stages[stage].gather:
            self.appraisal = evolve(self.appraisal, remarks={name: found for name, found in kept.items() if found})
        if remarks:
            self.beside["remarks"] = [cast(Json, dump_remark(one)) for one in remarks]

    def adopt(self, target: str, source: str) -> None:
        """Let the sheet of a state replace that of another; what was in force until now is kept."""
        before, sheets, given = self.appraisal.former, self.appraisal.sheets, self.appraisal.given
        if target in sheets and target in given:
            old = given[target]
            version = Former(answers=sheets[target], by=old.by, at=old.at, until=self.now)
            before = {**before, target: (*before.get(target, ()), version)}
        self.appraisal = evolve(
            self.appraisal,
            former=before,
            sheets={**sheets, target: sheets[source]},
            given={**given, target: given[source]},
        )
        adopted = self.beside.get("adopted")
        self.beside["adopted"] = {**(adopted if isinstance(adopted, dict) else {}), target: source}

    def set_result(self, score: Decimal | None, grade: str | None) -> None:
        self.appraisal = evolve(self.appraisal, score=score, grade=grade)

    # -- notices -------------------------------------------------------------------------------------------------

    def owe(
        self,
        kind: str,
        member: Member,
        *,
        role: str | None = None,
        task: Task | None = None,
        facts: Mapping[str, Json] | None = None,
    ) -> None:
        """Owe a person a mail about a task, or else about the present state."""
        digest = self.workflow.digest
        said: dict[str, Json] = {"state": task.state if task else self.appraisal.state, **(facts or {})}
        if task:
            said["due"] = stamp(task.due_at)
        self.notices.append(
            Notice(
                kind=kind,
                person=member.person,
                task=task.id if task else None,
                digest=bool(digest and role in digest.roles),
                facts=said,
            )
        )

    def _tell(self, state: State | None) -> None:
        for tell in state.tell if state else ():
            for member in self.appraisal.cast.get(tell.role, ()):
                self.owe(tell.notice, member, facts=self._appointment(state))

    def _appointment(self, state: State | None) -> dict[str, Json]:
        """Return the sheet a state opens by (an interview's time and place); other sheets never go into a mail."""
        if not state or not state.opens or "." not in state.opens.anchor:
            return {}
        source = state.opens.anchor.partition(".")[0]
        sheet = self.appraisal.sheets.get(source, {})
        return {name: value for name, value in sheet.items() if isinstance(value, str)}

    # -- the end -------------------------------------------------------------------------------------------------

    def seal(self) -> Decision:
        """Return the Decision: the appraisal with its new number, head and next due time, and the sealed Entry."""
        after = self.appraisal
        due_at = timers.next_due(self.workflow, after)
        entry = seal(
            Entry(
                appraisal=after.id,
                seq=self.before.seq + 1,
                at=self.now,
                actor=self.action.actor,
                standing=self.action.standing,
                channel=self.action.channel,
                deed=self.action.deed,
                task=self.action.task,
                inputs=self.action.inputs,
                came_from=self.before.state,
                went_to=after.state,
                changed=self._changes(due_at),
                fingerprint=self.workflow.fingerprint,
                previous=self.before.head,
                hash="",
            )
        )
        after = evolve(after, seq=entry.seq, head=entry.hash, due_at=due_at)
        return Decision(appraisal=after, entry=entry, tasks=tuple(self.touched.values()), notices=tuple(self.notices))

    def _changes(self, due_at: datetime | None) -> dict[str, Json]:
        """Return what became different, so that a reader of the history need not compute it, and a replay checks it."""
        changes: dict[str, Json] = {
            "due_at": stamp(due_at) if due_at else None,
            "tasks": [task_change(task) for task in self.touched.values()],
            "told": [[notice.kind, notice.person] for notice in self.notices],
        }
        return changes | differences(self.before, self.appraisal) | self.beside
