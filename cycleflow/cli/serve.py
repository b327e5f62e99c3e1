"""`cycleflow serve`: the pages and the bells in one process, until it is asked to stop."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import uvicorn
from fastapi import FastAPI

from cycleflow.bootstrap import opened
from cycleflow.errors import CycleflowError
from cycleflow.journeys.office import Office
from cycleflow.scheduler import hang_bells, rounds_of
from cycleflow.settings import Settings
from cycleflow.web.app import create_app

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised here, never chosen


class PortTakenError(CycleflowError):
    words = "Cannot listen on {host} port {port} ({reason}); choose another with --port."


@click.command(short_help="Serve the pages and ring the bells.", epilog="Example: cycleflow serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port to listen on.")
@click.option("--bells/--no-bells", default=True, help="Without bells only the pages are served; other processes ring.")
def serve(*, host: str, port: int, bells: bool) -> None:
    """Serve the pages, and keep the clock and the post going, until interrupted.

    Any number of processes may serve the same database.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    check_port(host, port)
    settings = reachable_at(Settings(), host, port)
    with opened(settings) as office:
        click.echo(f"Serving {settings.base_url} (stop with Ctrl-C)", err=True)
        if bells:
            with ringing(office):
                run(create_app(office), host, port)
        else:
            run(create_app(office), host, port)


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be listened on, before any work is done.

    Raises:
        PortTakenError: it cannot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTakenError(host=host, port=port, reason=error.strerror or error) from error


def reachable_at(settings: Settings, host: str, port: int) -> Settings:
    """Return settings whose links lead to where the pages are served, unless the settings say where that is."""
    if "base_url" in settings.model_fields_set:
        return settings
    name = "127.0.0.1" if host in _ANYWHERE else host
    return settings.model_copy(update={"base_url": f"http://{name}:{port}"})


@contextmanager
def ringing(office: Office) -> Iterator[None]:
    """Ring the bells meanwhile; a round that is under way is let finish."""
    scheduler = hang_bells(rounds_of(office))
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM, let running requests finish, and return in order, so that others can, too.

    **Why** a handler for SIGTERM: the server raises the signal again when it is done, and without a handler that would
    kill the process before the bells have come to rest.
    """
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, timeout_graceful_shutdown=10)
