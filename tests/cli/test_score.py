"""`cycleflow score`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycleflow.cli.main import cli
from tests.settled import PAY, without_examples, without_score

NOTHING: dict[str, object] = {"vacancies": [], "faults": []}
INPUTS = {
    "survey": [{"occurrence": 1}],
    "faults": [{"week": "w1", "item": "guarantee", "times": 1}],
    "vacancies": [],
    "post_wage": 3000,
    "performance_wage": 2000,
}


@pytest.fixture
def figures(tmp_path):
    def write(*people):
        file = tmp_path / "figures.json"
        file.write_text(json.dumps({"people": list(people)}), encoding="utf-8")
        return str(file)

    return write


def run(*arguments):
    return CliRunner().invoke(cli, ["score", *arguments])


def test_one_person_is_explained_step_by_step(figures):
    result = run("recruiter-monthly", figures({"inputs": INPUTS}))

    assert result.exit_code == 0
    assert "96.00" in result.stdout
    assert "surveys: 1 records = -2" in result.stdout
    assert "pay: score >= 90: post_wage + performance_wage = 5000" in result.stdout


def test_a_cohort_in_json(figures):
    people = [{"person": "a", "group": "x", "inputs": INPUTS}, {"person": "b", "group": "x", "inputs": NOTHING}]

    told = json.loads(run("recruiter-monthly", figures(*people), "--json").stdout)

    assert [(one["person"], one["score"], one["rank"]) for one in told["people"]] == [
        ("a", "96.00", 2),
        ("b", "100.00", 1),
    ]
    assert told["people"][0]["also"] == {"handed_in": "-2", "figures": "0", "recorded": "-2"}
    assert told["people"][0]["explanation"]["from"][0]["name"] == "total"


def test_a_cohort_is_checked_against_the_distribution(figures):
    names = ("solving", "initiative", "cooperation", "responsibility", "discipline")
    marks = {**dict.fromkeys(names, 85), "planning.goals.weight": [100], "post_kind": "操作"}
    people = [{"person": str(n), "inputs": {**marks, "task_marks.goals.done": [90 + n]}} for n in range(4)]

    table, told = run("hande-monthly", figures(*people)), run("hande-monthly", figures(*people), "--json")

    assert "all: 优" in table.stdout
    assert json.loads(told.stdout)["groups"][0]["size"] == 4


def test_the_template_can_be_filled_in_and_read_again(tmp_path):
    blank = run("recruiter-monthly", "--template")
    file = tmp_path / "blank.json"
    file.write_text(blank.stdout, encoding="utf-8")

    assert "about" in json.loads(blank.stdout)
    assert run("recruiter-monthly", str(file)).exit_code == 0


@pytest.mark.parametrize("content", ["{", "[]", '{"people": []}', '{"people": [{"inputs": 3}]}'])
def test_a_file_that_holds_no_people_is_refused(tmp_path, content):
    file = tmp_path / "figures.json"
    file.write_text(content, encoding="utf-8")

    result = run("recruiter-monthly", str(file))

    assert result.exit_code != 0
    assert "cannot be read" in result.stderr


def test_a_file_is_needed(tmp_path):
    assert "--template" in run("recruiter-monthly").stderr
    assert "cannot be read" in run("recruiter-monthly", str(tmp_path / "none.json")).stderr


SETTLED = str(Path(__file__).parents[1] / "settled.yaml")


def test_what_follows_is_worked_out_from_earlier_periods(figures):
    past = [{"score": 34, "grade": "C", "period": "2026-01"}]
    result = run(SETTLED, figures({"person": "li", "inputs": {"marks": 30, "past": past, "period": "2026-02"}}))

    assert result.exit_code == 0
    assert "li raises elimination: 连续两次低于35分 | Twice running below 35" in result.stdout
    assert "low_run: score < 35: 2026-01 (score 34), 2026-02 (score 30), 2 in a row" in result.stdout
    assert "pay: wage * total / 100 = 600 with wage 2000, total 30, rounded to 600.00" in result.stdout


def test_what_follows_in_json(figures):
    told = json.loads(run(SETTLED, figures({"inputs": {"marks": 30, "proven": False}}), "--json").stdout)

    one = told["people"][0]
    assert one["outcomes"] == {"low_run": "1", "poor": "1", "pay": "2000"}
    assert (one["payable"], one["raises"], one["lacking"]) == (True, {}, {})
    assert [step["name"] for step in one["because"]] == ["low_run", "poor", "pay"]


def test_a_cohort_shares_and_is_ranked(figures, tmp_path):
    file = tmp_path / "pooled.yaml"
    file.write_text(without_examples().replace(PAY, "allocate: {pool: 1000, by: total}"), encoding="utf-8")

    told = run(
        str(file), figures(*({"person": who, "inputs": {"marks": marks}} for who, marks in (("a", 30), ("b", 70))))
    )

    assert "300" in told.stdout
    assert "700" in told.stdout


def test_one_alone_is_compared_with_nobody(figures, tmp_path):
    file = tmp_path / "ranked.yaml"
    text = (
        without_examples()
        .replace("    low_run: {", "    place: {formula: rank}\n    low_run: {")
        .replace("told: [", "told: [place, ")
    )
    file.write_text(text, encoding="utf-8")

    said = run(str(file), figures({"inputs": {"marks": 30}})).stdout
    assert "1 lacks place: It cannot be worked out before these are given: rank." in said
    told = json.loads(run(str(file), figures({"inputs": {"marks": 30, "rank": 3}}), "--json").stdout)
    assert told["people"][0]["outcomes"]["place"] == "3"


def test_a_trial_pays_nothing(figures, tmp_path):
    file = tmp_path / "trial.yaml"
    file.write_text(without_examples().replace("status: effective", "status: trial"), encoding="utf-8")

    assert "nothing here is payable" in run(str(file), figures({"inputs": {"marks": 30}})).stdout


def test_what_lacks_its_figures_is_said(figures, tmp_path):
    file = tmp_path / "odd.yaml"
    file.write_text(without_examples().replace(PAY, "formula: wage / (total - 34)"), encoding="utf-8")

    assert "1 lacks pay: Cannot compute" in run(str(file), figures({"inputs": {"marks": 34}})).stdout


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"marks": 30, "past": [{"mark": 3}]}, "1: past: Of earlier periods nobody asks mark."),
        ({"marks": 30, "proven": "perhaps"}, "1: proven: This must be true or false."),
        ({"past": []}, "1: marks: This is needed."),
    ],
)
def test_what_is_wrong_with_what_is_supposed_is_said(figures, inputs, said):
    result = run(SETTLED, figures({"inputs": inputs}))

    assert result.exit_code == 2
    assert said in result.stderr


def test_the_template_asks_for_what_outcomes_need():
    told = json.loads(run(SETTLED, "--template").stdout)

    assert told["people"][0]["inputs"] == {"marks": None, "wage": "2000", "past": [], "period": None, "proven": True}
    assert told["about"]["past"].endswith("each with: score, grade, period, gap")


def test_without_a_score_there_may_be_outcomes(figures, tmp_path):
    file = tmp_path / "bare.yaml"
    file.write_text(without_score(), encoding="utf-8")

    told = json.loads(run(str(file), figures({"inputs": {"marks": 50}}), "--json").stdout)

    assert told["people"][0]["score"] is None
    assert told["people"][0]["outcomes"] == {"pay": "1000"}
