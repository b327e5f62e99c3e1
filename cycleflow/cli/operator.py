"""Who sits at the terminal: the name histories give, the question before writing, the bar while it takes time."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import TaskID

from cycleflow.journeys.progress import Progress, unseen


def operator() -> str:
    """Return the name of the account the command runs under."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def confirmed(question: str, *, yes: bool) -> bool:
    """Ask before something is written, if anybody is there to be asked and has not said yes already.

    **Why** a script is not asked: whoever writes one has decided, and what is wrong is refused in any case.
    """
    return yes or not is_attended() or click.confirm(question, err=True)


def is_attended() -> bool:
    """Return whether somebody can answer."""
    return sys.stdin.isatty()


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Draw how far a journey has come, on stderr and only on a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield unseen
        return
    with Bar(console=console, transient=True) as bar:
        stages: dict[str, TaskID] = {}

        def draw(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=total)
            bar.update(stages[stage], completed=done)

        yield draw
