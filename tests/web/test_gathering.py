"""Feedback on the pages: what a rater is told, and that no page or mail says who said what."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow.clock import now
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act
from cycleflow.journeys.rounds import tick
from cycleflow.store import people
from tests.offices import COMPANY, LAUNCH
from tests.raters import COLLEAGUES, get, rate, rate_all, start

NAMES = ("王芳", "张伟", "Xia One", "Xia Two")
WORDS = [f"words of {number}" for number in COLLEAGUES]


@pytest.fixture
def asked(office):
    start(office)
    return office


def test_a_rater_is_told_that_his_name_is_kept(asked, browser, post):
    browser.get(post.link_to("X1"))

    assert "不会透露给任何人" in browser.page.text
    assert "转交他人" not in browser.page.text


def test_whoever_rates_under_his_name_is_told_nothing_of_the_kind(asked, browser, post):
    browser.get(post.link_to("E6"))

    assert "Nobody is told who said what." not in browser.page.text
    assert "Hand this to somebody else" not in browser.page.text


def test_a_rater_sends_his_sheet_and_reads_nothing_but_it(asked, browser, post):
    rate(asked, E7={"quality": "70", "words": "his own"})
    path = post.link_to("X1")
    browser.get(path)
    assert "his own" not in browser.page.text

    answer = browser.post(path, {"quality": "88", "listens": "5", "words": "well done", "do": "answer:submit"})
    page = browser.follow(answer).text

    assert "well done" in page
    assert "his own" not in page
    (row,) = [row for row in get(asked).sheets["feedback"]["peers"] if row.get("words") == "well done"]
    assert row == {"quality": "88", "listens": "5", "words": "well done"}


def test_the_superior_reads_figures_and_texts_and_no_names(asked, browser, post):
    rate_all(
        asked,
        E7={"quality": "71", "words": WORDS[0], "again": "gladly"},
        E9={"quality": "82", "words": WORDS[1], "again": "gladly"},
        X1={"quality": "93", "words": WORDS[2], "again": "rather_not"},
    )
    browser.get(post.link_to("E6"))

    page = browser.page.text
    assert "Feedback · Colleagues" in page
    assert "4 answered" in page
    assert "mean <b>85</b>" in page
    assert "Gladly: 2; Rather not: 1" in page
    assert all(words in page for words in WORDS)
    assert not any(name in page for name in NAMES)


def test_hr_reads_no_names_either_and_is_shown_what_is_alike(asked, visitor):
    copied = {"quality": "80", "listens": "5", "words": "good"}
    rate_all(asked, E7=copied, E9=copied)

    page = visitor("E2").get(f"/hr/appraisals/{get(asked).id}").text

    history = page[page.index('id="history"') : page.index('<details class="more">')]
    entries = re.findall(r"<li id=\"entry-\d+\".*?</li>", history, flags=re.DOTALL)
    answers = [entry for entry in entries if "<h3>Answered" in entry]
    assert len(answers) == 6
    assert sum("Colleagues" in entry for entry in answers) == 4
    assert not any(name in entry for entry in answers[-4:] for name in NAMES)
    assert "2 of these forms are alike to the letter" in page


def test_until_enough_have_answered_it_says_so(asked, browser, post):
    rate(asked, E8={"quality": "90"}, E6={"quality": "80"}, E7={"quality": "70", "words": "secret"})
    action = Action(deed=Deed.WAIVE, actor="E2", standing=Standing.HR, channel=Channel.CLI, inputs={"reason": "enough"})
    act(asked, get(asked).id, action, now())
    browser.get(post.link_to("E6"))

    assert "What they said is shown once at least 3 have answered." in browser.page.text
    assert "secret" not in browser.page.text


def test_the_ratee_reads_the_explanation_without_single_marks(asked, visitor):
    rate_all(asked)
    rate(asked, E6={})

    page = visitor("E8").get(f"/mine/{get(asked).id}").text

    assert "83.50" in page
    assert "mean of 4 = 85" in page
    assert not any(f"{mark} ×" in page for mark in (71, 82, 93, 94))
    assert not any(name in page for name in NAMES)


def test_the_auditor_reads_everything_if_he_stands_beside(asked, visitor):
    rate_all(asked)

    page = visitor("E4").get(f"/audit/appraisals/{get(asked).id}").text

    assert "Xia One" in page
    assert "words of X1" in page


def test_no_mail_names_who_has_not_answered(asked, clock, post):
    rate(asked, E8={"quality": "90"}, E6={"quality": "80"}, E7={"quality": "70"})
    clock.move_to(now() + timedelta(days=12))
    tick(asked, now())
    post.run()

    (mail,) = [mail for mail in post.to("E2") if "Overdue" in mail.subject]
    assert "Some of those asked for the step" in mail.text
    assert not any(name in mail.text + mail.subject for name in NAMES)


def test_an_auditor_does_not_read_who_said_what_of_those_below_him(office, visitor):
    with office.store.begin() as conn:
        people.save_people(conn, [replace(COMPANY[5], manager="E4")], LAUNCH)
    start(office)
    rate_all(office)
    auditor = visitor("E4")

    for path in ("", "/history.jsonl"):
        answer = auditor.get(f"/audit/appraisals/{get(office).id}{path}")
        assert answer.status_code == 403
        assert "words of X1" not in answer.text
    assert auditor.get("/audit/cycles/feedback-2026-H2/export.jsonl").status_code == 403
