"""What happens on a task's page, whichever door one came in by: show it, keep the draft, take the answer.

Whatever was typed is kept before anything else is tried: a refusal, a collision or a page left in between loses
nothing. What is done ends in a redirect, so that reloading repeats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from cycleflow.core.model import Answers, Channel
from cycleflow.core.refusals import NotYourTaskError, Problem, SheetError, TaskOverError
from cycleflow.core.workflow import Sheet
from cycleflow.errors import CollisionError, CycleflowError, InputError, RefusedError
from cycleflow.journeys.answer import answer
from cycleflow.journeys.intervene import hand_over
from cycleflow.journeys.naming import numbered
from cycleflow.journeys.receipt import Receipt, receipt, was_sent_already
from cycleflow.journeys.visit import Visit, save_draft, visit
from cycleflow.language import translate, translator
from cycleflow.store.tasks import TaskRow
from cycleflow.web.control import Filling, controls_of, places_of
from cycleflow.web.desk import Desk
from cycleflow.web.form import Form, read, rows_of, with_row, without_blank_rows, without_row
from cycleflow.web.page import Page, show


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """How somebody came to a task: the task, the page so far, and whether by the mailed link."""

    desk: Desk
    row: TaskRow
    page: Page
    by_link: bool

    @property
    def has_run_out(self) -> bool:
        until = self.row.link_until
        return self.by_link and until is not None and until < self.page.now


@dataclass(frozen=True, kw_only=True)
class Said:
    """What stands at the top of the page after a refusal."""

    title: str
    text: str = ""
    problems: tuple[Problem, ...] = ()
    status: int = HTTPStatus.CONFLICT


@dataclass(frozen=True, kw_only=True)
class Handing:
    """The form for handing a task on, as it was typed, and why it was refused."""

    to: str = ""
    reason: str = ""
    problem: str = ""


def open_page(entrance: Entrance) -> Response:
    """Show the task, or what has become of it."""
    present = _present(entrance)
    if present is None:
        return _show_receipt(entrance, receipt(entrance.desk.office, entrance.row.id))
    return _show_task(entrance, present)


def submit(entrance: Entrance, form: Form) -> Response:
    """Do what the pressed button says."""
    present = _present(entrance)
    deed, _, what = form.first("do").partition(":")
    if deed == "delegate":
        return _hand_over(entrance, present, form)
    sheet = present.sheet if present else _sheet_of(entrance)
    typed = read(sheet, form)
    if deed == "answer":
        typed = numbered(entrance.desk.office, sheet, typed)
    if present is None:
        return _too_late(entrance, what, without_blank_rows(sheet, typed))
    if deed == "answer":
        return _answer(entrance, present, what, without_blank_rows(sheet, typed))
    return _keep_draft(entrance, present, deed, what, typed=typed)


def autosave(entrance: Entrance, form: Form) -> Response:
    """Keep what is being typed."""
    present = _present(entrance)
    if present is None:
        return Response(status_code=HTTPStatus.GONE)
    save_draft(entrance.desk.office, entrance.row, read(present.sheet, form), entrance.page.now)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _present(entrance: Entrance) -> Visit | None:
    return None if entrance.has_run_out else visit(entrance.desk.office, entrance.row, entrance.page.now)


def _sheet_of(entrance: Entrance) -> Sheet | None:
    return receipt(entrance.desk.office, entrance.row.id).sheet


def _answer(entrance: Entrance, present: Visit, choice: str, typed: Answers) -> Response:
    office, now = entrance.desk.office, entrance.page.now
    save_draft(office, entrance.row, typed, now)
    try:
        answer(office, entrance.row.id, entrance.row.person, choice=choice, sheet=typed, channel=Channel.PAGE, now=now)
    except (TaskOverError, NotYourTaskError):
        return _too_late(entrance, choice, typed)
    except (RefusedError, CollisionError) as error:
        return _refuse(entrance, error, choice, typed)
    return _back(entrance)


def _refuse(entrance: Entrance, error: CycleflowError, choice: str, typed: Answers) -> Response:
    """Show the page again with what was typed, and what stood against it."""
    present = _present(entrance)
    if present is None:
        return _too_late(entrance, choice, typed)
    _ = translator(entrance.page.locale)
    if isinstance(error, SheetError):
        said = Said(
            title=_("This cannot be sent yet"),
            text=_("Nothing is lost: what you typed is kept as a draft."),
            problems=error.problems,
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    else:
        said = Said(title=_("Nothing was sent"), text=translate(error, entrance.page.locale))
    return _show_task(entrance, present, said=said)


def _too_late(entrance: Entrance, choice: str, typed: Answers) -> Response:
    """Answer who pressed twice with the receipt, and who was overtaken with what he typed."""
    found = receipt(entrance.desk.office, entrance.row.id)
    if was_sent_already(found, choice, typed):
        return _back(entrance)
    return _show_receipt(entrance, found, typed=typed, status=HTTPStatus.CONFLICT)


def _keep_draft(entrance: Entrance, present: Visit, deed: str, what: str, *, typed: Answers) -> Response:
    """Keep the draft, with a row more or less where that was asked for, and go back to where it is."""
    name, _, number = what.partition(":")
    anchor = ""
    if present.sheet and name in present.sheet.fields:
        if deed == "add":
            typed = with_row(present.sheet, typed, name)
            anchor = f"#f-{name}-{len(rows_of(typed, name)) - 1}"
        elif deed == "remove" and number.isdecimal():
            typed = without_row(typed, name, int(number))
            anchor = f"#f-{name}"
    save_draft(entrance.desk.office, entrance.row, typed, entrance.page.now)
    return _back(entrance, anchor)


def _hand_over(entrance: Entrance, present: Visit | None, form: Form) -> Response:
    if present is None or not present.may_delegate:
        return open_page(entrance)
    to, reason = form.first("to"), form.first("reason")
    try:
        hand_over(
            entrance.desk.office, entrance.row.id, entrance.row.person, to=to, reason=reason, now=entrance.page.now
        )
    except (RefusedError, CollisionError, InputError) as error:
        handing = Handing(to=to, reason=reason, problem=translate(error, entrance.page.locale))
        return _show_task(entrance, present, handing=handing)
    return _back(entrance)


def _show_task(
    entrance: Entrance, present: Visit, *, said: Said | None = None, handing: Handing | None = None
) -> Response:
    filling = Filling(
        workflow=present.workflow,
        appraisal=present.appraisal,
        state=present.task.state,
        zone=present.task.member.zone,
        answers=present.typed,
        problems=said.problems if said else (),
        shown=present.shown,
        choices=present.choices,
        people=present.people,
    )
    controls = controls_of(present.sheet, filling)
    status = said.status if said else HTTPStatus.UNPROCESSABLE_ENTITY if handing else HTTPStatus.OK
    return show(
        "task.html",
        replace(entrance.page, zone=present.task.member.zone),
        status=status,
        visit=present,
        controls=controls,
        said=said,
        problems=places_of(controls),
        handing=handing or Handing(),
        by_link=entrance.by_link,
    )


def _show_receipt(
    entrance: Entrance, found: Receipt, *, typed: Answers | None = None, status: int = HTTPStatus.OK
) -> Response:
    zone = found.holder.zone or found.workflow.calendar.zone
    return show(
        "receipt.html",
        replace(entrance.page, zone=zone),
        status=status,
        receipt=found,
        typed=typed or {},
        by_link=entrance.by_link,
        has_run_out=entrance.has_run_out,
    )


def _back(entrance: Entrance, anchor: str = "") -> Response:
    return RedirectResponse(entrance.page.path + anchor, HTTPStatus.SEE_OTHER)
