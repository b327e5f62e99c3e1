"""Why an action is refused: each a sentence that says what happened, why, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cycleflow.errors import NotPermittedError, RefusedError


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one field of a sheet; `row` counts from 1."""

    words: str
    facts: Mapping[str, object] = field(default_factory=dict)
    field: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [str(part) for part in (self.field, self.row, self.column) if part is not None]
        said = self.words.format(**self.facts)
        return f"{' '.join(place)}: {said}" if place else said


class SheetError(RefusedError):
    """The sheet cannot be taken as it is filled in; every problem is named, nothing is saved."""

    words = "The sheet cannot be accepted: {detail}"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(detail="; ".join(str(problem) for problem in problems))
        self.problems = problems


class NotNowError(RefusedError):
    words = "Cannot {deed} {appraisal} while it is in {state}."


class UnknownAnswerError(RefusedError):
    words = "{answer} is not an answer to {state}; choose one of {answers}."


class TaskOverError(RefusedError):
    words = "This task is no longer open: {appraisal} is now in {state}. Nothing was changed."


class PausedError(RefusedError):
    words = "{appraisal} is paused; HR must resume it first."


class WindowClosedError(RefusedError):
    words = "The time for {answer} ended on {last_day}."


class NotYetGivenError(RefusedError):
    words = "{state} needs {needed} first, which has been neither given nor forfeited."


class NobodyToAskError(RefusedError):
    words = "Nobody can be asked in {state} of {appraisal}: {roles} lead to nobody. HR must name someone."


class NothingDueError(RefusedError):
    words = "No bell of {appraisal} is due; another round has rung it."


class RegulationRefusesError(RefusedError):
    """The regulation itself refuses this answer, in its own words: a misrouted appeal is told the right way."""

    words = "{said}"


class UndecidedError(RefusedError):
    words = "The regulation cannot decide this with what was given: {why}"


class ReasonMissingError(RefusedError):
    words = "Say why: {deed} needs a reason, which goes into the history."


class WrongTargetError(RefusedError):
    words = "{appraisal} cannot go to {target} from {state}; possible are {targets}."


class NeededLaterError(RefusedError):
    words = "Cannot waive {state}: {later} is built on what is filled in there. Reassign the task to somebody who can."


class NoBasisError(RefusedError):
    words = "Cannot go to {target}: it is built on {missing}, which this appraisal never had."


class CannotMoveError(RefusedError):
    words = "{appraisal} cannot go on under the new version. {detail}"


class WrongValueError(RefusedError):
    words = "{value} is not possible as {name}; expected is {expected}."


class FixedResultError(RefusedError):
    words = "The result of {appraisal} cannot be changed here; the regulation fixes it: {reason}"


class NotYourTaskError(NotPermittedError):
    words = "Only the person asked may answer this task."


class NotForYouError(NotPermittedError):
    words = "{standing} may not {deed} an appraisal."


class OwnAppraisalError(NotPermittedError):
    words = "Nobody may {deed} his own appraisal; somebody else must do it."


class RaterExcludedError(NotPermittedError):
    words = "{person} took part in {states} and may not decide in {state}; name somebody else."
