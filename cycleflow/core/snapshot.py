"""An Appraisal as JSON and back, exactly.

The snapshot is only a cache of the history: `journeys.audit` replays the entries and compares.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NotRequired, TypedDict

from cycleflow.core.evolve import evolve
from cycleflow.core.history import stamp
from cycleflow.core.model import (
    Answers,
    Appraisal,
    Cell,
    DutyLog,
    Fed,
    Former,
    Given,
    Member,
    Occurrence,
    OccurrenceStatus,
    Remark,
    Task,
    TaskStatus,
    Value,
)
from cycleflow.core.verdict import VerdictBody, dump_verdict, load_verdict

RowsBody = list[dict[str, Cell]]
MemberBody = list[str]
CastBody = Mapping[str, list[MemberBody]]
AnswersBody = Mapping[str, Cell | RowsBody]


class GivenBody(TypedDict):
    by: list[str]
    at: str
    answer: str
    forfeited: bool


class TaskBody(TypedDict):
    id: str
    state: str
    role: str
    member: MemberBody
    opened_at: str
    due_at: str
    status: str
    answer: str | None
    occurrence: NotRequired[int]


class OccurrenceBody(TypedDict):
    number: int
    opened_at: str
    due_at: str
    zone: str
    status: str
    closed_at: str | None
    answer: str | None
    by: list[str]
    sheet: AnswersBody
    reason: str


class DutyLogBody(TypedDict):
    next: int
    rows: list[OccurrenceBody]


class FormerBody(TypedDict):
    answers: AnswersBody
    by: list[str]
    at: str
    until: str


class RemarkBody(TypedDict):
    words: Mapping[str, str]
    field: str
    row: int | None


class OneFedBody(TypedDict):
    value: Cell | list[Cell] | None
    basis: list[tuple[str, int]]
    sets: NotRequired[list[str]]


FedBody = Mapping[str, OneFedBody]


class Snapshot(TypedDict):
    """An Appraisal as it lies in the store."""

    id: str
    cycle: str
    person: str
    fingerprint: str
    starts_on: str
    ends_on: str
    state: str
    seq: int
    head: str
    cast: CastBody
    marks: Mapping[str, str]
    sheets: Mapping[str, AnswersBody]
    facts: NotRequired[Mapping[str, Cell]]
    verdicts: NotRequired[list[VerdictBody]]
    given: Mapping[str, GivenBody]
    tasks: list[TaskBody]
    score: str | None
    grade: str | None
    outcomes: NotRequired[Mapping[str, Cell]]
    raised: NotRequired[Mapping[str, Mapping[str, str]]]
    opened_at: str | None
    opens_at: str | None
    rung_at: str | None
    paused_at: str | None
    due_at: str | None
    unit: NotRequired[str]
    duties: NotRequired[Mapping[str, DutyLogBody]]
    errands: NotRequired[list[TaskBody]]
    called_at: NotRequired[str | None]
    logged_at: NotRequired[str | None]
    former: NotRequired[Mapping[str, list[FormerBody]]]
    remarks: NotRequired[Mapping[str, list[RemarkBody]]]
    fed: NotRequired[FedBody]


def dump(appraisal: Appraisal) -> Snapshot:
    """Return the appraisal as JSON; numbers stay text."""
    body: Snapshot = {
        "id": appraisal.id,
        "cycle": appraisal.cycle,
        "person": appraisal.person,
        "fingerprint": appraisal.fingerprint,
        "starts_on": appraisal.starts_on.isoformat(),
        "ends_on": appraisal.ends_on.isoformat(),
        "state": appraisal.state,
        "seq": appraisal.seq,
        "head": appraisal.head,
        "cast": dump_cast(appraisal.cast),
        "marks": {name: stamp(at) for name, at in appraisal.marks.items()},
        "sheets": {state: dump_answers(answers) for state, answers in appraisal.sheets.items()},
        "given": {state: _dump_given(given) for state, given in appraisal.given.items()},
        "tasks": [_dump_task(task) for task in appraisal.tasks],
        "score": None if appraisal.score is None else str(appraisal.score),
        "grade": appraisal.grade,
        "opened_at": _dump_instant(appraisal.opened_at),
        "opens_at": _dump_instant(appraisal.opens_at),
        "rung_at": _dump_instant(appraisal.rung_at),
        "paused_at": _dump_instant(appraisal.paused_at),
        "due_at": _dump_instant(appraisal.due_at),
    }
    _dump_later(body, appraisal)
    return body


def _dump_later(body: Snapshot, appraisal: Appraisal) -> None:
    """Add what came to be known later, where it says more."""
    if appraisal.unit is not None:
        body["unit"] = appraisal.unit
    if appraisal.facts:
        body["facts"] = dict(appraisal.facts)
    if appraisal.verdicts:
        body["verdicts"] = [dump_verdict(verdict) for verdict in appraisal.verdicts]
    if appraisal.duties or appraisal.called_at or appraisal.logged_at:
        body["duties"] = {name: _dump_log(log) for name, log in appraisal.duties.items()}
        body["errands"] = [_dump_task(task) for task in appraisal.errands]
        body["called_at"] = _dump_instant(appraisal.called_at)
        body["logged_at"] = _dump_instant(appraisal.logged_at)
    if appraisal.outcomes is not None:
        body["outcomes"] = dict(appraisal.outcomes)
    if appraisal.raised:
        body["raised"] = {duty: dict(reason) for duty, reason in appraisal.raised.items()}
    if appraisal.former:
        body["former"] = {state: [_dump_former(one) for one in found] for state, found in appraisal.former.items()}
    if appraisal.remarks:
        body["remarks"] = {state: [dump_remark(one) for one in found] for state, found in appraisal.remarks.items()}
    if appraisal.fed:
        body["fed"] = dump_fed(appraisal.fed)


def load(body: Snapshot) -> Appraisal:
    """Return the appraisal a snapshot holds.

    Raises:
        KeyError, TypeError, ValueError: the text is not that of a snapshot.
    """
    known = Appraisal(
        id=body["id"],
        cycle=body["cycle"],
        person=body["person"],
        fingerprint=body["fingerprint"],
        starts_on=date.fromisoformat(body["starts_on"]),
        ends_on=date.fromisoformat(body["ends_on"]),
        state=body["state"],
        seq=body["seq"],
        head=body["head"],
        cast=load_cast(body["cast"]),
        marks={name: datetime.fromisoformat(at) for name, at in body["marks"].items()},
        sheets={state: load_answers(answers) for state, answers in body["sheets"].items()},
        given={state: _load_given(given) for state, given in body["given"].items()},
        tasks=tuple(_load_task(task) for task in body["tasks"]),
        score=None if body["score"] is None else Decimal(body["score"]),
        grade=body["grade"],
        opened_at=_load_instant(body["opened_at"]),
        opens_at=_load_instant(body["opens_at"]),
        rung_at=_load_instant(body["rung_at"]),
        paused_at=_load_instant(body["paused_at"]),
        due_at=_load_instant(body["due_at"]),
    )
    return _load_later(body, known)


def _load_later(body: Snapshot, appraisal: Appraisal) -> Appraisal:
    """Take over what came to be known later; snapshots of before do not have it."""
    return evolve(
        appraisal,
        unit=body.get("unit"),
        fed=load_fed(body.get("fed", {})),
        former={state: tuple(map(_load_former, found)) for state, found in body.get("former", {}).items()},
        remarks={state: tuple(map(load_remark, found)) for state, found in body.get("remarks", {}).items()},
        facts=body.get("facts", {}),
        verdicts=tuple(load_verdict(verdict) for verdict in body.get("verdicts", ())),
        outcomes=body.get("outcomes"),
        raised=body.get("raised", {}),
        duties={name: _load_log(log) for name, log in body.get("duties", {}).items()},
        errands=tuple(_load_task(task) for task in body.get("errands", ())),
        called_at=_load_instant(body.get("called_at")),
        logged_at=_load_instant(body.get("logged_at")),
    )


def dump_fed(fed: Mapping[str, Fed]) -> FedBody:
    return {name: _dump_one_fed(one) for name, one in fed.items()}


def load_fed(body: FedBody) -> dict[str, Fed]:
    return {
        name: Fed(
            value=tuple(one["value"]) if isinstance(one["value"], list) else one["value"],
            basis=tuple((source, seq) for source, seq in one["basis"]),
            sets=tuple(one.get("sets", ())),
        )
        for name, one in body.items()
    }


def _dump_one_fed(one: Fed) -> OneFedBody:
    body: OneFedBody = {
        "value": list(one.value) if isinstance(one.value, tuple) else one.value,
        "basis": [(source, seq) for source, seq in one.basis],
    }
    return {**body, "sets": list(one.sets)} if one.sets else body


def dump_cast(cast: Mapping[str, tuple[Member, ...]]) -> dict[str, list[MemberBody]]:
    return {role: [[member.person, member.zone] for member in members] for role, members in cast.items()}


def load_cast(body: CastBody) -> dict[str, tuple[Member, ...]]:
    return {role: tuple([_member(person, zone) for person, zone in members]) for role, members in body.items()}


@lru_cache(maxsize=4096)
def _member(person: str, zone: str) -> Member:
    """Return the same Member for the same person: panels sit in every appraisal."""
    return Member(person=person, zone=zone)


def dump_answers(answers: Answers) -> dict[str, Cell | RowsBody]:
    return {name: _dump_value(value) for name, value in answers.items()}


def load_answers(body: AnswersBody) -> Answers:
    return {name: _load_value(value) for name, value in body.items()}


def _dump_value(value: Value) -> Cell | RowsBody:
    return [dict(row) for row in value] if isinstance(value, tuple) else value


def _load_value(value: Cell | RowsBody) -> Value:
    return tuple(dict(row) for row in value) if isinstance(value, list) else value


def _dump_instant(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def _load_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _dump_given(given: Given) -> GivenBody:
    return {"by": list(given.by), "at": stamp(given.at), "answer": given.answer, "forfeited": given.forfeited}


def _load_given(body: GivenBody) -> Given:
    at = datetime.fromisoformat(body["at"])
    return Given(by=tuple(body["by"]), at=at, answer=body["answer"], forfeited=body["forfeited"])


def _dump_former(former: Former) -> FormerBody:
    return {
        "answers": dump_answers(former.answers),
        "by": list(former.by),
        "at": stamp(former.at),
        "until": stamp(former.until),
    }


def _load_former(body: FormerBody) -> Former:
    at, until = (datetime.fromisoformat(body[name]) for name in ("at", "until"))
    return Former(answers=load_answers(body["answers"]), by=tuple(body["by"]), at=at, until=until)


def dump_remark(remark: Remark) -> RemarkBody:
    return {"words": dict(remark.words), "field": remark.field, "row": remark.row}


def load_remark(body: RemarkBody) -> Remark:
    return Remark(words=body["words"], field=body["field"], row=body["row"])


def _dump_log(log: DutyLog) -> DutyLogBody:
    return {"next": log.next, "rows": [_dump_occurrence(row) for row in log.rows]}


def _load_log(body: DutyLogBody) -> DutyLog:
    return DutyLog(next=body["next"], rows=tuple(_load_occurrence(row) for row in body["rows"]))


def _dump_occurrence(row: Occurrence) -> OccurrenceBody:
    return {
        "number": row.number,
        "opened_at": stamp(row.opened_at),
        "due_at": stamp(row.due_at),
        "zone": row.zone,
        "status": row.status.value,
        "closed_at": _dump_instant(row.closed_at),
        "answer": row.answer,
        "by": list(row.by),
        "sheet": dump_answers(row.sheet),
        "reason": row.reason,
    }


def _load_occurrence(body: OccurrenceBody) -> Occurrence:
    return Occurrence(
        number=body["number"],
        opened_at=datetime.fromisoformat(body["opened_at"]),
        due_at=datetime.fromisoformat(body["due_at"]),
        zone=body["zone"],
        status=OccurrenceStatus(body["status"]),
        closed_at=_load_instant(body["closed_at"]),
        answer=body["answer"],
        by=tuple(body["by"]),
        sheet=load_answers(body["sheet"]),
        reason=body["reason"],
    )


def _dump_task(task: Task) -> TaskBody:
    body: TaskBody = {
        "id": task.id,
        "state": task.state,
        "role": task.role,
        "member": [task.member.person, task.member.zone],
        "opened_at": stamp(task.opened_at),
        "due_at": stamp(task.due_at),
        "status": task.status.value,
        "answer": task.answer,
    }
    return body if not task.occurrence else {**body, "occurrence": task.occurrence}


def _load_task(body: TaskBody) -> Task:
    person, zone = body["member"]
    return Task(
        id=body["id"],
        state=body["state"],
        role=body["role"],
        member=Member(person=person, zone=zone),
        opened_at=datetime.fromisoformat(body["opened_at"]),
        due_at=datetime.fromisoformat(body["due_at"]),
        status=TaskStatus(body["status"]),
        answer=body["answer"],
        occurrence=body.get("occurrence", 0),
    )
