"""The values that move: Appraisal, Task, Action, Notice, Decision.

All are frozen. What a person entered is kept as it was entered, numbers as text, so that a history reads back to
the letter and no figure ever passes through binary floating point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from cycleflow.core.period import Cadence, cadence_of
from cycleflow.core.verdict import Verdict, fixing

Cell: TypeAlias = str | bool
Value: TypeAlias = Cell | tuple[Mapping[str, Cell], ...]
Answers: TypeAlias = Mapping[str, Value]
"""A filled-in sheet: field name to value; a table is a tuple of rows. Numbers, dates and moments are text."""

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


class Standing(StrEnum):
    """In what capacity somebody acts, as the edge has established it."""

    PERSON = "person"
    HR = "hr"
    PANEL = "panel"
    CLOCK = "clock"
    SYSTEM = "system"


class Channel(StrEnum):
    PAGE = "page"
    MAIL = "mail"
    CLI = "cli"
    CLOCK = "clock"
    IMPORT = "import"
    REHEARSAL = "rehearsal"


class Deed(StrEnum):
    """All that can be done to an appraisal."""

    LAUNCH = "launch"
    ANSWER = "answer"
    RING = "ring"
    ADJUST = "adjust"
    RELEASE = "release"
    REOPEN = "reopen"
    SEND_BACK = "send_back"
    WAIVE = "waive"
    REASSIGN = "reassign"
    DELEGATE = "delegate"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    PAUSE = "pause"
    RESUME = "resume"
    RECAST = "recast"
    MIGRATE = "migrate"
    SETTLE = "settle"
    RESCORE = "rescore"


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    VOID = "void"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One person of a cast: the employee number and the zone whose clock binds them."""

    person: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """One person is asked something in one visit of one state, or in one occurrence of a duty.

    `id` is `<appraisal>.<seq of the entry that opened it>.<n>`; it is never used twice. `state` is the name of the
    state or duty, `occurrence` the number of the duty's occurrence, 0 for a state.
    """

    id: str
    state: str
    role: str
    member: Member
    opened_at: datetime
    due_at: datetime
    status: TaskStatus = TaskStatus.OPEN
    answer: str | None = None
    occurrence: int = 0


class OccurrenceStatus(StrEnum):
    """What has become of one occurrence of a duty: it is asked, done, not done in time, or no longer asked."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One time a duty is asked; `zone` is the clock its due time is of.

    `sheet` is what has been filled in so far, by all who are asked. `reason` says why it was raised or withdrawn.
    """

    number: int
    opened_at: datetime
    due_at: datetime
    zone: str
    status: OccurrenceStatus = OccurrenceStatus.OPEN
    closed_at: datetime | None = None
    answer: str | None = None
    by: tuple[str, ...] = ()
    sheet: Answers = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DutyLog:
    """All occurrences of a duty there have been, and the number the next will have."""

    next: int = 1
    rows: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Given:
    """That a state was answered (or `forfeited` by silence, or waived), by whom, when and how."""

    by: tuple[str, ...]
    at: datetime
    answer: str
    forfeited: bool = False


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a filled-in sheet was noted for, in the regulation's own words; at a field, and at a row counted from 1."""

    words: Mapping[str, str]
    field: str
    row: int | None = None


