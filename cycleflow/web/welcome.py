"""The way in and the first page: signing in and out, one's own work, the language, and the files pages are made of."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import APIRouter, BackgroundTasks
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycleflow.journeys.home import home, own_record
from cycleflow.journeys.openness import open_cycles, open_record
from cycleflow.journeys.sign_in import SESSION_LIVES, UsedLinkError, ask_for_link, look_at_link, sign_in, sign_out
from cycleflow.language import LOCALES, translate
from cycleflow.mail.tokens import random_token
from cycleflow.web import cookie
from cycleflow.web.asset import PREFIX, asset
from cycleflow.web.cookie import Cookie
from cycleflow.web.desk import desk_of
from cycleflow.web.gate import FormIn, Gate, visitor_in, visitor_token
from cycleflow.web.page import show
from cycleflow.web.reader import locale_of, public_page, signed_in_page

router = APIRouter()
_LOOK = ["GET", "HEAD"]
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.api_route("/", methods=_LOOK, tags=[Gate.SIGNED_IN])
def first_page(request: Request) -> Response:
    visitor = visitor_in(request)
    found = home(desk_of(request).office, visitor.person.number)
    return show("home.html", signed_in_page(request), home=found)


@router.api_route("/mine/{appraisal}", methods=_LOOK, tags=[Gate.SIGNED_IN])
def mine(request: Request, appraisal: str) -> Response:
    record = own_record(desk_of(request).office, appraisal, visitor_in(request).person.number)
    return show("mine.html", signed_in_page(request), record=record)


@router.api_route("/open", methods=_LOOK, tags=[Gate.SIGNED_IN])
def open_to_all(request: Request, cycle: str = "", after: str = "") -> Response:
    found = open_cycles(desk_of(request).office, cycle, after)
    return show("open.html", signed_in_page(request), cycles=found)


@router.api_route("/open/{appraisal}", methods=_LOOK, tags=[Gate.SIGNED_IN])
def open_one(request: Request, appraisal: str) -> Response:
    record = open_record(desk_of(request).office, appraisal)
    return show("open_record.html", signed_in_page(request), record=record)


@router.api_route("/sign-in", methods=_LOOK, tags=[Gate.PUBLIC])
def ask(request: Request) -> Response:
    return _with_token(request, "sign_in.html")


@router.post("/sign-in", tags=[Gate.PUBLIC])
def mail_link(request: Request, form: FormIn, later: BackgroundTasks) -> Response:
    """Say the same to everybody, at once; whether a mail is due is found out after the answer has left."""
    desk, email = desk_of(request), form.first("email")
    now = desk.clock()
    if email and desk.lets_mail(email, request, now):
        later.add_task(ask_for_link, desk.office, email, now)
    return show("sign_in_sent.html", public_page(request))


@router.api_route("/sign-in/{token}", methods=_LOOK, tags=[Gate.PUBLIC])
def look_at(request: Request, token: str) -> Response:
    """Show a button. Mail scanners come here, some with a browser: looking uses nothing up."""
    desk = desk_of(request)
    try:
        person = look_at_link(desk.office, token, desk.clock())
    except UsedLinkError as error:
        return _used(request, error)
    return _with_token(request, "sign_in_link.html", name=person.name)


@router.post("/sign-in/{token}", tags=[Gate.PUBLIC])
def enter(request: Request, token: str) -> Response:
    desk = desk_of(request)
    try:
        secret = sign_in(desk.office, token, desk.clock(), instead_of=cookie.get(request, Cookie.SESSION))
    except UsedLinkError as error:
        return _used(request, error)
    response = RedirectResponse(_local(cookie.get(request, Cookie.GOAL)), HTTPStatus.SEE_OTHER)
    cookie.put(request, response, Cookie.SESSION, secret, lives=SESSION_LIVES)
    cookie.drop(request, response, Cookie.GOAL)
    cookie.drop(request, response, Cookie.VISITOR)
    return response


@router.post("/sign-out", tags=[Gate.SIGNED_IN])
def leave(request: Request) -> Response:
    sign_out(desk_of(request).office, cookie.get(request, Cookie.SESSION))
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    cookie.drop(request, response, Cookie.SESSION)
    return response


@router.post("/language", tags=[Gate.FREE])
def speak(request: Request, form: FormIn) -> Response:
    response = RedirectResponse(_local(form.first("back")), HTTPStatus.SEE_OTHER)
    if form.first("locale") in LOCALES:
        cookie.put(request, response, Cookie.LOCALE, form.first("locale"))
    return response


@router.api_route(PREFIX + "/{name}", methods=_LOOK, tags=[Gate.PUBLIC])
def serve(name: str) -> Response:
    found = asset(name)
    return Response(found.content, media_type=found.kind, headers=_FOR_EVER)


def _with_token(request: Request, template: str, name: str = "") -> Response:
    """Show a form to somebody who is not signed in: its token goes with a cookie of this browser's."""
    known = cookie.get(request, Cookie.VISITOR)
    visitor = known or random_token()
    page = public_page(request, token=visitor_token(desk_of(request), visitor))
    response = show(template, page, name=name)
    if not known:
        cookie.put(request, response, Cookie.VISITOR, visitor, lives=SESSION_LIVES)
    return response


def _used(request: Request, error: UsedLinkError) -> Response:
    text = translate(error, locale_of(request))
    return show("sign_in_used.html", public_page(request), status=HTTPStatus.GONE, text=text)


def _local(address: str) -> str:
    """Return an address of ours, whatever a cookie or a form says."""
    parts = urlsplit(address)
    is_ours = address.startswith("/") and not address.startswith("//") and not (parts.scheme or parts.netloc)
    return address if is_ours and "\\" not in address and address.isprintable() else "/"
