"""Pages under test: the real application on a real database, mails that are really written, and a browser of sorts."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from cycleflow.clock import now
from cycleflow.core.checks import Setting
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act
from cycleflow.journeys.deliver import deliver
from cycleflow.journeys.filling import Page, fill
from cycleflow.mail.mailbox import Received
from cycleflow.mail.transport import Fate, Receipt
from cycleflow.store import appraisals, outbox, people
from cycleflow.web.app import create_app

SITE = "http://cycleflow.example"
_FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"}
_HIDDEN = re.compile(r'name="form_token" value="([^"]*)"')
_ONWARD = {"goal_agreement": "agree", "interview_invitation": "invite", "interview": "record", "appeal": "uphold"}


@pytest.fixture
def database_url(sqlite_url) -> str:
    """Return a SQLite database: what differs between databases is the store's business, and proved there."""
    url: str = sqlite_url
    return url


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

    def to(self, number) -> list[Received]:
        return [mail for mail in self.mails if mail.to == f"{number.lower()}@firm.example"]

    def link_to(self, number) -> str:
        """Return the path of the last task link mailed to somebody."""
        found = [link for mail in self.run().to(number) for link in mail.links if "/t/" in link]
        return found[-1].removeprefix(SITE)

    def sign_in_link_to(self, number) -> str:
        found = [link for mail in self.run().to(number) for link in mail.links if "/sign-in/" in link]
        return found[-1].removeprefix(SITE)


class Browser:
    """A client that sends the forms it is shown, hidden token included, as a browser would."""

    def __init__(self, app, **options):
        self.client = TestClient(app, base_url=SITE, follow_redirects=False, headers=_FROM_HERE, **options)
        self.page = None
        self.token = ""

    def get(self, path, **options):
        return self._show(self.client.get(path, **options))

    def post(self, path, fields=None, **options):
        """Submit a form with the token of the last page that had one."""
        answer = self.client.post(path, data={"form_token": self.token, **(fields or {})}, **options)
        return answer if answer.status_code == 303 else self._show(answer)

    def _show(self, answer):
        found = _HIDDEN.search(answer.text)
        self.page, self.token = answer, found.group(1) if found else self.token
        return answer

    def follow(self, answer):
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"].partition("#")[0])

    def sign_in(self, post, number):
        """Sign in by the mailed link."""
        self.get("/sign-in")
        self.post("/sign-in", {"email": f"{number.lower()}@firm.example"})
        path = post.sign_in_link_to(number)
        self.get(path)
        assert self.post(path).status_code == 303
        return self


@pytest.fixture
def app(office, clock):
    return create_app(office)


@pytest.fixture
def post(office):
    return Post(office)


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def visitor(app, post):
    """Return a function that gives the browser somebody is signed in with."""
    return lambda number: Browser(app).sign_in(post, number)


def get(office, name):
    with office.store.read() as connection:
        return appraisals.get(connection, name)


@pytest.fixture
def walk_any(office, clock):
    """Return a function that walks an appraisal the ordinary way to a state, and turns the clock with it."""

    def walk(name, state, **choices):
        while (appraisal := get(office, name)).state != state or not appraisal.open_tasks:
            at = appraisal.opened_at + timedelta(minutes=1) if appraisal.open_tasks else appraisal.due_at
            clock.move_to(max(at, now()))
            act(office, name, _next_step(office, appraisal, {**_ONWARD, **choices}), now())
        return get(office, name)

    return walk


@pytest.fixture
def walk(walk_any, cycle):
    """Return a function that walks somebody's appraisal of the cycle to a state."""
    return lambda number, state, **choices: walk_any(f"{cycle.id}.{number}", state, **choices)


def _next_step(office, appraisal, choices):
    if not appraisal.open_tasks:
        return Action(deed=Deed.RING, actor="clock", standing=Standing.CLOCK, channel=Channel.CLOCK)
    task, workflow = appraisal.open_tasks[0], office.workflows(appraisal.fingerprint)
    state = workflow.states[appraisal.state]
    if state.cohort:
        return Action(
            deed=Deed.RELEASE, actor="E3", standing=Standing.PANEL, channel=Channel.PAGE, inputs={"reason": "all seen"}
        )
    choice = choices.get(state.name) or ("submit" if "submit" in state.answers else next(iter(state.answers)))
    setting = Setting(answer=choice, appraisal=appraisal, calendar=workflow.calendar, zone=task.member.zone, now=now())
    sheet = fill(
        workflow.sheet_for(state, task.role, {}), Page(setting=setting, writer=task.member.person, locale="zh")
    )
    return Action(
        deed=Deed.ANSWER,
        actor=task.member.person,
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task.id,
        inputs={"answer": choice, "sheet": sheet},
    )


@pytest.fixture
def appraisal(office, cycle):
    """Return a function that reads somebody's appraisal as it is now."""
    return lambda number: get(office, f"{cycle.id}.{number}")


@pytest.fixture
def leave(office):
    """Return a function that lets somebody leave the company."""

    def leave(number):
        with office.store.begin() as conn:
            person = people.people(conn)[number]
            people.save_people(conn, [replace(person, status="left")], now())

    return leave
