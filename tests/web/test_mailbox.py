"""The mailbox page shows mail from anywhere, and gives it no rights."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from starlette.testclient import TestClient

from cycleflow.mail.mailbox import Mailbox, Received
from cycleflow.web.mailbox import PER_PAGE, create_mailbox_app


class Kept(Mailbox):
    """A mailbox that has received what it is told."""

    def __init__(self, *mails):
        super().__init__("127.0.0.1", 0)
        self.mails = mails

    def messages(self):
        return tuple(reversed(self.mails))


def mail(number, to="ann@example.com", subject="Your goals", html="<html><head></head><body>Dear Ann</body></html>"):
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "hr@example.com", to
    message["Date"] = datetime(2026, 10, 1, tzinfo=UTC)
    message.set_content("Open it: http://127.0.0.1:8000/t/abc")
    message.add_alternative(html, subtype="html")
    return Received(number, to, message.as_bytes())


@pytest.fixture
def visit():
    def visit(*mails, path="/", language="en", host="127.0.0.1"):
        app = create_mailbox_app(Kept(*mails), clock=lambda: datetime(2026, 10, 1, tzinfo=UTC), zone="Asia/Shanghai")
        client = TestClient(app, base_url=f"http://{host}")
        return client.get(path, headers={"Accept-Language": language})

    return visit


def test_an_empty_mailbox_says_so(visit):
    assert "No mail yet." in visit().text


def test_the_newest_mail_is_on_top(visit):
    page = visit(mail(1, subject="First"), mail(2, subject="Second")).text

    assert page.index("Second") < page.index("First")


def test_one_persons_mails_can_be_picked_out(visit):
    page = visit(
        mail(1, subject="Hers"), mail(2, to="max@example.com", subject="His"), path="/?to=max@example.com"
    ).text

    assert "His" in page
    assert "Hers" not in page


def test_many_mails_come_page_by_page(visit):
    mails = [mail(number, subject=f"mail {number}!") for number in range(1, PER_PAGE + 2)]

    first, second = visit(*mails).text, visit(*mails, path="/?number=2").text

    assert "mail 1!" not in first
    assert "Next page" in first
    assert "Previous page" in second
    assert "mail 1!" in second


def test_a_mail_is_shown_with_its_links(visit):
    page = visit(mail(1), path="/mail/1").text

    assert '<a href="http://127.0.0.1:8000/t/abc"' in page


def test_what_a_mail_says_is_escaped(visit):
    page = visit(mail(1, subject="<script>alert(1)</script>"), path="/mail/1").text

    assert "<script>" not in page


def test_the_html_of_a_mail_has_no_rights(visit):
    framed = visit(
        mail(1, html="<html><head></head><body><script>alert(1)</script></body></html>"), path="/mail/1/html"
    )

    assert framed.headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert "default-src 'none'" in framed.headers["Content-Security-Policy"]
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in visit(mail(1), path="/mail/1").text


def test_links_in_the_frame_open_elsewhere(visit):
    assert '<head><base target="_blank">' in visit(mail(1), path="/mail/1/html").text


@pytest.mark.parametrize("path", ["/mail/7", "/mail/7/html"])
def test_a_mail_that_is_gone_is_not_found(visit, path):
    assert visit(mail(1), path=path).status_code == 404


def test_the_pages_speak_chinese_as_well(visit):
    assert "邮箱" in visit(language="zh-CN").text


def test_pages_have_their_style(visit):
    page = visit().text
    sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]

    assert visit(path=sheet).headers["Content-Type"].startswith("text/css")


def test_only_this_machine_is_answered(visit):
    assert visit(mail(1), host="attacker.example").status_code == 400
