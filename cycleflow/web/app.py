"""The application: gates first, then the pages.

**Why** no OpenAPI pages: what is served here is for people, and a list of it helps only who should not be here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import Depends, FastAPI

from cycleflow import clock as wall
from cycleflow.journeys.office import Office
from cycleflow.web import audit, calibration, hr, link, regulation, task, welcome
from cycleflow.web.desk import Desk
from cycleflow.web.failure import answer_failures
from cycleflow.web.gate import guard
from cycleflow.web.headers import SecurityHeaders
from cycleflow.web.log import hide_tokens
from cycleflow.web.origin import SameOrigin

ROUTERS = (welcome.router, link.router, task.router, hr.router, calibration.router, audit.router, regulation.router)


def create_app(office: Office, clock: Callable[[], datetime] = wall.now) -> FastAPI:
    """Return the pages of an office, by that clock."""
    app = FastAPI(
        title="cycleflow",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(guard)],
    )
    desk = Desk(office=office, clock=clock)
    app.state.desk = desk
    app.add_middleware(SameOrigin, base_url=office.settings.base_url)
    app.add_middleware(SecurityHeaders, is_https=desk.is_https)
    answer_failures(app)
    for router in ROUTERS:
        app.include_router(router)
    hide_tokens()
    return app
