"""The logs of duties, as somebody may read them: each time something was asked beside the states, and what came of it.

Who may read what of an appraisal holds here too: what makes the score is for the ratee to see once it is published, and
a peer or a report sees nothing but his own. What somebody did himself he may always see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cycleflow.core.model import Answers, Appraisal, DutyLog, Occurrence, OccurrenceStatus, Task
from cycleflow.core.naming import people_in
from cycleflow.core.publication import is_published
from cycleflow.core.scoring.card import Card
from cycleflow.core.workflow import Duty, Sheet, Workflow
from cycleflow.journeys.disclosure import stands_above


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One occurrence that is over, and what was filled in."""

    row: Occurrence
    fields: Sheet
    answers: Answers

    @property
    def is_late(self) -> bool:
        return self.row.closed_at is not None and self.row.closed_at > self.row.due_at


@dataclass(frozen=True, kw_only=True)
class Log:
    """What has become of a duty so far, the latest first."""

    duty: Duty
    kept: tuple[Kept, ...]

    def count(self, status: str) -> int:
        return sum(one.row.status == status for one in self.kept)


def logs(workflow: Workflow, appraisal: Appraisal) -> tuple[Log, ...]:
    """Return all that is over, in the order of the regulation."""
    return tuple(_logs(workflow, appraisal, None, hidden=frozenset()))


def logs_for(workflow: Workflow, appraisal: Appraisal, reader: str, task: Task | None = None) -> tuple[Log, ...]:
    """Return what the ratee may read, or whoever holds a task."""
    if reader == appraisal.person:
        hidden = frozenset() if is_published(workflow, appraisal) else _judging(workflow)
    else:
        hidden = frozenset() if task and stands_above(workflow, task) else frozenset(workflow.duties)
    return tuple(_logs(workflow, appraisal, reader, hidden=hidden))


def readers_of(found: Iterable[Log]) -> set[str]:
    """Return whose names appear in logs."""
    kept = [one for log in found for one in log.kept]
    return {who for one in kept for who in (*one.row.by, *people_in(one.fields, one.answers))}


def reason_of(appraisal: Appraisal, task: Task) -> str:
    """Return why a duty was raised, as whoever is asked is told; empty where nothing was said."""
    rows = appraisal.duties.get(task.state, DutyLog()).rows if task.occurrence else ()
    return next((row.reason for row in rows if row.number == task.occurrence and row.closed_at is None), "")


def _judging(workflow: Workflow) -> frozenset[str]:
    """Return the duties whose logs make the score."""
    rule = workflow.scorecard.rule if workflow.scorecard else None
    return frozenset(workflow.duties.keys() & rule.fields.keys()) if isinstance(rule, Card) else frozenset()


def _logs(workflow: Workflow, appraisal: Appraisal, reader: str | None, *, hidden: frozenset[str]) -> Iterator[Log]:
    for name, duty in workflow.duties.items():
        rows = [row for row in appraisal.duties.get(name, DutyLog()).rows if row.status is not OccurrenceStatus.OPEN]
        seen = [row for row in rows if name not in hidden or reader in row.by]
        if seen:
            sheet = _sheet_of(workflow, duty)
            kept = (Kept(row=row, fields=sheet, answers=row.sheet) for row in reversed(seen))
            yield Log(duty=duty, kept=tuple(kept))


def _sheet_of(workflow: Workflow, duty: Duty) -> Sheet:
    """Return all that is filled in for a duty, by whomever."""
    sheets = [workflow.sheets[name] for name in duty.ask.values() if name]
    return Sheet(name=duty.name, fields={name: field for sheet in sheets for name, field in sheet.fields.items()})
