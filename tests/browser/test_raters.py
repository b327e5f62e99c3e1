"""Inviting, rating and reading feedback on a phone, with and without scripts."""

import pytest

from cycleflow.store import people
from tests.browser.test_widths import NAMELESS
from tests.offices import LAUNCH, launch, person
from tests.raters import get, inviting, rate, start

pytestmark = pytest.mark.browser


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("crowd", [0, 30, 300])
def test_peers_are_invited_on_a_phone_however_many_there_are(site, office, open_page, crowd):
    with office.store.begin() as conn:
        people.save_people(conn, [person(f"X{number}", f"Person {number}", "E6") for number in range(crowd)], LAUNCH)
    launch(site.office, inviting(), period="2026-H2", members=("E8",))
    page = open_page(scripts=crowd != 300)
    page.goto(site.link_to("E8"))
    fits(page)

    field = page.locator("#f-guests-0-who")
    if crowd:
        field.fill("E7" if crowd == 300 else "王芳 (E7)")
    else:
        field.select_option("E7")
    page.get_by_role("button", name="Submit").click()
    page.locator("h1", has_text="Thank you").wait_for()

    fits(page)
    assert [task.member.person for task in site.appraisal("inviting-2026-H2.E8").open_tasks] == ["E7"]


def test_feedback_is_given_and_read_on_a_phone(site, open_page):
    start(site.office)
    page = open_page(scripts=False)
    page.goto(site.link_to("X1"))
    fits(page)
    page.locator("#f-quality").fill("88")
    page.get_by_label("经常").check()
    page.locator("#f-words").fill("好搭档")
    page.get_by_role("button", name="提交").click()
    page.locator("h1", has_text="谢谢").wait_for()
    marks = {"quality": "80", "listens": "5", "words": "fine"}

    rate(site.office, now=site.now, **dict.fromkeys(("E8", "E6", "E7", "E9", "X2"), marks))
    page.goto(site.link_to("E6"))

    fits(page)
    assert get(site.office).state == "review"
    assert page.get_by_text("好搭档").count() == 1
    assert page.get_by_text("Xia One").count() == 0
