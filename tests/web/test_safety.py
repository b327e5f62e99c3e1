"""What every response says to a browser, and what is done with requests that other sites cause."""

import logging
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from cycleflow.web.app import create_app
from cycleflow.web.form import LARGEST_BODY
from cycleflow.web.log import ACCESS, hide_tokens

GOALS = {"goals": "0", "goals.0.goal": "x"}


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nowhere", "/t/unknown", "/hr"])
def test_every_response_tells_the_browser_what_it_may_do(browser, path):
    headers = browser.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_https_is_held_on_to(office, clock):
    settings = office.settings.model_copy(update={"base_url": "https://cycleflow.example"})
    client = TestClient(create_app(replace(office, settings=settings)))

    assert "max-age=63072000" in client.get("/sign-in").headers["strict-transport-security"]


def test_no_page_has_a_script_or_a_style_of_its_own(visitor, post, walk, browser, cycle):
    walk("E8", "sign_off")
    pages = [browser.get(post.link_to("E8")).text]
    pages += [
        visitor("E2").get(path).text for path in ("/hr", f"/hr/cycles/{cycle.id}", f"/hr/appraisals/{cycle.id}.E8")
    ]

    for page in pages:
        assert page.count("<script") == page.count('<script src="/static/') == 1
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page


def test_files_are_kept_for_ever_under_an_address_made_from_their_content(browser):
    page = browser.get("/sign-in").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    found = browser.client.get(address)

    assert found.status_code == 200
    assert found.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in found.headers["cache-control"]
    assert browser.client.get("/static/cycleflow.css").status_code == 404
    assert browser.client.get("/static/..%2f..%2fpyproject.toml").status_code == 404


@pytest.mark.parametrize(
    ("headers", "is_let"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://cycleflow.example"}, False),
        ({"Origin": "http://cycleflow.example"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, True),
        ({}, True),
    ],
)
def test_a_change_is_taken_from_our_own_pages_only(app, browser, post, cycle, headers, is_let):
    path = post.link_to("E8")
    browser.get(path)
    client = TestClient(app, base_url="http://cycleflow.example", follow_redirects=False)

    answer = client.post(path, data={**GOALS, "do": "draft", "form_token": browser.token}, headers=headers)

    assert answer.status_code == (303 if is_let else 403)
    assert "content-security-policy" in answer.headers


def test_what_is_no_request_passes_untouched(app):
    with TestClient(app, base_url="http://cycleflow.example") as client:
        assert client.get("/sign-in").status_code == 200


def test_another_site_may_lead_here_but_not_act(browser, post, cycle):
    assert browser.get(post.link_to("E8"), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_a_form_cannot_be_endless(browser, post, cycle):
    path = post.link_to("E8")
    browser.get(path)

    token = {"form_token": browser.token}
    too_long = browser.client.post(path, data={**token, "do": "draft", "summary": "x" * LARGEST_BODY})
    too_many = browser.post(path, {"do": "draft", **{f"field{number}": "x" for number in range(2001)}})

    assert too_long.status_code == 413
    assert "That is too much at once" in too_long.text
    assert "content-security-policy" in too_long.headers
    assert too_many.status_code == 400


def test_what_is_no_form_is_refused(browser, post, cycle):
    path = post.link_to("E8")

    answer = browser.client.post(
        path, content=b"\xff\xfe", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )

    assert answer.status_code == 400
    assert "This form cannot be read." in answer.text


def test_the_access_log_shows_no_token(caplog):
    hide_tokens()
    hide_tokens()
    log = logging.getLogger(ACCESS)

    with caplog.at_level(logging.INFO, logger=ACCESS):
        log.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1", "GET", "/t/gbzej4j4htfcbmxtdb673zdk/draft?x=1", "1.1", 200)
        log.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1", "POST", "/sign-in/gbzej4j4htfcbmxtdb673zdk", "1.1", 303)
        log.info("GET /t/gbzej4j4htfcbmxtdb673zdk")
        log.info("%(what)s at /t/gbzej4j4htfcbmxtdb673zdk", {"what": "looked"})

    assert "gbzej" not in caplog.text
    assert "/t/…/draft?x=1" in caplog.text
    assert "/sign-in/…" in caplog.text


def test_the_language_is_switched_and_remembered(browser, post, cycle):
    path = post.link_to("E8")
    browser.get(path)

    answer = browser.post("/language", {"locale": "zh", "back": path})

    assert "<h1>目标设定</h1>" in browser.follow(answer).text
    assert '<html lang="zh-CN">' in browser.get("/sign-in").text
    browser.post("/language", {"locale": "xx", "back": "//evil.example"})
    assert '<html lang="zh-CN">' in browser.get("/sign-in").text


@pytest.mark.parametrize(
    ("asked", "tag"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("de-DE,en;q=0.7,zh;q=0.3", "en"), ("fr", "en"), ("", "en")],
)
def test_a_stranger_is_spoken_to_as_his_browser_asks(browser, asked, tag):
    page = browser.get("/sign-in", headers={"Accept-Language": asked})

    assert f'<html lang="{tag}">' in page.text
