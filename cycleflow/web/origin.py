"""Refuses what another site makes a browser send us.

A browser says where a request comes from: `Sec-Fetch-Site`, and where that is missing (an old browser, or an intranet
without https) `Origin`. Requests that change nothing are let through.

**Why** `Origin: null` is let through: with `Referrer-Policy: no-referrer` a browser says so of our own forms. It is
the token in each form that is proof; this comes before it and costs nothing.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})
_REFUSAL = "This form was sent from another site and was not accepted.\n此表单来自其他网站，未被接受。\n"


class SameOrigin:
    """ASGI middleware that answers 403 to a change asked for by another site."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self._app = app
        self._host = urlsplit(base_url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _HARMLESS or self._is_ours(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        await PlainTextResponse(_REFUSAL, status_code=403)(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in _OURS
        origin = headers.get("origin", "null")
        return origin == "null" or urlsplit(origin).netloc in (self._host, headers.get("host"))
