"""Serving: pages and bells in one process that stops in order."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from http import HTTPStatus

import httpx2 as httpx
import pytest
from click.testing import CliRunner

from cycleflow.cli.main import cli
from cycleflow.cli.serve import reachable_at
from cycleflow.mail.mailbox import Mailbox
from cycleflow.settings import Settings


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(*arguments, **settings):
    environment = {**os.environ, **{f"CYCLEFLOW_{name.upper()}": str(value) for name, value in settings.items()}}
    command = [sys.executable, "-m", "cycleflow", *map(str, arguments)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(address, process, seconds=120):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, process.stdout.read().decode()
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(address)
        time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


def stopped(process, number):
    process.send_signal(number)
    said = process.communicate(timeout=60)[0].decode()
    return process.returncode, said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_pages_are_served_until_it_is_asked_to_stop(sqlite_url, number):
    port, mailbox = free_port(), Mailbox.start()
    with running("serve", "--port", port, database_url=sqlite_url, smtp_port=mailbox.port) as process:
        page = wait_for(f"http://127.0.0.1:{port}/sign-in", process)
        ended = stopped(process, number)
    mailbox.stop()

    assert page.status_code == HTTPStatus.OK
    assert ended[0] == 0, ended[1]
    assert "Traceback" not in ended[1]


def test_bells_ring_while_pages_are_served(office, cycle):
    port, mailbox = free_port(), Mailbox.start()
    url = office.store.engine.url.render_as_string(hide_password=False)
    with running("serve", "--port", port, database_url=url, secret="k" * 64, smtp_port=mailbox.port) as process:
        wait_for(f"http://127.0.0.1:{port}/sign-in", process)
        until = time.monotonic() + 60
        while len(mailbox.messages()) < 3 and time.monotonic() < until:
            time.sleep(0.1)
        stopped(process, signal.SIGTERM)
    mailbox.stop()

    assert {one.to for one in mailbox.messages()} >= {f"e{number}@firm.example" for number in (7, 8, 9)}
    assert all(link.startswith(f"http://127.0.0.1:{port}/t/") for one in mailbox.messages() for link in one.links[:1])


def test_pages_may_be_served_without_bells(sqlite_url):
    port = free_port()
    with running("serve", "--no-bells", "--port", port, database_url=sqlite_url) as process:
        assert wait_for(f"http://127.0.0.1:{port}/sign-in", process).status_code == HTTPStatus.OK
        assert stopped(process, signal.SIGTERM)[0] == 0


def test_the_demo_serves_the_console_and_the_mailbox(tmp_path):
    port, beside = free_port(), free_port()
    with running("demo", "--port", port, "--mailbox-port", beside, "--directory", tmp_path / "demo") as process:
        lines = []
        for raw in process.stdout:
            lines.append(raw.decode())
            if lines[-1].startswith("Anybody else"):
                break
        pages = [wait_for(f"http://127.0.0.1:{one}/", process) for one in (port, beside)]
        ended = stopped(process, signal.SIGTERM)

    assert [page.status_code for page in pages] == [HTTPStatus.SEE_OTHER, HTTPStatus.OK]
    assert [line.partition("  ")[0] for line in lines if line.startswith("Be ")] == [
        "Be HR",
        "Be a manager",
        "Be an employee",
        "Be the auditor",
    ]
    assert ended[0] == 0, ended[1]


def test_a_port_that_is_taken_is_said_before_any_work_is_done(sqlite_url, monkeypatch):
    monkeypatch.setenv("CYCLEFLOW_DATABASE_URL", sqlite_url)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        results = [CliRunner().invoke(cli, [verb, "--port", str(port)]) for verb in ("serve", "demo")]

    assert [result.exit_code for result in results] == [1, 1]
    assert all(f"Cannot listen on 127.0.0.1 port {port}" in result.stderr for result in results)


@pytest.mark.parametrize(
    ("host", "leads_to"), [("127.0.0.1", "http://127.0.0.1:8123"), ("0.0.0.0", "http://127.0.0.1:8123")]
)
def test_links_lead_to_where_the_pages_are_served(host, leads_to):
    assert reachable_at(Settings(), host, 8123).base_url == leads_to


def test_links_lead_to_where_the_settings_say():
    given = Settings(base_url="https://review.example.com")

    assert reachable_at(given, "127.0.0.1", 8123) is given
