"""The regulation of a cycle, for everybody it may judge: written out in words, and drawn.

**Why** open to all who are signed in: rules nobody can read bind nobody. Nothing personal is in them.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from cycleflow.journeys.regulation import pinned_to
from cycleflow.policy.diagram import svg
from cycleflow.policy.explain import explain, lines
from cycleflow.web.desk import desk_of
from cycleflow.web.gate import Gate
from cycleflow.web.page import show
from cycleflow.web.reader import signed_in_page

router = APIRouter(prefix="/regulations", tags=[Gate.SIGNED_IN])
_LOOK = ["GET", "HEAD"]


@router.api_route("/{cycle}", methods=_LOOK)
def in_words(request: Request, cycle: str) -> Response:
    page = signed_in_page(request)
    workflow = pinned_to(desk_of(request).office, cycle)
    said = tuple(lines(explain(workflow, page.locale), page.locale))
    return show("regulation.html", page, workflow=workflow, cycle=cycle, lines=said)


@router.api_route("/{cycle}/course.svg", methods=_LOOK)
def drawn(request: Request, cycle: str) -> Response:
    workflow = pinned_to(desk_of(request).office, cycle)
    return Response(svg(workflow, signed_in_page(request).locale), media_type="image/svg+xml")
