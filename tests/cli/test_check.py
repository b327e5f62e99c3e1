"""`check` and `diagram` say what they found where it is read: findings on stdout, complaints on stderr."""

import json

import pytest
from click.testing import CliRunner

from cycleflow import shipped
from cycleflow.cli.main import cli

SMALL = """\
workflow: note
title: 述职 | Annual note
status: draft
period: year
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager}
sheets: {note: {summary: {title: 总结 | Summary, text: 2000}}}
states:
  writing: {ask: {employee: note}, due: cycle.end + 10 workdays, answers: {submit: reading}}
  reading: {ask: manager, due: opened + 5 workdays, answers: {return: writing, accept: done}}
  done: {}
words:
  states: {writing: 撰写 | Writing, reading: 审阅 | Reading, done: 归档 | Done}
  answers: {submit: 提交 | Submit, return: 退回 | Return, accept: 接受 | Accept}
"""


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "note.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(SMALL.replace("draft", "draught").replace("period: year", "period: years"), encoding="utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_a_file_that_is_fit_to_run_is_one_line(good):
    result = run("check", good)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{good}: ok, 3 states, 1 sheet, 2 roles asked, status draft, fingerprint ")
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_one_role_is_one_role(good):
    good.write_text(SMALL.replace("ask: manager", "ask: employee").replace(", manager: manager", ""), encoding="utf-8")

    assert "1 role asked" in run("check", good).stdout


def test_every_problem_is_one_line_on_stderr(bad):
    result = run("check", bad)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"{bad}:3:9: There is no status 'draught'; did you mean 'draft'?",
        f"{bad}:4:9: There is no period 'years'; did you mean 'year'?",
    ]


def test_a_folder_is_all_its_regulations(good, bad, tmp_path):
    (tmp_path / "README.md").write_text("not a regulation", encoding="utf-8")

    result = run("check", tmp_path)

    assert result.exit_code == 2
    assert result.stdout.startswith(f"{good}: ok")
    assert len(result.stderr.splitlines()) == 2


def test_a_folder_without_regulations_is_said(tmp_path):
    result = run("check", tmp_path)

    assert result.exit_code == 2
    assert result.stderr == f"There is no .yaml file in {tmp_path}.\n"


def test_a_file_that_is_not_there_does_not_hide_the_others(good, tmp_path):
    result = run("check", tmp_path / "gone.yaml", good)

    assert result.exit_code == 2
    assert result.stderr == f"There is no file {tmp_path / 'gone.yaml'}.\n"
    assert f"{good}: ok" in result.stdout


def test_a_program_reads_the_same_as_json(good, bad, tmp_path):
    result = run("check", "--json", good, bad, tmp_path / "gone.yaml")

    fine, wrong, gone = json.loads(result.stdout)

    assert result.exit_code == 2
    assert fine["ok"] is True
    assert (fine["workflow"], fine["states"], fine["complaints"]) == ("note", ["writing", "reading", "done"], [])
    assert len(fine["fingerprint"]) == 64
    assert wrong["ok"] is False
    assert wrong["complaints"][0] == {
        "file": wrong["file"],
        "line": 3,
        "column": 9,
        "sentence": "There is no status 'draught'; did you mean 'draft'?",
    }
    assert gone["complaints"] == [{"sentence": f"There is no file {tmp_path / 'gone.yaml'}."}]


def test_the_shipped_regulations_are_fit_to_run():
    result = run("check", shipped.workflows())

    assert result.exit_code == 0
    assert f"{shipped.workflows() / 'quarterly.yaml'}: ok, 16 states" in result.stdout


def test_regulations_that_take_from_each_other_are_checked_together(tmp_path):
    taken = "rate: {title: 率 | Rate, number: 0..100, from: {regulation: note, take: rating}}"
    score = f"indicators: {{own: {{title: 分 | Own, number: 0..9, by: manager}}, {taken}}}\n"
    score += "score: {after: reading, result: total, measures: {total: {formula: own + rate}}}\nsheets:"
    paper = tmp_path / "paper.yaml"
    paper.write_text(
        SMALL.replace("workflow: note", "workflow: paper")
        .replace("sheets:", score)
        .replace("ask: manager", "ask: {manager: manager_indicators}"),
        encoding="utf-8",
    )
    assert run("check", paper).exit_code == 0
    (tmp_path / "note.yaml").write_text(SMALL, encoding="utf-8")

    result = run("check", tmp_path)

    assert result.exit_code == 2
    assert "note.yaml: ok" in result.stdout
    assert "paper.yaml:7:135: There is no 'rating' to take." in result.stderr


def test_a_diagram_is_printed(good):
    result = run("diagram", good, "--lang", "zh")

    assert result.exit_code == 0
    assert result.stdout.startswith("<svg ")
    assert "撰写" in result.stdout


def test_a_diagram_is_written_to_a_file(good, tmp_path):
    out = tmp_path / "note.mmd"

    result = run("diagram", good, "--format", "mermaid", "-o", out)

    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("flowchart TD\n")


def test_a_diagram_of_a_wrong_regulation_is_its_complaints(bad):
    result = run("diagram", bad)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{bad}:3:9: There is no status 'draught'")


def test_a_place_that_cannot_be_written_is_said(good, tmp_path):
    result = run("diagram", good, "-o", tmp_path / "nowhere" / "x.svg")

    assert result.exit_code == 2
    place = tmp_path / "nowhere" / "x.svg"
    assert result.stderr == f"The file {place} cannot be written: No such file or directory. Name another place.\n"


@pytest.mark.parametrize("command", ["check", "diagram"])
def test_help_has_an_example(command):
    result = run(command, "--help")

    assert result.exit_code == 0
    assert f"Example: cycleflow {command} workflows/" in result.stdout


def test_a_complaint_about_a_table_names_the_table(tmp_path):
    note = SMALL.replace(
        "sheets: {note: {summary: {title: 总结 | Summary, text: 2000}}}", "sheets: {note: {table: note.csv}}"
    )
    (tmp_path / "note.yaml").write_text(note, encoding="utf-8")
    (tmp_path / "note.csv").write_text("name,title,txt\nsummary,总结 | Summary,2000\n", encoding="utf-8")

    (wrong,) = json.loads(run("check", "--json", tmp_path / "note.yaml").stdout)

    (complaint,) = [one for one in wrong["complaints"] if "txt" in one["sentence"]]
    assert complaint["file"].endswith("note.csv")
    assert (complaint["line"], complaint["column"]) == (1, 12)
