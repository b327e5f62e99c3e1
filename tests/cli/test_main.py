from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import click
import pytest
from click.testing import CliRunner, Result

from cycleflow.cli.main import INTERRUPTED, Commands, _version, cli
from cycleflow.errors import InputError, NotFoundError, ProofError


def run_raising(error: BaseException) -> Result:
    class One(Commands):
        def list_commands(self, ctx: click.Context) -> list[str]:
            return ["fall"]

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            def fall() -> None:
                raise error

            return click.Command("fall", callback=fall)

    return CliRunner().invoke(One("cycleflow"), ["fall"])


def test_a_complaint_is_one_sentence_on_stderr() -> None:
    result = run_raising(NotFoundError(kind="cycle", name="x"))

    assert result.stderr == "There is no cycle x.\n"
    assert result.stdout == ""


@pytest.mark.parametrize(("error", "code"), [(InputError(detail="x"), 2), (ProofError(detail="x"), 3)])
def test_a_complaint_has_its_exit_code(error: BaseException, code: int) -> None:
    assert run_raising(error).exit_code == code


def test_a_bug_is_one_sentence_that_names_the_file_of_its_details(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    result = run_raising(ZeroDivisionError("division by zero"))

    [log] = tmp_path.iterdir()
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert str(log) in result.stderr
    assert "Traceback" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_bug_shows_its_traceback_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYCLEFLOW_DEBUG", "1")

    result = run_raising(ZeroDivisionError("division by zero"))

    assert result.exit_code == 1
    assert "Traceback" in result.stderr


def test_an_interruption_is_quiet_and_130() -> None:
    result = run_raising(KeyboardInterrupt())

    assert result.exit_code == INTERRUPTED
    assert result.stderr.strip() == ""


def test_giving_up_at_a_question_is_a_failure() -> None:
    result = run_raising(click.Abort())

    assert result.exit_code == 1


def test_an_unknown_command_is_bad_input() -> None:
    result = CliRunner().invoke(cli, ["lunch"])

    assert result.exit_code == 2
    assert "lunch" in result.stderr


def test_the_version_is_said() -> None:
    assert CliRunner().invoke(cli, ["--version"]).stdout.startswith("cycleflow")


def test_a_checkout_that_is_not_installed_has_no_version(monkeypatch) -> None:
    def unknown(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("cycleflow.cli.main.version", unknown)

    assert _version() == "(not installed)"


def test_a_reader_who_leaves_is_not_told_off() -> None:
    code = "from cycleflow.cli.main import cli; import sys; sys.argv=['cycleflow','--help']; cli()"
    read, write = os.pipe()
    os.close(read)

    done = subprocess.run([sys.executable, "-c", code], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)

    assert done.stderr == b""
