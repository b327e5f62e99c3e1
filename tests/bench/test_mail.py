"""How fast mail leaves, against what the libraries alone can do with the same letters in the same minute."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from pathlib import Path

import pytest
from aiosmtplib import SMTP

from cycleflow.core.organisation import Person
from cycleflow.journeys.deliver import LIMIT, deliver
from cycleflow.journeys.office import open_office
from cycleflow.mail import compose as composing
from cycleflow.mail.address import parse
from cycleflow.mail.compose import Letterhead, Matter, Reader, compose
from cycleflow.mail.message import as_bytes
from cycleflow.mail.stationery import write
from cycleflow.mail.transport import Parcel, SmtpPost
from cycleflow.settings import Settings
from cycleflow.store import outbox, people
from cycleflow.store.database import open_store
from cycleflow.store.outbox import Mail
from tests.offices import COMPANY, LAUNCH, launch

LETTERS = 1000
ROUNDS = 5
NOW = datetime(2026, 10, 20, 1, tzinfo=UTC)
HEAD = Letterhead(sender=parse("人力资源部 <hr@firm.example>"), site="https://kaohe.firm.example")
HR = Person(number="E2", name="王芳", email="wang.fang@firm.example")


@dataclass(frozen=True)
class Job:
    """One letter to write."""

    number: int
    matter: Matter
    reader: Reader


@pytest.fixture
def port():
    sink = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("smtp_sink.py")], stdout=subprocess.PIPE, text=True
    )
    assert sink.stdout
    yield int(sink.stdout.readline())
    sink.kill()
    sink.wait()
    sink.stdout.close()


@pytest.fixture(scope="module")
def jobs(quarterly):
    return [_job(quarterly, number) for number in range(LETTERS)]


def _job(workflow, number: int) -> Job:
    person = Person(number=f"E{number}", name=f"李娜{number}", email=f"li.na{number}@firm.example")
    matter = Matter(
        notice="task",
        facts={"state": "goal_setting"},
        appraisal=f"quarterly-2026-Q4.E{number}",
        workflow=workflow,
        period="2026-Q4",
        ratee=person,
        due_at=NOW + timedelta(days=14),
        link="https://kaohe.firm.example/t/mfrggzdfmztwq2lknnwg23tp",
        link_until=NOW + timedelta(days=28),
    )
    return Job(number, matter, Reader(person=person, zone="Asia/Shanghai", contact=HR))


# -- contestants -------------------------------------------------------------------------------------------------


def send_bytes(port: int, ready, connections: int) -> None:
    """The limit: ready bytes over kept connections of aiosmtplib."""

    async def carry(waiting) -> None:
        async with SMTP(hostname="127.0.0.1", port=port, local_hostname="firm.example", start_tls=False) as line:
            while waiting:
                to, data = waiting.popleft()
                await line.sendmail("hr@firm.example", to, data)

    async def run() -> None:
        waiting = deque(ready)
        await asyncio.gather(*(carry(waiting) for _ in range(connections)))

    asyncio.run(run())


def library_bytes(job: Job) -> tuple[str, bytes]:
    """The same words, templates and headers through Jinja and `email.mime`, as any program would use them."""
    words = composing._words(job.matter, job.reader, HEAD, now=NOW)
    words["subject"] = write("task", "subject.txt", "zh", words)
    message = MIMEMultipart("alternative")
    message.attach(MIMEText(write("task", "body.txt", "zh", words), "plain", "utf-8"))
    message.attach(MIMEText(write("task", "body.html", "zh", words), "html", "utf-8"))
    message["Date"] = format_datetime(NOW)
    message["From"] = formataddr((HEAD.sender.name, HEAD.sender.spec), "utf-8")
    message["To"] = formataddr((job.reader.person.name, job.reader.person.email), "utf-8")
    message["Subject"] = Header(str(words["subject"]), "utf-8").encode()
    message["Message-ID"] = f"<{job.number}@firm.example>"
    message["Auto-Submitted"] = "auto-generated"
    message["References"] = message["In-Reply-To"] = f"<appraisal.{job.number}@firm.example>"
    return job.reader.person.email, message.as_bytes()


def our_parcel(job: Job) -> Parcel:
    letter = compose([job.matter], job.reader, HEAD, name=str(job.number), now=NOW)
    return Parcel(
        message_id=letter.message_id, sender=letter.sender.spec, recipient=letter.to.spec, data=as_bytes(letter)
    )


def our_post(port: int, connections: int) -> SmtpPost:
    return SmtpPost(host="127.0.0.1", port=port, hello="firm.example", connections=connections)


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# -- races -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connections", [1, 4])
def test_mail_leaves_as_fast_as_the_libraries_let_it(port, jobs, connections, capsys) -> None:
    ready = [library_bytes(job) for job in jobs]
    written = [our_parcel(job) for job in jobs]
    contestants = {
        "send only": lambda: send_bytes(port, ready, connections),
        "library": lambda: send_bytes(port, [library_bytes(job) for job in jobs], connections),
        "cycleflow": lambda: our_post(port, connections).send([our_parcel(job) for job in jobs], lambda _page: None),
        "cycleflow, written before": lambda: our_post(port, connections).send(written, lambda _page: None),
    }
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(ROUNDS):
        names = list(contestants)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            times[name].append(seconds(contestants[name]))

    with capsys.disabled():
        _print(f"mail, {connections} connection(s), {LETTERS} letters", times, LETTERS)
    assert _ratio(times, "cycleflow", "library") <= 1 / 0.9


@pytest.mark.parametrize("connections", [1, 4])
def test_a_round_from_the_outbox(port, sqlite_url, quarterly, connections, capsys) -> None:
    store = open_store(sqlite_url)
    settings = Settings(database_url=sqlite_url, secret="k" * 64, smtp_port=port, smtp_connections=connections)
    office = open_office(store, settings)
    with store.begin() as conn:
        people.save_people(conn, COMPANY, LAUNCH)
    launch(office, quarterly)
    deliver(office, LAUNCH)
    times: dict[str, list[float]] = {"claimed, written, sent, marked": []}
    for turn in range(3):
        with store.begin() as conn:
            outbox.queue(conn, [_owed(f"{turn}.{number}") for number in range(LIMIT)])
        times["claimed, written, sent, marked"].append(seconds(lambda: deliver(office, LAUNCH)))
    store.close()

    with capsys.disabled():
        _print(f"a round from the outbox, SQLite with full durability, {connections} connection(s)", times, LIMIT)


def _owed(name: str) -> Mail:
    return Mail(id=name, person="E7", kind="closed", appraisal="quarterly-2026-Q4.E7", send_at=LAUNCH)


def _print(title: str, times, count: int) -> None:
    print(f"\n{title}")  # noqa: T201 - a bench is read
    limit = next(iter(times))
    for name, spans in times.items():
        median = statistics.median(spans)
        ratio = _ratio(times, name, limit)
        print(f"  {name:32} {median / count * 1e6:7.0f} us  {count / median:7.0f}/s   x {ratio:.2f}")  # noqa: T201


def _ratio(times, name: str, other: str) -> float:
    """Return the median over rounds of one contestant's time to another's in the same round."""
    return float(statistics.median(one / two for one, two in zip(times[name], times[other], strict=True)))
