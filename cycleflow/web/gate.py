"""Who may pass: every route says in its tags which gate it stands behind, and a route without one is shut.

A change is let through only with the token of the form it came from: that of the session, of the task's link, or of
a visitor's cookie where nobody is signed in.

**Why** one dependency of the whole application: a new route that forgets its gate, or a form that forgets its token,
does not work at all. That is found at once; an open door is not.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, cast

from fastapi import Depends, HTTPException
from starlette.requests import Request

from cycleflow.errors import CycleflowError, NotPermittedError
from cycleflow.journeys.sign_in import EMPLOYEE, Visitor, visitor_of
from cycleflow.web import cookie
from cycleflow.web.cookie import Cookie
from cycleflow.web.desk import Desk, desk_of
from cycleflow.web.form import LARGEST_BODY, Form, parse

FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field, not a secret
_READING = ("GET", "HEAD")


class Gate(StrEnum):
    """PUBLIC is open, FREE too and takes forms without a token (they only change how a page looks).

    LINK is open to whoever holds a mailed link, the others to who is signed in and has one of the roles.
    """

    PUBLIC = "public"
    FREE = "free"
    LINK = "link"
    SIGNED_IN = "signed_in"
    HR = "hr"
    PANEL = "panel"
    AUDITOR = "auditor"


ROLES: Mapping[Gate, frozenset[str]] = {
    Gate.SIGNED_IN: frozenset({EMPLOYEE}),
    Gate.HR: frozenset({"hr"}),
    Gate.PANEL: frozenset({"hr", "panel"}),
    Gate.AUDITOR: frozenset({"auditor"}),
}


class SignInNeededError(CycleflowError):
    """Nobody is signed in, or no longer."""

    words = "Sign in first."


class GateClosedError(NotPermittedError):
    words = "This page is not open to you."


class StaleFormError(NotPermittedError):
    words = "This form is too old or came from elsewhere, and nothing was changed. Reload the page and try again."


async def read_form(request: Request) -> Form:
    """Return the submitted form, an empty one where nothing was submitted; never read more than a form can be.

    Raises:
        HTTPException: there is more.
        FormError: it is no form.
    """
    body = bytearray()
    if request.method in _READING:
        return Form()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return parse(bytes(body))


def guard(request: Request, form: Annotated[Form, Depends(read_form)]) -> None:
    """Let a request pass, or refuse it.

    Raises:
        SignInNeededError, GateClosedError, StaleFormError: it may not pass.
    """
    gate = gate_of(request)
    if gate in ROLES:
        request.state.visitor = _admitted(request, ROLES[gate])
    if request.method not in _READING and gate is not Gate.FREE:
        expected = form_token(request, gate)
        if not expected or not hmac.compare_digest(form.first(FORM_TOKEN).encode(), expected.encode()):
            raise StaleFormError


def gate_of(request: Request) -> Gate:
    """Return the gate of the route a request matched.

    Raises:
        GateClosedError: the route names none, or more than one.
    """
    tags: list[str] = getattr(request.scope.get("route"), "tags", [])
    if len(tags) != 1:
        raise GateClosedError
    return Gate(tags[0])


def form_token(request: Request, gate: Gate) -> str:
    """Return the token that forms on the page must carry; empty where no form can be sent."""
    desk = desk_of(request)
    match gate:
        case Gate.LINK:
            return _sign(desk, "link", request.path_params["token"])
        case Gate.PUBLIC:
            visitor = cookie.get(request, Cookie.VISITOR)
            return visitor_token(desk, visitor) if visitor else ""
        case _:
            return visitor_in(request).form_token


def visitor_token(desk: Desk, visitor: str) -> str:
    """Return the form token that goes with a visitor's cookie."""
    return _sign(desk, "visitor", visitor)


def visitor_in(request: Request) -> Visitor:
    """Return who is signed in, on a route whose gate has seen to it that somebody is."""
    return cast(Visitor, request.state.visitor)


def _admitted(request: Request, roles: frozenset[str]) -> Visitor:
    desk = desk_of(request)
    secret = cookie.get(request, Cookie.SESSION)
    visitor = visitor_of(desk.office, secret, desk.clock()) if secret else None
    if visitor is None:
        raise SignInNeededError
    if not visitor.roles & roles:
        raise GateClosedError
    return visitor


def _sign(desk: Desk, *parts: str) -> str:
    key = desk.office.settings.key
    return hmac.digest(key, "\n".join(("form", *parts)).encode(), "sha256").hex()


FormIn = Annotated[Form, Depends(read_form)]
"""The form of a request, in the signature of a route."""