@dataclass(frozen=True, kw_only=True)
class Former:
    """A sheet that was in force `until` another one was adopted in its place; who gave it, and when."""

    answers: Answers
    by: tuple[str, ...]
    at: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Fed:
    """What other appraisals gave for an indicator; None where there was nothing to give it.

    `basis` names them, each as of which of its entries. Where everybody of a kind gives it, `sets` says who that is;
    very many are not named one by one, but as their set, with their number.
    """

    value: Cell | tuple[Cell, ...] | None
    basis: tuple[tuple[str, int], ...] = ()
    sets: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Return what it depends on: appraisals, or whole sets of them."""
        return self.sets or tuple(name for name, _ in self.basis)


@dataclass(frozen=True, kw_only=True)
class Appraisal:
    """One person in one cycle, in exactly one state; or one `unit`, for which the person answers.

    `cast` is who holds which role. `marks` are named instants (`published`). `sheets` are the filled-in sheets by
    state; `former` those they replaced, the first first; `remarks` what they were noted for. `facts` are what is known
    of the person, as far as the workflow asks, `fed` what other appraisals gave, by indicator; `verdicts` what the
    rules of eligibility decided, the latest last. `opens_at`: nobody is asked before. `rung_at`: bells up to then have
    rung. `due_at`: when the clock next has something to do, or None. `state` is `planned` before launch and `withdrawn`
    after a withdrawal; all others are the workflow's.

    `duties` is what is asked beside the states, by name; `errands` are the tasks of their open occurrences, and
    `called_at` is `rung_at` for them: entering a state must not silence what is asked beside it. `logged_at` is the
    instant whose logs count in the score.

    `outcomes` are what the result causes, None until they are first worked out; `raised` are the duties that rest on
    it, each with its reason.
    """

    id: str
    cycle: str
    person: str
    fingerprint: str
    starts_on: date
    ends_on: date
    unit: str | None = None
    state: str = "planned"
    seq: int = -1
    head: str = ""
    cast: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    marks: Mapping[str, datetime] = field(default_factory=dict)
    sheets: Mapping[str, Answers] = field(default_factory=dict)
    former: Mapping[str, tuple[Former, ...]] = field(default_factory=dict)
    remarks: Mapping[str, tuple[Remark, ...]] = field(default_factory=dict)
    facts: Mapping[str, Cell] = field(default_factory=dict)
    fed: Mapping[str, Fed] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    given: Mapping[str, Given] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    score: Decimal | None = None
    grade: str | None = None
    outcomes: Mapping[str, Cell] | None = None
    raised: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    opened_at: datetime | None = None
    opens_at: datetime | None = None
    rung_at: datetime | None = None
    paused_at: datetime | None = None
    due_at: datetime | None = None
    duties: Mapping[str, DutyLog] = field(default_factory=dict)
    errands: tuple[Task, ...] = ()
    called_at: datetime | None = None
    logged_at: datetime | None = None

    @property
    def cadence(self) -> Cadence:
        return cadence_of(self.starts_on, self.ends_on)

    @property
    def fixed(self) -> Verdict | None:
        """Return the verdict that says what the result is, or that there is none, whatever the figures are."""
        return fixing(self.verdicts)

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The open tasks of the state."""
        return tuple(task for task in self.tasks if task.status is TaskStatus.OPEN)

    @property
    def open_errands(self) -> tuple[Task, ...]:
        return tuple(task for task in self.errands if task.status is TaskStatus.OPEN)

    @property
    def asked(self) -> tuple[Task, ...]:
        """Everything that is asked now: by the state, and beside it."""
        return (*self.open_tasks, *self.open_errands)


@dataclass(frozen=True, kw_only=True)
class Action:
    """What a person, the clock or a panel does. `inputs` is JSON-like and goes into the history unchanged."""

    deed: Deed
    actor: str
    standing: Standing
    channel: Channel
    task: str | None = None
    inputs: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A mail owed to someone. `kind` is the template's folder; `facts` are the letter's JSON-like particulars."""

    kind: str
    person: str
    task: str | None = None
    digest: bool = False
    facts: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One link of a history: the action as it was taken, and what it did. Nothing in it can change later.

    `came_from` and `went_to` are states; `changed` says in JSON what else became different (score, tasks, marks).
    `hash` is SHA-256 over `previous` and the canonical text of all the rest (see `core.history`).
    """

    appraisal: str
    seq: int
    at: datetime
    actor: str
    standing: Standing
    channel: Channel
    deed: Deed
    task: str | None
    inputs: Mapping[str, Json]
    came_from: str
    went_to: str
    changed: Mapping[str, Json]
    fingerprint: str
    previous: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What an action does: the appraisal after, the Entry, the tasks opened or changed, the notices owed."""

    appraisal: Appraisal
    entry: Entry
    tasks: tuple[Task, ...] = ()
    notices: tuple[Notice, ...] = ()
