"""The demo's mailbox: every mail its local mail server has received, to be read like its reader would.

Served on loopback only, without signing in: whoever runs the demo is everybody.

**Why** a mail's HTML in a frame without any rights: it is shown as a mail program would, and can neither run anything
nor reach the pages; its links open elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from cycleflow.language import known
from cycleflow.mail.mailbox import Mailbox, Received
from cycleflow.web.asset import PREFIX, asset
from cycleflow.web.headers import SecurityHeaders
from cycleflow.web.page import Page, show

PER_PAGE = 50
LOOPBACK = ("127.0.0.1", "localhost")
_FRAMED = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_FRAMING = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'"
_NEW_TAB = '<base target="_blank">'


def create_mailbox_app(mailbox: Mailbox, *, clock: Callable[[], datetime], zone: str) -> FastAPI:
    """Return the pages of a mailbox."""
    app = _guarded_app()

    def page(request: Request) -> Page:
        spoken = request.headers.get("accept-language", "")[:2]
        return Page(locale=known(spoken), path=request.url.path, now=clock(), zone=zone)

    @app.get("/")
    def every(request: Request, to: str = "", number: int = 1) -> Response:
        kept = [one for one in mailbox.messages() if not to or one.to == to]
        first = (max(number, 1) - 1) * PER_PAGE
        return show(
            "mailbox.html",
            page(request),
            mails=kept[first : first + PER_PAGE],
            count=len(kept),
            readers=sorted({one.to for one in mailbox.messages()}),
            to=to,
            number=max(number, 1),
            is_last=first + PER_PAGE >= len(kept),
        )

    @app.get("/mail/{number}")
    def one(request: Request, number: int) -> Response:
        mail = _find(mailbox.messages(), number)
        if mail is None:
            return show("mailbox_gone.html", page(request), status=HTTPStatus.NOT_FOUND)
        attached = [part.get_filename() or part.get_content_type() for part in mail.message.iter_attachments()]
        response = show("mailbox_mail.html", page(request), mail=mail, attached=attached)
        response.headers["Content-Security-Policy"] = _FRAMING
        return response

    @app.get("/mail/{number}/html")
    def framed(number: int) -> Response:
        return _frame(_find(mailbox.messages(), number))

    return app


def _guarded_app() -> FastAPI:
    app = FastAPI(title="mailbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SecurityHeaders, is_https=False)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=LOOPBACK, www_redirect=False)
    app.add_api_route(PREFIX + "/{name}", _file, methods=["GET"])
    return app


def _frame(mail: Received | None) -> Response:
    """Return the HTML part alone, for the sandboxed frame it is shown in."""
    headers = {"Content-Security-Policy": _FRAMED, "X-Frame-Options": "SAMEORIGIN"}
    html = mail.html.replace("<head>", f"<head>{_NEW_TAB}", 1) if mail else ""
    return HTMLResponse(html, status_code=200 if mail else HTTPStatus.NOT_FOUND, headers=headers)


def _file(name: str) -> Response:
    found = asset(name)
    return Response(found.content, media_type=found.kind)


def _find(mails: Sequence[Received], number: int) -> Received | None:
    return next((mail for mail in mails if mail.number == number), None)
