"""The page on which one names people: a list of a few, proposals while typing, or a number that is looked up."""

import pytest

from cycleflow.store import appraisals, people
from tests.offices import LAUNCH, launch, person
from tests.raters import inviting

CROWD = [person(f"X{number}", f"Person {number}", "E6") for number in range(300)]


@pytest.fixture
def page(office, browser, post):
    """Open the invitation of E8, among as many colleagues as asked for."""

    def page(crowd=0):
        with office.store.begin() as conn:
            people.save_people(conn, CROWD[:crowd], LAUNCH)
        launch(office, inviting(), period="2026-H2", members=("E8",))
        path = post.link_to("E8")
        browser.get(path)
        return browser, path

    return page


def invited(office):
    with office.store.read() as conn:
        return appraisals.get(conn, "inviting-2026-H2.E8")


def test_a_few_are_a_list_to_choose_from(page):
    browser, _ = page()

    assert '<option value="E7">王芳 (E7) · Sales</option>' in browser.page.text
    assert '<option value="">Choose …</option>' in browser.page.text
    assert 'value="E8"' not in browser.page.text


def test_more_are_proposed_while_one_types(page):
    browser, _ = page(20)

    assert '<datalist id="people-colleagues">' in browser.page.text
    assert '<option value="Person 3 (X3)">' in browser.page.text
    assert 'list="people-colleagues"' in browser.page.text
    assert "Type a name, an employee number or an email address." in browser.page.text


def test_in_a_large_company_one_types_a_number_or_an_address(page, office):
    browser, path = page(300)
    assert "<datalist" not in browser.page.text
    assert "Employee number or email address" in browser.page.text

    answer = browser.post(path, {"guests": "0", "guests.0.who": "x7@firm.example", "do": "answer:submit"})

    assert answer.status_code == 303
    assert [task.member.person for task in invited(office).open_tasks] == ["X7"]


def test_a_proposal_is_taken_for_the_person_and_shown_by_name(page, office):
    browser, path = page(20)

    answer = browser.post(path, {"guests": "0", "guests.0.who": "Person 3 (X3)", "host": "E6", "do": "answer:submit"})
    receipt = browser.follow(answer).text

    assert invited(office).sheets["invite"] == {"guests": ({"who": "X3"},), "host": "E6"}
    assert "Person 3 (X3)" in receipt
    assert "Lena Lead (E6)" in receipt


def test_whoever_is_unknown_is_shown_as_typed_with_what_is_wrong(page):
    browser, path = page()

    answer = browser.post(path, {"guests": "0", "guests.0.who": "nobody@firm.example", "do": "answer:submit"})

    assert answer.status_code == 422
    assert 'value="nobody@firm.example"' in answer.text
    assert "Nobody at work here has this employee number or email address." in answer.text


def test_a_button_pressed_twice_does_no_harm_however_one_names_people(page, office):
    browser, path = page()
    fields = {"guests": "0", "guests.0.who": "e7@firm.example", "do": "answer:submit"}
    browser.post(path, fields)
    once = invited(office)

    assert browser.post(path, fields).status_code == 303
    assert invited(office) == once


def test_a_draft_shows_who_was_named_by_name(page):
    browser, path = page(20)
    browser.post(path, {"guests": "0", "guests.0.who": "X3", "do": "draft"})

    browser.get(path)

    assert 'value="Person 3 (X3)"' in browser.page.text


def test_whoever_is_named_learns_why_he_is_asked_and_reads_nothing_else(page, office, post):
    browser, path = page()
    browser.post(path, {"guests": "0", "guests.0.who": "E7", "do": "answer:submit"})
    task = invited(office).open_tasks[0]

    assert task.member.person == "E7"
    browser.get(post.link_to("E7"))
    assert "您被指定参与本环节。" in browser.page.text
    assert "邀请</summary>" not in browser.page.text
