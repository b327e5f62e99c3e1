"""`cycleflow schema`."""

import json

from click.testing import CliRunner

from cycleflow.cli.main import cli


def test_the_schema_is_printed_or_written(tmp_path):
    file = tmp_path / "schema.json"

    printed, written = CliRunner().invoke(cli, ["schema"]), CliRunner().invoke(cli, ["schema", "-o", str(file)])

    assert printed.exit_code == written.exit_code == 0
    assert json.loads(printed.stdout) == json.loads(file.read_text(encoding="utf-8"))


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    result = CliRunner().invoke(cli, ["schema", "-o", str(tmp_path / "no" / "where.json")])

    assert result.exit_code == 2
    assert "where.json cannot be written" in result.stderr
