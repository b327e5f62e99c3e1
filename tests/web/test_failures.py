"""What goes wrong is said in the reader's language, with a way on, and without a traceback."""

import pytest
from starlette.testclient import TestClient

from cycleflow.store.database import DatabaseUnavailableError
from cycleflow.web import welcome
from tests.web.conftest import SITE


@pytest.mark.parametrize(("language", "words"), [("en", "There is no such page"), ("zh", "找不到此页面")])
def test_an_unknown_page(browser, language, words):
    page = browser.get("/nowhere", headers={"Accept-Language": language})

    assert page.status_code == 404
    assert words in page.text
    assert 'href="/"' in page.text


def test_a_method_nobody_asked_for(browser):
    answer = browser.client.delete("/sign-in")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (RuntimeError("the password is swordfish"), 500, "Something went wrong here"),
        (DatabaseUnavailableError(url="sqlite://", reason="it is locked"), 503, "Not at the moment"),
    ],
)
def test_a_failure_of_ours_says_so_and_no_more(app, monkeypatch, error, status, words):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(welcome, "_with_token", fail)
    client = TestClient(app, base_url=SITE, raise_server_exceptions=False)

    answer = client.get("/sign-in", headers={"Accept-Language": "en"})

    assert answer.status_code == status
    assert words in answer.text
    assert "Traceback" not in answer.text
    assert "swordfish" not in answer.text
    assert "content-security-policy" in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_a_query_that_makes_no_sense_is_no_page(visitor, cycle):
    browser = visitor("E2")

    assert browser.get("/hr/cycles/none").status_code == 404
    assert browser.get(f"/hr/appraisals/{cycle.id}.E99").status_code == 404
    assert browser.get(f"/calibration/{cycle.id}/{cycle.id}.E99").status_code == 404
    assert "There is no appraisal quarterly-2026-Q4.E99." in browser.page.text
