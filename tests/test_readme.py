"""What the README shows can be typed."""

import shlex
from pathlib import Path

import click
import pytest

from cycleflow.cli.main import cli
from cycleflow.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [line.partition("#")[0][2:].strip() for line in README.splitlines() if line.startswith("$ ")]


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that the words name, and the words it would read."""
    found: click.Command = cli
    while isinstance(found, click.Group) and words:
        below = found.get_command(click.Context(found), words[0])
        assert below is not None, f"there is no command {words[0]}"
        found, words = below, words[1:]
    return found, words


@pytest.mark.parametrize("line", [line for line in LINES if "cycleflow " in line])
def test_every_command_of_the_readme_exists_with_its_options(line):
    words = shlex.split(line)
    command, rest = command_of(words[words.index("cycleflow") + 1 :])

    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}

    assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_every_target_of_the_readme_exists(line):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"\n{line.split()[1]}:" in makefile


def test_every_setting_is_in_the_readme_with_its_default():
    cells = [line.split("|") for line in README.splitlines() if line.startswith("| `CYCLEFLOW_")]
    rows = {cell[1].strip(" `").removeprefix("CYCLEFLOW_"): cell[2].strip(" `") for cell in cells}

    names = {name.removeprefix("given_").upper() for name in Settings.model_fields}

    assert set(rows) == names
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, str | int):
            assert rows[name.upper()] == str(field.default)


def test_the_readme_is_read_in_five_minutes():
    assert len(README.splitlines()) <= 150
