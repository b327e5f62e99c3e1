"""The auditor's pages: histories as they are stored, proved on request, and taken away as JSON lines."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from cycleflow.journeys.audit import Verification, export, export_one, verify, verify_one
from cycleflow.journeys.dossier import check_may_export, sealed
from cycleflow.journeys.watch import all_progress, roll
from cycleflow.web.desk import desk_of
from cycleflow.web.download import kept_as
from cycleflow.web.gate import Gate, visitor_in
from cycleflow.web.page import show
from cycleflow.web.reader import signed_in_page

router = APIRouter(prefix="/audit", tags=[Gate.AUDITOR])
_LOOK = ["GET", "HEAD"]


@router.api_route("", methods=_LOOK)
def all_cycles(request: Request) -> Response:
    desk, page = desk_of(request), signed_in_page(request)
    return show("audit.html", page, cycles=all_progress(desk.office, page.now))


@router.api_route("/cycles/{cycle}", methods=_LOOK)
def one_cycle(request: Request, cycle: str, after: str = "") -> Response:
    return _show_cycle(request, cycle, after=after)


@router.post("/cycles/{cycle}")
def prove_cycle(request: Request, cycle: str) -> Response:
    """Replay every history of the cycle and show what was found; nothing is changed by it."""
    return _show_cycle(request, cycle, verification=verify(desk_of(request).office, cycle))


@router.api_route("/cycles/{cycle}/export.jsonl", methods=_LOOK)
def take_cycle(request: Request, cycle: str) -> Response:
    office = desk_of(request).office
    check_may_export(office, cycle, visitor_in(request).person.number)
    return _lines(export(office, cycle), cycle)


@router.api_route("/appraisals/{appraisal}", methods=_LOOK)
def one_appraisal(request: Request, appraisal: str) -> Response:
    return _show_appraisal(request, appraisal)


@router.post("/appraisals/{appraisal}")
def prove_appraisal(request: Request, appraisal: str) -> Response:
    return _show_appraisal(request, appraisal, verification=verify_one(desk_of(request).office, appraisal))


@router.api_route("/appraisals/{appraisal}/history.jsonl", methods=_LOOK)
def take_appraisal(request: Request, appraisal: str) -> Response:
    office = desk_of(request).office
    sealed(office, appraisal, visitor_in(request).person.number)
    return _lines(export_one(office, appraisal), appraisal)


def _show_cycle(request: Request, cycle: str, *, after: str = "", verification: Verification | None = None) -> Response:
    found = roll(desk_of(request).office, cycle, state=None, department=None, after=after)
    return show(
        "audit_cycle.html",
        signed_in_page(request),
        status=_status(verification),
        roll=found,
        verification=verification,
    )


def _show_appraisal(request: Request, appraisal: str, *, verification: Verification | None = None) -> Response:
    found = sealed(desk_of(request).office, appraisal, visitor_in(request).person.number)
    return show(
        "history.html",
        signed_in_page(request),
        status=_status(verification),
        dossier=found,
        verification=verification,
    )


def _status(verification: Verification | None) -> int:
    """Return 409 for a history that does not hold, so that a program that asks sees it too."""
    return HTTPStatus.OK if verification is None or verification.holds else HTTPStatus.CONFLICT


def _lines(lines: Iterable[str], name: str) -> Response:
    return StreamingResponse(
        (f"{line}\n" for line in lines),
        media_type="application/jsonl; charset=utf-8",
        headers=kept_as(f"{name}.jsonl"),
    )
