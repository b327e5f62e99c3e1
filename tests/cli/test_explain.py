"""`cycleflow explain`."""

import pytest
from click.testing import CliRunner

from cycleflow import shipped
from cycleflow.cli.main import cli


def run(*arguments):
    return CliRunner().invoke(cli, ["explain", *map(str, arguments)])


@pytest.mark.parametrize("name", ["quarterly", shipped.workflows() / "quarterly.yaml"])
def test_a_regulation_is_read_by_its_name_or_its_file(name):
    result = run(name)

    assert result.exit_code == 0
    assert result.output.startswith("Quarterly appraisal\n\nChapter 1. General provisions\n")


def test_it_is_written_in_chinese():
    result = run("quarterly", "--lang", "zh")

    assert result.output.startswith("季度岗位责任考核\n\n第一章 总则\n\n第一条 名称与依据\n")


@pytest.mark.parametrize(("file", "first"), [("said.md", "# Quarterly appraisal"), ("said.txt", "Quarterly appraisal")])
def test_it_goes_into_a_file(tmp_path, file, first):
    result = run("quarterly", "-o", tmp_path / file)

    assert result.output == ""
    assert (tmp_path / file).read_text(encoding="utf-8").splitlines()[0] == first


def test_a_name_nobody_knows_is_refused():
    result = run("quartely")

    assert result.exit_code == 2
    assert "There is neither a file quartely nor a regulation of that name" in result.output
