"""The same task for somebody who is signed in: to whom it does not belong, it does not exist."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cycleflow.journeys.visit import by_name
from cycleflow.web.answering import Entrance, autosave, open_page, submit
from cycleflow.web.desk import desk_of
from cycleflow.web.gate import FormIn, Gate, visitor_in
from cycleflow.web.reader import signed_in_page

router = APIRouter(tags=[Gate.SIGNED_IN])


@router.api_route("/tasks/{task}", methods=["GET", "HEAD"])
def look(request: Request, task: str) -> Response:
    return open_page(_entrance(request, task))


@router.post("/tasks/{task}")
def act(request: Request, task: str, form: FormIn) -> Response:
    return submit(_entrance(request, task), form)


@router.post("/tasks/{task}/draft")
def keep(request: Request, task: str, form: FormIn) -> Response:
    return autosave(_entrance(request, task), form)


def _entrance(request: Request, task: str) -> Entrance:
    desk = desk_of(request)
    asked = by_name(desk.office, task, visitor_in(request).person)
    path = f"/tasks/{asked.row.id}"
    return Entrance(desk=desk, row=asked.row, page=signed_in_page(request, path=path), by_link=False)
