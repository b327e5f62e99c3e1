"""Who reads a page, and so in which language and by which clock.

What somebody chose with the language switch counts first, then the language of the people file, then what the
browser asks for.
"""

from __future__ import annotations

from starlette.requests import Request

from cycleflow.core.organisation import Person
from cycleflow.language import LOCALES, SOURCE
from cycleflow.web import cookie
from cycleflow.web.cookie import Cookie
from cycleflow.web.desk import desk_of
from cycleflow.web.gate import Gate, form_token, visitor_in
from cycleflow.web.page import Page


def signed_in_page(request: Request, *, path: str | None = None) -> Page:
    """Return the page of who is signed in; `path` is where its forms go, if not to its own address."""
    visitor = visitor_in(request)
    return Page(
        locale=locale_of(request, visitor.person),
        path=path or request.url.path,
        now=desk_of(request).clock(),
        zone=visitor.person.zone or desk_of(request).office.settings.zone,
        name=visitor.person.name,
        number=visitor.person.number,
        roles=visitor.roles,
        form_token=visitor.form_token,
    )


def link_page(request: Request, holder: Person) -> Page:
    """Return the page of whoever holds a task's link."""
    desk = desk_of(request)
    return Page(
        locale=locale_of(request, holder),
        path=f"/t/{request.path_params['token']}",
        now=desk.clock(),
        zone=holder.zone or desk.office.settings.zone,
        form_token=form_token(request, Gate.LINK),
    )


def public_page(request: Request, *, token: str = "", person: Person | None = None) -> Page:
    """Return the page of somebody we do not know, or not yet."""
    desk = desk_of(request)
    return Page(
        locale=locale_of(request, person),
        path=request.url.path,
        now=desk.clock(),
        zone=desk.office.settings.zone,
        form_token=token,
    )


def locale_of(request: Request, person: Person | None = None) -> str:
    chosen = cookie.get(request, Cookie.LOCALE)
    if chosen in LOCALES:
        return chosen
    return person.locale if person else _asked_for(request.headers.get("accept-language", ""))


def _asked_for(header: str) -> str:
    """Return the first of our languages a browser lists; browsers list the best first."""
    wanted = (part.partition(";")[0].strip().partition("-")[0].lower() for part in header.split(","))
    return next((language for language in wanted if language in LOCALES), SOURCE)
