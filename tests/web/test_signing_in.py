"""Signing in by a mailed link: nothing is given away, nothing is used up by looking, nothing outlives its time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow.clock import now
from cycleflow.store import sessions
from cycleflow.web.app import create_app
from tests.web.conftest import SITE, Browser, Post

KNOWN, UNKNOWN = "e8@firm.example", "nobody@firm.example"


def ask(browser, address):
    browser.get("/sign-in")
    return browser.post("/sign-in", {"email": address})


def test_the_answer_is_the_same_whether_one_works_here_or_not(browser, post, cycle):
    answers = [ask(browser, address) for address in (KNOWN, UNKNOWN, "", "not an address", " E8@Firm.Example ")]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert "If the address belongs to somebody who works here" in answers[0].text


def test_only_who_works_here_is_written_to(browser, post, office):
    for address in (KNOWN, UNKNOWN, ""):
        ask(browser, address)

    assert {mail.to for mail in post.run().mails} == {KNOWN}


def test_looking_at_the_link_uses_nothing_up(browser, post, office):
    ask(browser, KNOWN)
    path = post.sign_in_link_to("E8")

    for _ in range(3):
        assert "Welcome, Ben Bold" in browser.get(path).text
        assert browser.client.head(path).status_code == 200
    assert "cycleflow" not in browser.client.cookies

    assert browser.post(path).status_code == 303


def test_a_link_works_once(browser, post, office):
    ask(browser, KNOWN)
    path = post.sign_in_link_to("E8")
    browser.get(path)
    token = {"form_token": browser.token}
    assert browser.post(path).status_code == 303

    assert browser.get(path).status_code == 410
    assert "This sign-in link has been used or has expired." in browser.page.text
    browser.get("/sign-in")
    assert browser.post(path, token).status_code in (403, 410)


def test_two_presses_open_one_session(app, post, office):
    one, other = Browser(app), Browser(app)
    ask(one, KNOWN)
    path = post.sign_in_link_to("E8")
    one.get(path)
    other.get(path)

    assert sorted([one.post(path).status_code, other.post(path).status_code]) == [303, 410]


def test_a_link_lives_half_an_hour(browser, post, office, clock):
    ask(browser, KNOWN)
    path = post.sign_in_link_to("E8")
    browser.get(path)

    clock.tick(timedelta(minutes=30))

    assert browser.post(path).status_code == 410
    assert browser.get(path).status_code == 410


def test_a_session_lives_twelve_hours(visitor, clock):
    browser = visitor("E8")
    clock.tick(timedelta(hours=11, minutes=59))
    assert browser.get("/").status_code == 200

    clock.tick(timedelta(minutes=1))

    assert browser.get("/").headers["location"] == "/sign-in"


def test_signing_out_ends_the_session_everywhere(visitor):
    browser = visitor("E8")
    stolen = browser.client.cookies["cycleflow"]
    browser.get("/")

    assert browser.post("/sign-out").headers["location"] == "/sign-in"

    browser.client.cookies.set("cycleflow", stolen)
    assert browser.get("/").headers["location"] == "/sign-in"


def test_signing_in_anew_changes_the_session_and_ends_the_old(visitor, post):
    browser = visitor("E8")
    old = browser.client.cookies["cycleflow"]

    browser.sign_in(post, "E8")

    assert browser.client.cookies["cycleflow"] != old
    browser.client.cookies.clear()
    browser.client.cookies.set("cycleflow", old)
    assert browser.get("/").headers["location"] == "/sign-in"


def test_the_store_keeps_no_secret_of_a_session(visitor, office):
    secret = visitor("E8").client.cookies["cycleflow"]

    with office.store.read() as conn:
        assert sessions.get(conn, secret, now()) is None


def test_one_lands_where_one_wanted_to_go(app, post, cycle):
    browser = Browser(app)
    wanted = f"/calibration/{cycle.id}"
    assert browser.get(wanted).headers["location"] == "/sign-in"
    ask(browser, "e4@firm.example")
    path = post.sign_in_link_to("E4")
    browser.get(path)

    assert browser.post(path).headers["location"] == wanted


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_one_never_lands_anywhere_else(app, post, office, goal):
    browser = Browser(app)
    ask(browser, KNOWN)
    path = post.sign_in_link_to("E8")
    browser.get(path)
    browser.client.cookies.set("cycleflow-goal", goal)

    assert browser.post(path).headers["location"] == "/"


def test_an_address_is_written_to_three_times_in_a_quarter_of_an_hour(browser, post, office, clock):
    for _ in range(5):
        ask(browser, KNOWN)
    assert len(post.run().mails) == 3

    clock.tick(timedelta(minutes=16))
    ask(browser, KNOWN)
    assert len(post.run().mails) == 4


def test_a_client_cannot_try_address_after_address(browser, post, office):
    for number in range(25):
        ask(browser, f"{number}@firm.example")
    ask(browser, KNOWN)

    assert post.run().mails == []


def test_somebody_who_has_left_cannot_use_the_link_he_still_has(browser, post, office, leave):
    ask(browser, KNOWN)
    path = post.sign_in_link_to("E8")
    browser.get(path)

    leave("E8")

    assert browser.post(path).status_code == 410
    assert browser.get(path).status_code == 410
    ask(browser, KNOWN)
    assert len(post.run().mails) == 1


@pytest.mark.parametrize(
    ("site", "name", "is_secure"), [(SITE, "cycleflow", False), ("https://x.example", "__Host-cycleflow", True)]
)
def test_the_cookie_is_bound_to_this_host_as_far_as_the_browser_can(office, clock, site, name, is_secure):
    safe = office_at(office, site)
    browser = Browser(create_app(safe))
    browser.client.base_url = site
    ask(browser, KNOWN)
    path = next(link for mail in Post(safe).run().mails for link in mail.links if "/sign-in/" in link).removeprefix(
        site
    )
    browser.get(path)

    cookie = next(one for one in browser.post(path).headers.get_list("set-cookie") if one.startswith(f"{name}="))

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Max-Age=43200" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is is_secure


def office_at(office, site):
    """Return the office behind another address."""
    return replace(office, settings=office.settings.model_copy(update={"base_url": site}))
