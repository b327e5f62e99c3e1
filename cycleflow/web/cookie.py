"""Our cookies: who is signed in, which form was shown to whom, which language, and where one wanted to go.

**Why** two names for each: `__Host-` binds a cookie to this host and to https, but browsers refuse it on the plain http
of a loopback address.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from starlette.requests import Request
from starlette.responses import Response

from cycleflow.web.desk import desk_of

SHORT = timedelta(minutes=30)
_YEAR = timedelta(days=365)


class Cookie(StrEnum):
    SESSION = "cycleflow"
    VISITOR = "cycleflow-visitor"
    LOCALE = "cycleflow-locale"
    GOAL = "cycleflow-goal"


def get(request: Request, cookie: Cookie) -> str:
    """Return what the browser kept; empty where it kept nothing."""
    return request.cookies.get(_name(request, cookie), "")


def put(request: Request, response: Response, cookie: Cookie, value: str, *, lives: timedelta = _YEAR) -> None:
    """Let the browser keep a value; no script can read it."""
    response.set_cookie(
        _name(request, cookie),
        value,
        max_age=int(lives.total_seconds()),
        path="/",
        secure=desk_of(request).is_https,
        httponly=True,
        samesite="lax",
    )


def drop(request: Request, response: Response, cookie: Cookie) -> None:
    response.delete_cookie(
        _name(request, cookie), path="/", secure=desk_of(request).is_https, httponly=True, samesite="lax"
    )


def _name(request: Request, cookie: Cookie) -> str:
    return f"__Host-{cookie.value}" if desk_of(request).is_https else cookie.value
