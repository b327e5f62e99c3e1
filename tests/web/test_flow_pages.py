"""What the regulation notes, refuses and replaces, as people read it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cycleflow import policy
from cycleflow.clock import now
from cycleflow.core.cohort import GroupCheck, Tendency
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act
from cycleflow.journeys.calibrate import Cohort
from cycleflow.journeys.panel import Table
from cycleflow.web.page import Page, show
from tests.offices import launch

CHANGING = (Path(__file__).parents[1] / "policy" / "changing.yaml").read_text(encoding="utf-8")
GOALS = {
    "goals": ["0"],
    "goals.0.goal": "Win three accounts",
    "goals.0.standard": "Signed contracts",
    "goals.0.weight": "100",
}


@pytest.fixture
def changed(office, quarterly):
    """Return a function that launches the quarterly regulation with some of its text changed."""

    def changed(*changes):
        text = quarterly.text.replace("workflow: quarterly", "workflow: changed")
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
            text = text.replace(old, new)
        return launch(office, policy.load(text))

    return changed


CHECKS = "score: {after"
ONE_GOAL = "checks: {goals: [{when: goals_rows == 1, then: warn, words: 只有一个目标 | A single goal}]}\n"


def test_what_was_noted_stands_on_the_receipt(browser, post, changed):
    changed((CHECKS, ONE_GOAL + CHECKS))
    path = post.link_to("E8")
    browser.get(path)

    browser.follow(browser.post(path, {**GOALS, "do": "answer:submit"}))

    assert "Noted" in browser.page.text
    assert "Goals: A single goal" in browser.page.text


def test_what_was_noted_is_shown_to_whoever_reads_the_sheet_later(browser, post, changed, clock):
    changed((CHECKS, ONE_GOAL + CHECKS))
    path = post.link_to("E8")
    browser.get(path)
    browser.follow(browser.post(path, {**GOALS, "do": "answer:submit"}))

    browser.get(post.link_to("E6"))

    assert "Goals: A single goal" in browser.page.text


def test_what_was_noted_stands_in_the_history(browser, post, changed, visitor):
    cycle = changed((CHECKS, ONE_GOAL + CHECKS))
    path = post.link_to("E8")
    browser.get(path)
    browser.follow(browser.post(path, {**GOALS, "do": "answer:submit"}))

    page = visitor("E2").get(f"/hr/appraisals/{cycle.id}.E8")

    assert "<dt>Noted</dt><dd>A single goal</dd>" in page.text


def test_what_a_check_refuses_is_said_at_its_field(browser, post, changed):
    changed((CHECKS, ONE_GOAL.replace("warn", "refuse") + CHECKS))
    path = post.link_to("E8")
    browser.get(path)

    page = browser.post(path, {**GOALS, "do": "answer:submit"})

    assert page.status_code == 422
    assert '<a href="#f-goals">Goals</a>: A single goal' in page.text


def test_a_refusal_is_said_in_the_words_of_the_regulation_and_in_the_readers_language(browser, post, changed):
    refuses = "{to: goal_agreement, refuses: [{when: goals_rows == 1, words: 请走另一流程 | Take the other way}]}"
    changed(("answers: {submit: goal_agreement}", f"answers: {{submit: {refuses}}}"))
    english, chinese = post.link_to("E8"), post.link_to("E7")

    browser.get(english)
    page = browser.post(english, {**GOALS, "do": "answer:submit"})
    assert "Take the other way" in page.text
    browser.get(chinese)
    page = browser.post(chinese, {**GOALS, "do": "answer:submit"})
    assert "请走另一流程" in page.text
    assert "Win three accounts" in page.text


@pytest.fixture
def changing(office):
    """Return a cycle in which goals may be changed."""
    return launch(office, policy.load(CHANGING))


FORM = {"goals": ["0"], "goals.0.goal": "Win three accounts", "goals.0.weight": "100"}
OTHER = {"goals": ["0"], "goals.0.goal": "Win five accounts", "goals.0.weight": "100"}


@pytest.fixture
def send(browser, post, clock):
    """Return a function that answers what somebody is asked, a minute later each time."""

    def send(number, answer, fields=()):
        clock.move_to(now() + timedelta(minutes=1))
        path = post.link_to(number)
        browser.get(path)
        return browser.follow(browser.post(path, {**dict(fields), "do": f"answer:{answer}"}))

    return send


def test_a_change_begins_with_what_is_in_force(browser, post, changing, send):
    send("E8", "submit", FORM)
    send("E8", "change")

    browser.get(post.link_to("E8"))

    assert "<h1>Changed goals</h1>" in browser.page.text
    assert "Win three accounts</textarea>" in browser.page.text


def test_both_versions_are_shown_each_with_its_time(send, changing, visitor):
    for number, answer, fields in (
        ("E8", "submit", FORM),
        ("E8", "change", {}),
        ("E8", "submit", OTHER),
        ("E6", "agree", {}),
    ):
        send(number, answer, fields)

    page = visitor("E2").get(f"/hr/appraisals/{changing.id}.E8")

    given = page.text.partition("What has been given so far")[2].partition("What you can do")[0]
    assert given.index("Win five accounts") < given.index("In force until") < given.index("Win three accounts")
    assert "<dt>Now in force</dt><dd>Goals: Changed goals</dd>" in page.text


def test_what_was_said_about_the_old_goals_still_stands_beside_them(browser, post, office, visitor, send):
    late = "answers: {submit: panel, change: {to: new_goals, blank: true}}"
    text = CHANGING.replace("answers: {submit: panel}", late).replace("agree: {to: tracking", "agree: {to: marks")
    cycle = launch(office, policy.load(text))
    for number, answer, fields in (
        ("E8", "submit", FORM),
        ("E8", "go_on", {"goals": ["0"], "goals.0.done": "Two of three"}),
        ("E6", "change", {}),
        ("E8", "submit", OTHER),
        ("E6", "agree", {}),
    ):
        send(number, answer, fields)

    page = visitor("E2").get(f"/hr/appraisals/{cycle.id}.E8")

    beside = page.text.partition("Two of three")[0].rpartition("<tr>")[2]
    assert "Win three accounts" in beside
    browser.get(post.link_to("E6"))
    form = browser.page.text.partition("Your answer")[2]
    assert "Win five accounts" in form
    assert "Two of three" not in form


@pytest.fixture
def overruled(walk, office, cycle):
    """Return the appraisal of somebody whom the panel moved down and the appeal moved up again."""
    walk("E8", "calibration")
    act(
        office,
        f"{cycle.id}.E8",
        Action(
            deed=Deed.ADJUST,
            actor="E4",
            standing=Standing.PANEL,
            channel=Channel.PAGE,
            inputs={"grade": "1", "reason": "next to E9"},
        ),
        now(),
    )
    return lambda state: walk("E8", state, sign_off="appeal", appeal="change")


def test_whoever_looks_after_an_appraisal_reads_who_set_what_and_why(overruled, visitor, cycle):
    appraisal = overruled("appeal_answer")

    page = visitor("E2").get(f"/hr/appraisals/{cycle.id}.E8")

    found = page.text.partition("Set by hand")[2].partition("</ul>")[0]
    assert "→ <b>1</b>" in found
    assert "Calibration · Paula Panel" in found
    assert "next to E9" in found
    assert f"→ <b>{appraisal.score}</b>" in found
    assert "First appeal · 何志强" in found


def test_the_ratee_reads_the_ruling_but_not_what_the_panel_said_of_others(overruled, visitor, cycle):
    overruled("appeal_answer")

    page = visitor("E8").get(f"/mine/{cycle.id}.E8")

    found = page.text.partition("Set by hand")[2].partition("</ul>")[0]
    assert "→ <b>1</b>" in found
    assert "First appeal · 何志强" in found
    assert "next to E9" not in page.text
    assert "Paula Panel" not in found


def test_whoever_decides_the_appeal_reads_what_the_panel_set(overruled, browser, post):
    overruled("appeal")

    browser.get(post.link_to("E5"))

    assert "next to E9" in browser.page.text.partition("人工改定")[2]


def test_without_a_ruling_nothing_was_set_by_hand(walk, visitor, cycle):
    walk("E8", "sign_off")

    assert "Set by hand" not in visitor("E2").get(f"/hr/appraisals/{cycle.id}.E8").text


def test_the_panel_is_told_what_the_grades_look_like(office, cycle):
    check = GroupCheck(
        group="Sales", size=9, exact={}, quotas={"5": 1}, counts={"5": 9}, residual=0, excess={"5": 8}, ungraded=0
    )
    one = Cohort(group="Sales", distribution=None, waiting=[], to_come=[], through=[], check=None)
    workflow = office.workflows(cycle.fingerprint)
    looks: dict[Tendency, str] = {"lenient": "lenient", "strict": "strict", "central": "close to the middle"}
    for tendency, words in looks.items():
        cohort = replace(one, check=replace(check, tendency=tendency))
        table = Table(cycle=cycle, workflow=workflow, cohorts=(cohort,), people={}, reader="E4")
        page = Page(locale="en", path="/calibration/x", now=now(), zone="Asia/Shanghai")

        shown = bytes(show("calibration.html", page, table=table, problem="", tried="", reason="").body)
        assert "Taken together, these grades l" in shown.decode()
        assert words in shown.decode()
