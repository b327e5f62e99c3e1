"""The `cycleflow` command: one subcommand a verb, and the last catch for every complaint.

A `CycleflowError` is one sentence on stderr and its exit code. Anything else is a bug: one sentence too, and the
details in a file; `CYCLEFLOW_DEBUG=1` shows them at once. Exit codes: 0 ok, 1 failure, 2 bad input, 3 proof broken,
130 interrupted.

**Why** commands are loaded by name, when asked for: `cycleflow check` should not wait for a web framework and a
database driver. A command `x` is the object `x` in the module `_MODULES` names.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from tempfile import NamedTemporaryFile
from typing import Any, NoReturn

import click

from cycleflow.errors import CycleflowError

_MODULES = {
    "check": "check",
    "explain": "explain",
    "diagram": "check",
    "schema": "schema",
    "diff": "diff",
    "rehearse": "rehearse",
    "score": "score",
    "people": "people",
    "launch": "launch",
    "migrate": "migrate",
    "data": "data",
    "tick": "tick",
    "serve": "serve",
    "calibrate": "calibrate",
    "settle": "settle",
    "close": "settle",
    "results": "results",
    "history": "history",
    "verify": "verify",
    "export": "export",
    "demo": "demo",
}
"""Command to module, in the order one meets them."""

INTERRUPTED = 130


class Commands(click.Group):
    """The group of all commands, and the guard around them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return None
        command: click.Command = getattr(import_module(f"cycleflow.cli.{_MODULES[cmd_name]}"), cmd_name)
        return command

    def main(  # type: ignore[override]  # click's overloads name every option of its own
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        if not extra.pop("standalone_mode", True):
            return super().main(args, prog_name, standalone_mode=False, **extra)
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
            sys.stdout.flush()
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort as error:
            sys.exit(_INTERRUPTED_BY.get(type(error.__cause__), 1))
        except CycleflowError as error:
            click.echo(str(error), err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            _leave_quietly()
        except Exception as error:  # noqa: BLE001 - the last catch: a bug, too, is told in one sentence
            _tell_bug(error)
        sys.exit(code if isinstance(code, int) else 0)


_INTERRUPTED_BY: dict[type, int] = {KeyboardInterrupt: INTERRUPTED}


def _leave_quietly() -> NoReturn:
    """Leave without a word: nobody reads any more, and Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)


def _is_debugging() -> bool:
    return bool(os.environ.get("CYCLEFLOW_DEBUG"))


def _tell_bug(error: Exception) -> NoReturn:
    details = "".join(traceback.format_exception(error))
    if _is_debugging():
        click.echo(details, err=True)
        sys.exit(1)
    with NamedTemporaryFile("w", prefix="cycleflow-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(f"{' '.join(sys.argv)}\n\n{details}")
    click.echo(
        f"Something in cycleflow broke ({type(error).__name__}); the details are in {log.name}, "
        "or run again with CYCLEFLOW_DEBUG=1.",
        err=True,
    )
    sys.exit(1)


def _version() -> str:
    """Return the version of the installed package; a checkout that is only run has none."""
    try:
        return version("cycleflow")
    except PackageNotFoundError:
        return "(not installed)"


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: cycleflow demo",
)
@click.version_option(_version(), prog_name="cycleflow")
def cli() -> None:
    """Run appraisal regulations: check, rehearse, launch, remind, calibrate, prove.

    Settings come from CYCLEFLOW_… variables; the database is CYCLEFLOW_DATABASE_URL (default: ./cycleflow.db).
    """
    if _is_debugging():
        logging.basicConfig(level=logging.INFO)
    else:
        logging.basicConfig(handlers=[logging.NullHandler()])  # commands say themselves what went wrong


def main() -> None:
    """Be the console script."""
    cli(prog_name="cycleflow")
