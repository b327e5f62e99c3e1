"""The page behind a mailed link. Holding the link is being signed in for that one task.

GET only looks: mail scanners open every link. What is done is done by POST, with the token of the form.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cycleflow.journeys.fresh_link import mail_fresh_link
from cycleflow.journeys.visit import by_link
from cycleflow.web.answering import Entrance, autosave, open_page, submit
from cycleflow.web.desk import desk_of
from cycleflow.web.gate import FormIn, Gate
from cycleflow.web.page import show
from cycleflow.web.reader import link_page

router = APIRouter(tags=[Gate.LINK])


@router.api_route("/t/{token}", methods=["GET", "HEAD"])
def look(request: Request, token: str) -> Response:
    return open_page(_entrance(request, token))


@router.post("/t/{token}")
def act(request: Request, token: str, form: FormIn) -> Response:
    return submit(_entrance(request, token), form)


@router.post("/t/{token}/draft")
def keep(request: Request, token: str, form: FormIn) -> Response:
    return autosave(_entrance(request, token), form)


@router.post("/t/{token}/fresh")
def freshen(request: Request, token: str) -> Response:
    """Mail a fresh link to the person asked; whoever presses the button learns nothing else."""
    entrance = _entrance(request, token)
    desk, row, now = entrance.desk, entrance.row, entrance.page.now
    is_let = desk.lets_mail(f"{row.appraisal} {row.person}", request, now)
    if is_let:
        mail_fresh_link(desk.office, row, now)
    status = HTTPStatus.OK if is_let else HTTPStatus.TOO_MANY_REQUESTS
    return show("mailed.html", entrance.page, status=status, is_let=is_let)


def _entrance(request: Request, token: str) -> Entrance:
    desk = desk_of(request)
    asked = by_link(desk.office, token)
    return Entrance(desk=desk, row=asked.row, page=link_page(request, asked.holder), by_link=True)
