"""Every page fits a phone, and every field and picture has a name."""

import pytest

pytestmark = pytest.mark.browser

NAMELESS = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a")]
    .filter((one) => !(one.labels?.length || one.textContent.trim() || one.getAttribute("aria-label")))
    .map((one) => one.outerHTML)"""


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_no_page_is_wider_than_a_phone_and_nothing_lacks_a_name(site, cycle, open_page, locale):
    page = open_page(scripts=True)
    sign_in(page, site, "E2")
    page.context.add_cookies([{"name": "cycleflow-locale", "value": locale, "url": site.address}])
    own = ["/", "/hr", f"/hr/cycles/{cycle.id}", f"/hr/cycles/{cycle.id}/people", f"/hr/appraisals/{cycle.id}.E8"]
    addresses = [f"{site.address}{path}" for path in (*own, f"/calibration/{cycle.id}", "/nowhere")]

    for address in [*addresses, site.link_to("E8")]:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert page.evaluate(NAMELESS) == [], address


def sign_in(page, site, number):
    page.goto(f"{site.address}/sign-in")
    page.locator("#email").fill(f"{number.lower()}@firm.example")
    page.locator("main button").click()
    page.locator("h1", has_text="mailbox").wait_for()
    page.goto(site.link_to(number, part="/sign-in/"))
    page.locator("main button").click()
    page.locator("nav").wait_for()
