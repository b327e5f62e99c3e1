"""`cycleflow demo`: a company's quarter in a minute, then the console and everybody's mailbox to click through."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Thread

import click
import uvicorn
from fastapi import FastAPI

from cycleflow import clock
from cycleflow.bootstrap import opened
from cycleflow.cli.operator import progress_bar
from cycleflow.cli.serve import check_port, ringing, run
from cycleflow.cli.verify import BrokenError
from cycleflow.core.calendar import local_day
from cycleflow.journeys.demo import HR, WORKFLOW, Staged, live_period, past_period, play_past, play_present
from cycleflow.journeys.doors import Door, sign_in_door, task_door
from cycleflow.journeys.office import Office
from cycleflow.journeys.regulation import find_workflow
from cycleflow.mail.mailbox import Mailbox
from cycleflow.settings import Settings
from cycleflow.web.app import create_app
from cycleflow.web.mailbox import create_mailbox_app

AUDITOR = "1005"
HOST = "127.0.0.1"
_OURS = ("cycleflow.db", "cycleflow.db-wal", "cycleflow.db-shm")


@click.command(short_help="See a whole quarter in a minute.", epilog="Example: cycleflow demo --port 8080")
@click.option("--headless", is_flag=True, help="Play and verify, print a summary, and serve nothing.")
@click.option("--period", help="The quarter to play, like 2026-Q2; by default the latest in which all is over by now.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65534), help="Where the console is served."
)
@click.option(
    "--mailbox-port", type=click.IntRange(1, 65535), help="Where the mailbox is served; by default the next port."
)
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo's database is made anew: by default ./demo, and if headless a temporary one.",
)
def demo(*, headless: bool, period: str | None, port: int, mailbox_port: int | None, directory: Path | None) -> None:
    """Import a sample company, play a whole quarter with punctual, late, absent, appealing and refusing people, send
    its mails to a real local mail server, verify every history, and serve the console and the mailbox on loopback.

    The last line of --headless reads: demo: N appraisals, N entries, N mails sent, N closed, N verified
    """
    beside = mailbox_port or port + 1
    for one in () if headless else (port, beside):
        check_port(HOST, one)
    with _folder(directory, headless=headless) as folder, _mailbox() as mailbox:
        with opened(_settings(folder, port, mailbox)) as office:
            past = _play(office, period)
            if not headless:
                _serve(office, mailbox, port, beside)
        if headless:
            click.echo(_summary(past))
    if past.verified != past.appraisals:
        raise BrokenError(appraisals=past.appraisals - past.verified)


@contextmanager
def _folder(directory: Path | None, *, headless: bool) -> Iterator[Path]:
    """Yield a folder without an earlier demo in it."""
    if directory is None and headless:
        with tempfile.TemporaryDirectory(prefix="cycleflow-demo-") as temporary:
            yield Path(temporary)
        return
    folder = directory or Path("demo")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _OURS:
        (folder / name).unlink(missing_ok=True)
    yield folder


@contextmanager
def _mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox.start()
    try:
        yield mailbox
    finally:
        mailbox.stop()


def _settings(folder: Path, port: int, mailbox: Mailbox) -> Settings:
    """Return settings of the demo's own, whatever the environment says."""
    return Settings(
        database_url=f"sqlite:///{folder / 'cycleflow.db'}",
        base_url=f"http://{HOST}:{port}",
        smtp_host=mailbox.host,
        smtp_port=mailbox.port,
        smtp_user=None,
        smtp_password=None,
        smtp_security="none",
        mail_from="HR <hr@example.com>",
        groups={},
        recurring=(),
    )


def _play(office: Office, period: str | None) -> Staged:
    now = clock.now()
    workflow = find_workflow(WORKFLOW, period or str(now.year))
    today = local_day(now, workflow.calendar.zone)
    with progress_bar() as progress:
        past = play_past(office, period or past_period(workflow, today), progress)
        live = play_present(office, live_period(workflow, today, past.cycle.partition("-")[2]), now, progress)
    for staged in (past, live):
        click.echo(
            f"{staged.cycle}: {staged.appraisals} appraisals, {staged.closed} closed, {staged.entries} entries, "
            f"{staged.letters} mails, {staged.verified} histories hold"
        )
        for hitch in staged.hitches:
            click.echo(f"  {hitch.at:%Y-%m-%d} {hitch.words}")
    return past


def _summary(past: Staged) -> str:
    return (
        f"demo: {past.appraisals} appraisals, {past.entries} entries, {past.letters} mails sent, "
        f"{past.closed} closed, {past.verified} verified"
    )


def _serve(office: Office, mailbox: Mailbox, port: int, mailbox_port: int) -> None:
    """Serve the console and the mailbox, and keep the bells ringing, until interrupted."""
    pages = create_mailbox_app(mailbox, clock=clock.now, zone=office.settings.zone)
    with _served(pages, mailbox_port):
        click.echo("\n".join(_invitation(office, mailbox, mailbox_port, clock.now())))
        with ringing(office):
            run(create_app(office), HOST, port)


def _invitation(office: Office, mailbox: Mailbox, mailbox_port: int, now: datetime) -> Iterator[str]:
    """Yield the addresses, and who to be."""
    doors: dict[str, Door | None] = {
        "HR": sign_in_door(office, mailbox, HR, now),
        "a manager": task_door(office, mailbox, "manager", besides=(HR, AUDITOR)),
        "an employee": task_door(office, mailbox, "employee", besides=(HR, AUDITOR)),
        "the auditor": sign_in_door(office, mailbox, AUDITOR, now),
    }
    yield ""
    yield f"Console  {office.settings.base_url}/"
    yield f"Mailbox  http://{HOST}:{mailbox_port}/"
    yield ""
    for role, door in doors.items():
        if door:
            asked = f", asked for {door.state}" if door.state else ""
            yield f"Be {role:<12} {door.person.name} ({door.person.number}{asked}): {door.link}"
    yield ""
    yield "Anybody else: enter their address at the console's sign-in, or open one of their mails. Stop with Ctrl-C."


@contextmanager
def _served(app: FastAPI, port: int) -> Iterator[None]:
    """Serve an app beside the main one, in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, host=HOST, port=port, log_level="warning", server_header=False))
    thread = Thread(target=server.run, name="mailbox", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=10)
