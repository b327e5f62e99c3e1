"""Every command says how it is used, with an example."""

import click
import pytest
from click.testing import CliRunner

from cycleflow.cli.main import cli


def walk(command: click.Command, path: tuple[str, ...]):
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner, f"{name} is listed but not there"
            yield from walk(inner, (*path, name))


COMMANDS = dict(walk(cli, ()))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_an_example(path):
    result = CliRunner().invoke(cli, [*path, "--help"])

    assert result.exit_code == 0
    assert f"Example: cycleflow {' '.join(path)}".strip() in result.stdout


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_is_explained(path):
    options = [one for one in COMMANDS[path].params if isinstance(one, click.Option)]

    assert [one.name for one in options if not one.help] == []


@pytest.mark.parametrize("path", [path for path in COMMANDS if path])
def test_an_unknown_option_is_bad_input(path):
    assert CliRunner().invoke(cli, [*path, "--no-such-option"]).exit_code == 2


def test_all_verbs_are_there():
    verbs = "check diagram rehearse people launch tick serve calibrate history verify export demo"

    assert {(verb,) for verb in verbs.split()} <= COMMANDS.keys()
