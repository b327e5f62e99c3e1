"""HR's pages: all cycles, one cycle, its people, one appraisal and what HR may do to it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycleflow.core.model import Deed
from cycleflow.errors import CollisionError, InputError, RefusedError
from cycleflow.journeys.dossier import dossier
from cycleflow.journeys.intervene import HR_DEEDS, intervene
from cycleflow.journeys.results.pages import pages_of
from cycleflow.journeys.results.results import results_of
from cycleflow.journeys.results.workbook import workbook_of
from cycleflow.journeys.watch import all_progress, roll, watch
from cycleflow.language import translate
from cycleflow.web.desk import desk_of
from cycleflow.web.download import kept_as
from cycleflow.web.form import Form, FormError
from cycleflow.web.gate import FormIn, Gate, visitor_in
from cycleflow.web.page import show
from cycleflow.web.reader import signed_in_page

router = APIRouter(prefix="/hr", tags=[Gate.HR])
_LOOK = ["GET", "HEAD"]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAID = ("reason", "to", "due_on")


@router.api_route("", methods=_LOOK)
def all_cycles(request: Request) -> Response:
    desk, page = desk_of(request), signed_in_page(request)
    return show("cycles.html", page, cycles=all_progress(desk.office, page.now))


@router.api_route("/cycles/{cycle}", methods=_LOOK)
def one_cycle(request: Request, cycle: str) -> Response:
    desk, page = desk_of(request), signed_in_page(request)
    return show("cycle.html", page, view=watch(desk.office, cycle, page.now))


@router.api_route("/cycles/{cycle}/results.xlsx", methods=_LOOK)
def results(request: Request, cycle: str) -> Response:
    """Hand out the results as a workbook, without the reader's own before it is published."""
    found = results_of(desk_of(request).office, cycle, reader=visitor_in(request).person.number)
    content = workbook_of(pages_of(found, signed_in_page(request).locale))
    return Response(content, media_type=_XLSX, headers=kept_as(f"{cycle}-results.xlsx"))


@router.api_route("/cycles/{cycle}/people", methods=_LOOK)
def people_of(
    request: Request, cycle: str, *, state: str | None = None, department: str | None = None, after: str = ""
) -> Response:
    desk, page = desk_of(request), signed_in_page(request)
    found = roll(desk.office, cycle, state=state, department=department, after=after)
    return show("roll.html", page, roll=found, state=state, department=department)


@router.api_route("/appraisals/{appraisal}", methods=_LOOK)
def one_appraisal(request: Request, appraisal: str) -> Response:
    return _show(request, appraisal)


@router.post("/appraisals/{appraisal}")
def act(request: Request, appraisal: str, form: FormIn) -> Response:
    """Do what the form says; what is refused is shown beside it, with what was typed."""
    desk = desk_of(request)
    reader = visitor_in(request).person.number
    dossier(desk.office, appraisal, reader)
    deed = _deed(form)
    said = {name: form.first(name) for name in _SAID}
    try:
        intervene(desk.office, appraisal, deed, actor=reader, task=form.first("task"), said=said, now=desk.clock())
    except (RefusedError, InputError, CollisionError) as error:
        problem = translate(error, signed_in_page(request).locale)
        return _show(request, appraisal, problem=problem, tried=deed, typed={**said, "task": form.first("task")})
    return RedirectResponse(f"/hr/appraisals/{appraisal}#history", HTTPStatus.SEE_OTHER)


def _deed(form: Form) -> Deed:
    """Return what is to be done; HR's pages offer no other deeds.

    Raises:
        FormError: the form says something else.
    """
    try:
        deed = Deed(form.first("do"))
    except ValueError as error:
        raise FormError from error
    if deed not in HR_DEEDS:
        raise FormError
    return deed


def _show(
    request: Request,
    appraisal: str,
    *,
    problem: str = "",
    tried: Deed | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    found = dossier(desk_of(request).office, appraisal, visitor_in(request).person.number)
    return show(
        "appraisal.html",
        signed_in_page(request),
        status=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        dossier=found,
        problem=problem,
        tried=tried,
        typed=typed or dict.fromkeys((*_SAID, "task"), ""),
    )
