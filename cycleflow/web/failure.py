"""Pages for what went wrong: in the reader's language, with a way on, and never a traceback."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycleflow.errors import CollisionError, CycleflowError, InputError, NotFoundError, NotPermittedError, RefusedError
from cycleflow.language import translate, translator
from cycleflow.web import cookie
from cycleflow.web.cookie import Cookie
from cycleflow.web.desk import desk_of
from cycleflow.web.gate import SignInNeededError
from cycleflow.web.headers import put_headers
from cycleflow.web.page import show
from cycleflow.web.reader import locale_of, public_page

_STATUS: tuple[tuple[type[CycleflowError], int], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (NotPermittedError, HTTPStatus.FORBIDDEN),
    (CollisionError, HTTPStatus.CONFLICT),
    (RefusedError, HTTPStatus.CONFLICT),
    (InputError, HTTPStatus.BAD_REQUEST),
)


def answer_failures(app: FastAPI) -> None:
    """Give every failure its page."""
    app.add_exception_handler(SignInNeededError, _to_sign_in)
    app.add_exception_handler(CycleflowError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)


def failure(request: Request, status: int, text: str = "") -> Response:
    """Return the page of a failure; `text` is already in the reader's language."""
    page = public_page(request)
    return show("failure.html", page, status=status, title=_title(status, page.locale), text=text)


def _title(status: int, locale: str) -> str:
    _ = translator(locale)
    titles = {
        HTTPStatus.BAD_REQUEST: _("This could not be read"),
        HTTPStatus.FORBIDDEN: _("Not open to you"),
        HTTPStatus.NOT_FOUND: _("There is no such page"),
        HTTPStatus.METHOD_NOT_ALLOWED: _("There is no such page"),
        HTTPStatus.CONFLICT: _("Nothing was changed"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("That is too much at once"),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Not at the moment"),
    }
    return titles.get(HTTPStatus(status), _("Something went wrong here"))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, CycleflowError)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.SERVICE_UNAVAILABLE)
    return failure(request, status, translate(error, locale_of(request)))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = failure(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _broken(request: Request, error: Exception) -> Response:
    """Answer for a bug of ours; it is raised again behind our back, and logged by the server."""
    response = failure(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    put_headers(response.headers, path=request.url.path, is_https=desk_of(request).is_https)
    return response


async def _to_sign_in(request: Request, error: Exception) -> Response:
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    if request.method == "GET":
        cookie.put(request, response, Cookie.GOAL, request.url.path, lives=cookie.SHORT)
    return response
