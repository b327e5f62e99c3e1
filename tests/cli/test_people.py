"""`people import`: a preview, a question where somebody can answer it, and JSON for programs."""

import json
from functools import partial
from io import StringIO

import pytest
from click.testing import CliRunner
from rich.console import Console

from cycleflow import shipped
from cycleflow.cli import operator as terminal
from cycleflow.cli.main import cli

HEAD = "number,name,email,manager,status\n"
ANN = "1,Ann,ann@example.com,,active\n"
BOB = "2,Bob,bob@example.com,1,active\n"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A people file, in a folder whose database is the default one."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "people.csv"
    path.write_text(HEAD + ANN + BOB)
    return path


def run(*args, **rest):
    return CliRunner().invoke(cli, ["people", "import", "people.csv", *args], **rest)


@pytest.fixture
def at_a_terminal(monkeypatch):
    monkeypatch.setattr(terminal, "is_attended", lambda: True)


def test_an_import_shows_what_changes_and_does_it(file):
    result = run()

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "people.csv: 2 people (UTF-8, separated by commas)",
        "new        2",
        "  1 Ann",
        "  2 Bob",
        "changed    0",
        "unchanged  0",
        "Imported.",
    ]


def test_a_repeat_changes_nothing(file):
    run()

    assert run().stdout.splitlines()[-2:] == ["unchanged  2", "Nothing changes."]


def test_a_change_is_shown_as_old_and_new(file):
    run()
    file.write_text(HEAD + "2,Bobby,bob@example.com,,on leave\n")

    result = run("--dry-run")

    assert result.stdout.splitlines() == [
        "people.csv: 1 people (UTF-8, separated by commas)",
        "new        0",
        "changed    1",
        "  2 Bobby: name Bob -> Bobby; manager 1 -> (empty); status active -> leave",
        "unchanged  0",
        "not in the file, and kept  1",
        "  1 Ann",
        "Nothing was written.",
    ]
    assert run("--dry-run").stdout == result.stdout


def test_somebody_at_a_terminal_is_asked(file, at_a_terminal):
    no, yes = run(input="n\n"), run(input="y\n")

    assert "Import this? [y/N]" in no.stderr
    assert no.stdout.endswith("Nothing was written.\n")
    assert yes.stdout.endswith("Imported.\n")


def test_whoever_says_yes_is_not_asked(file, at_a_terminal):
    assert run("--yes").stdout.endswith("Imported.\n")


def test_mistakes_are_all_named_on_stderr(file):
    file.write_text(HEAD + "1,,ann@example.com,9,active\n2,Bob,bob,1,active\n")

    result = run()

    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "people.csv:2: column name: This cell may not be empty.",
        "people.csv:2: column manager: There is no employee 9.",
        "people.csv:3: column email: bob is no mail address. An email address must have an @-sign.",
        "Problems in the people file: 3. Nothing of it was used.",
    ]


def test_a_file_that_is_not_there_is_one_sentence(file):
    file.unlink()

    result = run()

    assert (result.exit_code, result.stderr) == (2, "people.csv cannot be read: No such file or directory.\n")


def test_programs_read_the_changes_as_json(file):
    run()
    file.write_text(HEAD + "2,Bobby,bob@example.com,1,left\n3,Cy,,2,absent\n")

    said = json.loads(run("--json").stdout)

    assert said["written"] is True
    assert said["new"] == [{"number": "3", "name": "Cy"}]
    assert said["changed"][0]["fields"]["name"] == {"old": "Bob", "new": "Bobby"}
    assert said["kept"] == ["1"]
    assert [(one["line"], one["column"]) for one in said["warnings"]] == [(3, "email"), (3, "status")]


def test_programs_read_the_mistakes_as_json(file):
    file.write_text(HEAD + "1,,ann@example.com,,active\n")

    result = run("--json")

    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "written": False,
        "errors": [{"file": "people.csv", "line": 2, "column": "name", "message": "This cell may not be empty."}],
    }


def test_long_lists_are_cut_short(file):
    file.write_text(HEAD + "".join(f"{at},N{at},n{at}@example.com,,active\n" for at in range(25)))

    assert "  and 5 more (--json lists all)" in run("--dry-run").stdout.splitlines()


def test_the_sample_company_can_be_imported_and_says_who_takes_over(file, tmp_path):
    sample = shipped.sample_people()
    file.write_bytes(sample.read_bytes())
    run()
    launched = CliRunner().invoke(cli, ["launch", "quarterly", "--period", "2026-Q4"])
    moved = (
        sample.read_text()
        .replace("Asia/Shanghai,auditor", "Asia/Tokyo,hr")
        .replace("2018-03-26,active", "2018-03-26,left")
    )
    file.write_text(moved)

    lines = run("--dry-run").stdout.splitlines()

    assert launched.exit_code == 0, launched.output
    assert [line for line in lines if line.startswith("running appraisals")] == [
        "running appraisals in which others take over  38",
        "running appraisals of people no longer in service, for HR to decide on  1",
    ]
    assert "  quarterly-2026-Q4.1101, in goal_setting: left" in lines


def test_the_account_is_who_imports_and_launches(monkeypatch):
    monkeypatch.setenv("LOGNAME", "helen")
    assert terminal.operator() == "helen"

    def nobody():
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert terminal.operator() == "unknown"


def test_a_bar_is_drawn_only_on_a_terminal(monkeypatch):
    drawn = StringIO()
    for is_terminal in (False, True):
        console = partial(Console, file=drawn, force_terminal=is_terminal)
        monkeypatch.setattr(terminal, "Console", lambda *, stderr, make=console: make())
        with terminal.progress_bar() as progress:
            progress("people", 1, 2)
            progress("people", 2, 2)
        assert bool(drawn.getvalue()) is is_terminal
