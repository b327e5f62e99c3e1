"""A real browser in front of the real server, with mails over a real SMTP connection in between."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from cycleflow.journeys.deliver import deliver
from cycleflow.mail.mailbox import Mailbox
from cycleflow.store import appraisals
from cycleflow.web.app import create_app
from tests.offices import LAUNCH

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def database_url(sqlite_url) -> str:
    url: str = sqlite_url
    return url


@pytest.fixture
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox.start()
    yield box
    box.stop()


class Site:
    """The pages on a loopback address, an hour after the launch."""

    now = LAUNCH + timedelta(hours=1)

    def __init__(self, office, mailbox, port):
        self.address = f"http://127.0.0.1:{port}"
        settings = office.settings.model_copy(
            update={"base_url": self.address, "smtp_host": "127.0.0.1", "smtp_port": mailbox.port}
        )
        self.office = replace(office, settings=settings)
        self._mailbox = mailbox

    def link_to(self, number, part="/t/"):
        """Send what is owed, and return the last link mailed to somebody."""
        with ThreadPoolExecutor(1) as elsewhere:  # playwright keeps a loop running in this thread
            elsewhere.submit(deliver, self.office, self.now).result()
        mails = [mail for mail in self._mailbox.messages() if mail.to == f"{number.lower()}@firm.example"]
        found = [(mail.number, link) for mail in mails for link in mail.links if part in link]
        return max(found)[1]

    def appraisal(self, name):
        with self.office.store.read() as conn:
            return appraisals.get(conn, name)


@pytest.fixture
def site(office, mailbox) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = Site(office, mailbox, listener.getsockname()[1])
        app = create_app(site.office, clock=lambda: site.now)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield site
        server.should_exit = True
        thread.join()


@pytest.fixture
def open_page(browser):
    """Return a function that opens a page on a phone; whatever a page complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    def open_page(*, scripts):
        context = browser.new_context(viewport=PHONE, locale="en-GB", java_script_enabled=scripts)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
