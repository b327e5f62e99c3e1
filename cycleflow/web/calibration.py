"""The panel's pages: each group against its quotas, one person's grade with the reason for another, the release."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycleflow.core.model import Channel, Standing
from cycleflow.errors import CollisionError, RefusedError
from cycleflow.journeys.calibrate import Panel, adjust, release
from cycleflow.journeys.dossier import in_cycle
from cycleflow.journeys.panel import panel_cycles, table
from cycleflow.language import translate
from cycleflow.web.desk import desk_of
from cycleflow.web.gate import FormIn, Gate, visitor_in
from cycleflow.web.page import show
from cycleflow.web.reader import signed_in_page

router = APIRouter(prefix="/calibration", tags=[Gate.PANEL])
_LOOK = ["GET", "HEAD"]


@router.api_route("", methods=_LOOK)
def all_cycles(request: Request) -> Response:
    return show("calibrations.html", signed_in_page(request), cycles=panel_cycles(desk_of(request).office))


@router.api_route("/{cycle}", methods=_LOOK)
def one_cycle(request: Request, cycle: str) -> Response:
    return _show_table(request, cycle)


@router.post("/{cycle}")
def let_go(request: Request, cycle: str, form: FormIn) -> Response:
    """Release a group."""
    desk, group, reason = desk_of(request), form.first("group"), form.first("reason")
    try:
        release(desk.office, cycle, group=group, reason=reason, panel=_panel(request), now=desk.clock())
    except (RefusedError, CollisionError) as error:
        problem = translate(error, signed_in_page(request).locale)
        return _show_table(request, cycle, problem=problem, group=group, reason=reason)
    return RedirectResponse(f"/calibration/{cycle}", HTTPStatus.SEE_OTHER)


@router.api_route("/{cycle}/{appraisal}", methods=_LOOK)
def one_appraisal(request: Request, cycle: str, appraisal: str) -> Response:
    return _show_one(request, cycle, appraisal)


@router.post("/{cycle}/{appraisal}")
def change(request: Request, cycle: str, appraisal: str, form: FormIn) -> Response:
    """Give one person another grade or score."""
    desk = desk_of(request)
    in_cycle(desk.office, cycle, appraisal, visitor_in(request).person.number)
    grade, score, reason = form.first("grade") or None, form.first("score") or None, form.first("reason")
    panel = _panel(request)
    try:
        adjust(desk.office, appraisal, grade=grade, score=score, reason=reason, panel=panel, now=desk.clock())
    except (RefusedError, CollisionError) as error:
        problem = translate(error, signed_in_page(request).locale)
        return _show_one(request, cycle, appraisal, problem=problem, grade=grade, reason=reason)
    return RedirectResponse(f"/calibration/{cycle}#{appraisal}", HTTPStatus.SEE_OTHER)


def _panel(request: Request) -> Panel:
    """Return who decides, in the narrower of his roles."""
    visitor = visitor_in(request)
    standing = Standing.PANEL if "panel" in visitor.roles else Standing.HR
    return Panel(actor=visitor.person.number, standing=standing, channel=Channel.PAGE)


def _show_table(request: Request, cycle: str, *, problem: str = "", group: str = "", reason: str = "") -> Response:
    return show(
        "calibration.html",
        signed_in_page(request),
        status=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        table=table(desk_of(request).office, cycle, visitor_in(request).person.number),
        problem=problem,
        tried=group,
        reason=reason,
    )


def _show_one(
    request: Request, cycle: str, appraisal: str, *, problem: str = "", grade: str | None = None, reason: str = ""
) -> Response:
    return show(
        "adjust.html",
        signed_in_page(request),
        status=HTTPStatus.CONFLICT if problem else HTTPStatus.OK,
        dossier=in_cycle(desk_of(request).office, cycle, appraisal, visitor_in(request).person.number),
        problem=problem,
        grade=grade,
        reason=reason,
    )
