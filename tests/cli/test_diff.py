"""`cycleflow diff`."""

import json

import pytest
from click.testing import CliRunner

from cycleflow import shipped
from cycleflow.cli.main import cli

QUARTERLY = shipped.workflows() / "quarterly.yaml"


@pytest.fixture
def newer(tmp_path):
    file = tmp_path / "new.yaml"
    text = QUARTERLY.read_text(encoding="utf-8")
    file.write_text(text.replace("    due: opened + 3 workdays", "    due: opened + 4 workdays"), encoding="utf-8")
    return str(file)


def run(*arguments):
    return CliRunner().invoke(cli, ["diff", str(QUARTERLY), *arguments])


def test_changes_are_sentences_with_titles(newer):
    result = run(newer, "--lang", "zh")

    assert result.exit_code == 0
    assert (
        "states › goal_agreement › due was opened + 3 workdays, and is now opened + 4 workdays  (目标确认)"
        in result.stdout
    )


def test_changes_for_a_program(newer):
    (first, *_) = json.loads(run(newer, "--json").stdout)

    assert first == {
        "path": ["states", "goal_agreement", "due"],
        "was": "opened + 3 workdays",
        "becomes": "opened + 4 workdays",
        "title": {"zh": "目标确认", "en": "Agreement on goals"},
    }


def test_nothing_changed():
    assert run(str(QUARTERLY)).stdout == "Nothing changed in meaning.\n"
