"""What a page does more of where scripts run."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(site, cycle, open_page):
    page = open_page(scripts=True)
    page.goto(site.link_to("E8"))
    return page


def test_what_is_typed_is_saved_by_itself(page):
    page.get_by_label("Goal", exact=True).first.fill("Typed and never sent")
    expect(page.get_by_role("status").filter(has_text="Draft saved")).to_be_visible()

    page.reload()

    expect(page.get_by_label("Goal", exact=True).first).to_have_value("Typed and never sent")


def test_a_draft_that_cannot_be_saved_says_so(page, site):
    page.route("**/draft", lambda route: route.abort())

    page.get_by_label("Goal", exact=True).first.fill("Offline")

    expect(page.get_by_text("The draft could not be saved; your text is still here.")).to_be_visible()


def test_weights_add_up_while_they_are_typed(page):
    total = page.locator("[data-total]")
    expect(total).to_have_text("Weight %: 0 / 100")

    for number, weight in enumerate(("60", "39.5", "０.５")):
        page.get_by_label("Weight %").nth(number).fill(weight)

    expect(total).to_have_text("Weight %: 100 / 100")
    expect(total).to_have_class("total right")


def test_rows_come_and_go_without_leaving_the_page(page):
    address = page.url
    rows = page.locator("[data-rows] > fieldset")
    for _ in range(5):
        page.get_by_role("button", name="Add a row").click()

    expect(rows).to_have_count(8)
    expect(page.get_by_role("button", name="Add a row")).to_be_hidden()
    expect(rows.nth(7).get_by_label("Goal", exact=True)).to_be_focused()

    page.get_by_role("button", name="Remove row 1", exact=True).click()
    expect(rows).to_have_count(7)
    expect(rows.first.locator("legend")).to_contain_text("1")
    expect(page.get_by_role("button", name="Add a row")).to_be_visible()
    names = [field.get_attribute("name") for field in rows.locator("textarea").all()]
    assert len(set(names)) == len(names)
    assert page.url == address


def test_the_summary_of_problems_is_read_first_and_leads_to_the_fields(page):
    page.get_by_label("Goal", exact=True).first.fill("Only this")
    page.get_by_role("button", name="Submit").click()

    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Standard of measure 1").click()
    expect(page.get_by_label("Standard of measure").first).to_be_focused()
    expect(page.get_by_label("Standard of measure").first).to_have_accessible_description("This is needed.")


def test_a_second_press_is_not_sent(page, site):
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Goal", exact=True).first.fill("x")
    page.evaluate("""() => {
        const form = document.querySelector("form.sheet");
        const button = form.querySelector("button[value='draft']");
        form.requestSubmit(button);
        form.requestSubmit(button);
    }""")
    expect(page.get_by_text("Draft saved")).to_be_visible()

    assert posts == [page.url]
