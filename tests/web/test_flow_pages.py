"""What the regulation notes, refuses and replaces, as people read it."""

import pytest

from cycleflow import policy
from tests.offices import launch

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
