"""Pages under test: the real application on a real database, mails that are really written, and a browser of sorts."""

import re
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from cycleflow.clock import now
from cycleflow.journeys.deliver import deliver
from cycleflow.mail.mailbox import Received
from cycleflow.mail.transport import Fate, Receipt
from cycleflow.store import outbox
from cycleflow.web.app import create_app

SITE = "http://cycleflow.example"
LOOK = {"Sec-Fetch-Site": "none"}
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
_HIDDEN = re.compile(r'name="form_token" value="([^"]*)"')


@pytest.fixture
def database_url(sqlite_url) -> str:
    """Return a SQLite database: what differs between databases is the store's business, and proved there."""
    url: str = sqlite_url
    return url


@pytest.fixture
def app(office, clock):
    return create_app(office)


class Post:
    """A mail server that takes everything, and keeps it."""

    def __init__(self, office):
        self._office = office
        self.mails: list[Received] = []

    def send(self, parcels, record):
        for parcel in parcels:
            self.mails.append(Received(number=len(self.mails) + 1, to=parcel.recipient, raw=parcel.data))
            record([Receipt(message_id=parcel.message_id, fate=Fate.SENT, words="250 OK")])

    def run(self) -> "Post":
        """Send all that is owed, digests of the coming days included."""
        at: datetime | None = now()
        while at and at <= now() + timedelta(days=3):
            deliver(self._office, at, post=self)
            with self._office.store.read() as conn:
                at = outbox.next_send_at(conn)
        return self

    def last_to(self, address: str) -> Received:
        return [mail for mail in self.mails if mail.to == address][-1]

    def link_to(self, address: str) -> str:
        """Return the path of the link in the last mail to somebody that has one."""
        found = [link for mail in self.mails if mail.to == address for link in mail.links if "/t/" in link]
        return found[-1].removeprefix(SITE)


@pytest.fixture
def post(office):
    return Post(office)


class Browser:
    """A client that fills in the forms it is shown, hidden token included, as a browser would."""

    def __init__(self, app, **options):
        self.client = TestClient(app, base_url=SITE, follow_redirects=False, headers=FROM_HERE, **options)
        self.page = None

    def get(self, path, **options):
        self.page = self.client.get(path, **options)
        return self.page

    def post(self, path, fields=None, **options):
        """Submit a form of the page last shown."""
        token = _HIDDEN.search(self.page.text) if self.page is not None else None
        sent = {**({"form_token": token.group(1)} if token else {}), **(fields or {})}
        answer = self.client.post(path, data=sent, **options)
        if answer.status_code != 303:
            self.page = answer
        return answer

    def follow(self, answer):
        return self.get(answer.headers["location"].partition("#")[0])

    def sign_in(self, post, address):
        """Sign in by the mailed link."""
        self.get("/sign-in")
        self.post("/sign-in", {"email": address})
        path = post.run().last_to(address).links[0].removeprefix(SITE)
        self.get(path)
        answer = self.post(path)
        assert answer.status_code == 303, answer.text
        return self


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def visitor(app, post):
    """Return a function that gives a browser somebody is signed in with."""
    return lambda number: Browser(app).sign_in(post, f"{number.lower()}@firm.example")
