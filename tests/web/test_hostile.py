"""Names and texts of people are shown as they are written, and never run."""

from dataclasses import replace

import pytest

from cycleflow.clock import now
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act
from cycleflow.store import people

EVIL = "\"><script>alert(1)</script>{{ 7*7 }}&'<img src=x onerror=alert(2)>"


@pytest.fixture
def hostile(office, cycle):
    """Give everybody the worst of names."""
    with office.store.begin() as conn:
        worse = [
            replace(one, name=f"{EVIL}{one.number}", department=EVIL, position=EVIL)
            for one in people.people(conn).values()
        ]
        people.save_people(conn, worse, now())


def is_harmless(page):
    return (
        "<script>alert" not in page
        and "<img src=x" not in page
        and "onerror=alert(2)>" not in page
        and "49&" not in page
    )


def test_no_page_runs_what_somebody_is_called(hostile, browser, visitor, post, cycle, walk):
    walk("E8", "manager_review")
    seen = [browser.get(post.link_to("E6")).text]
    hr, auditor, panel, employee = visitor("E2"), visitor("E4"), visitor("E3"), visitor("E8")
    seen += [hr.get(path).text for path in ("/", "/hr", f"/hr/cycles/{cycle.id}", f"/hr/cycles/{cycle.id}/people")]
    seen += [hr.get(f"/hr/appraisals/{cycle.id}.E8").text]
    seen += [hr.get(f"/hr/cycles/{cycle.id}/people", params={"department": EVIL, "state": EVIL}).text]
    seen += [auditor.get(path).text for path in ("/audit", f"/audit/appraisals/{cycle.id}.E8")]
    seen += [
        panel.get(f"/calibration/{cycle.id}").text,
        employee.get("/").text,
        employee.get(f"/mine/{cycle.id}.E8").text,
    ]

    assert all(is_harmless(page) for page in seen)
    assert sum("&lt;script&gt;alert(1)" in page for page in seen) >= 8


def test_no_page_runs_what_somebody_typed(browser, post, cycle, visitor):
    path = post.link_to("E8")
    browser.get(path)
    typed = {"goals": "0", "goals.0.goal": EVIL, "goals.0.standard": f"</textarea>{EVIL}", "goals.0.weight": EVIL}

    refused = browser.post(path, {**typed, "do": "answer:submit"})
    assert refused.status_code == 422
    assert is_harmless(refused.text)
    assert "&lt;/textarea&gt;" in refused.text

    browser.post(path, {**typed, "goals.0.weight": "100", "do": "answer:submit"})
    assert is_harmless(browser.get(path).text)
    assert is_harmless(visitor("E2").get(f"/hr/appraisals/{cycle.id}.E8").text)
    assert is_harmless(visitor("E4").get(f"/audit/appraisals/{cycle.id}.E8").text)


def test_no_page_runs_a_reason(browser, post, cycle, visitor, office, appraisal):
    path = post.link_to("E8")
    action = Action(deed=Deed.WITHDRAW, actor="E2", standing=Standing.HR, channel=Channel.PAGE, inputs={"reason": EVIL})
    act(office, appraisal("E8").id, action, now())

    assert is_harmless(browser.get(path).text)
    assert is_harmless(visitor("E2").get(f"/hr/appraisals/{cycle.id}.E8").text)


def test_an_address_is_not_echoed(browser):
    page = browser.get(f"/{EVIL}")

    assert page.status_code == 404
    assert is_harmless(page.text)


def test_control_characters_are_refused_beside_the_field(browser, post, cycle):
    path = post.link_to("E8")
    browser.get(path)

    page = browser.post(path, {"goals": "0", "goals.0.goal": "a\x00b", "do": "answer:submit"})

    assert page.status_code == 422
    assert "This holds characters that cannot be printed." in page.text
