"""What people do: open the link in the mail, on a phone, with scripts or without, and answer."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=["with scripts", "without scripts"])
def page(request, browser, open_page):
    return open_page(scripts=request.param == "with scripts")


def fill_row(page, number, goal, standard, weight):
    row = page.locator("[data-rows] > fieldset").nth(number)
    row.get_by_label("Goal", exact=True).fill(goal)
    row.get_by_label("Standard of measure").fill(standard)
    row.get_by_label("Weight %").fill(weight)


def test_goals_are_set_through_the_mailed_link(site, cycle, page):
    page.goto(site.link_to("E8"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Goal setting")

    fill_row(page, 0, "Win three accounts", "Signed contracts", "50")
    fill_row(page, 1, "Answer within a day", "Ticket system", "30")
    fill_row(page, 2, "Train two newcomers", "They work alone", "10")
    page.get_by_role("button", name="Add a row").click()
    fill_row(page, 3, "Write it down", "Handbook", "20")
    page.get_by_role("button", name="Submit").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("These must add up to 100; they add up to 110.")
    page.get_by_role("button", name=re.compile("^Remove row 3")).click()
    fill_row(page, 2, "Write it all down", "Handbook", "20")
    page.get_by_role("button", name="Submit").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, that is done")
    expect(page.locator("main")).to_contain_text("Lena Lead is asked, until")
    appraisal = site.appraisal(f"{cycle.id}.E8")
    assert appraisal.state == "goal_agreement"
    assert [row["goal"] for row in appraisal.sheets["goal_setting"]["goals"]] == [
        "Win three accounts",
        "Answer within a day",
        "Write it all down",
    ]


def test_looking_sends_nothing(site, cycle, page):
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.url)))

    page.goto(site.link_to("E8"))
    page.wait_for_timeout(2500)

    assert {method for method, _ in sent} == {"GET"}
    assert {url.partition("/static/")[0] for _, url in sent} == {site.address, page.url}


def test_a_draft_is_found_again(site, cycle, page):
    page.goto(site.link_to("E8"))
    page.get_by_label("Goal", exact=True).first.fill("Half a thought")
    page.get_by_role("button", name="Save draft").last.click()
    expect(page.get_by_text("Draft saved")).to_be_visible()

    page.goto(site.link_to("E8"))

    expect(page.get_by_label("Goal", exact=True).first).to_have_value("Half a thought")


def test_enter_saves_a_draft_and_answers_nothing(site, cycle, page):
    page.goto(site.link_to("E8"))
    page.get_by_label("Weight %").first.fill("20")

    page.get_by_label("Weight %").first.press("Enter")

    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert site.appraisal(f"{cycle.id}.E8").state == "goal_setting"


def test_one_signs_in_by_a_mailed_link_and_out_again(site, cycle, page):
    page.goto(site.address)
    page.get_by_label("Your address at work").fill("e2@firm.example")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")

    page.goto(site.link_to("E2", part="/sign-in/"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Good to see you, Helen Ho")
    page.get_by_role("link", name="Cycles").click()
    page.get_by_role("link", name="Quarterly appraisal (Q4 2026)").click()
    expect(page.get_by_role("heading", name="Where they stand")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_language_is_switched_where_one_stands(site, cycle, page):
    page.goto(site.link_to("E8"))

    page.get_by_role("button", name="中文").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("目标设定")
