"""verify, history and export: what an auditor types."""

import json

import pytest
from sqlalchemy import text

from cycleflow.store.tables import appraisal

CYCLE = "quarterly-2026-Q4"


@pytest.fixture
def forged(office, cycle):
    """Give somebody another grade behind the engine's back."""
    with office.store.begin() as conn:
        conn.execute(appraisal.update().where(appraisal.c.person == "E7").values(grade="5"))


def test_verify_says_that_every_history_holds(run, cycle):
    result = run("verify")

    assert (result.exit_code, result.stdout) == (0, "3 appraisals in 1 cycles, 3 entries\nEvery history holds.\n")


def test_verify_says_what_is_wrong_and_exits_with_3(run, forged):
    result = run("verify", CYCLE)

    assert result.exit_code == 3
    assert f"{CYCLE}.E7" in result.stdout
    assert result.stderr == "The histories of 1 appraisals cannot be trusted; cycleflow verify says why.\n"


def test_verify_speaks_json(run, forged):
    said = json.loads(run("verify", "--json").stdout)

    assert (said["holds"], said["appraisals"], said["entries"]) == (False, 3, 3)
    assert [flaw["appraisal"] for flaw in said["flaws"]] == [f"{CYCLE}.E7"]


def test_an_unknown_cycle_is_bad_input(run):
    result = run("verify", "quarterly-1999-Q1")

    assert (result.exit_code, result.stderr) == (2, "There is no cycle quarterly-1999-Q1.\n")


def test_an_export_finds_a_history_that_was_rewritten(run, cycle, tmp_path):
    kept = tmp_path / "kept.jsonl"
    run("export", CYCLE, "-o", kept)
    assert run("verify", "--against", kept).exit_code == 0
    lines = kept.read_text(encoding="utf-8").splitlines()
    heads = [json.loads(line) for line in lines if json.loads(line)["kind"] == "head"]
    kept.write_text("".join(json.dumps({**head, "hash": "0" * 64}) + "\n" for head in heads), encoding="utf-8")

    result = run("verify", "--against", kept)

    assert result.exit_code == 3
    assert result.stdout.count("the history was rewritten") == 3


def test_an_export_is_json_lines(run, cycle):
    lines = [json.loads(line) for line in run("export", CYCLE).stdout.splitlines()]

    assert [line["kind"] for line in lines] == ["cycle", *["entry", "head"] * 3]


def test_an_export_that_fails_leaves_the_earlier_one_alone(run, cycle, tmp_path):
    kept = tmp_path / "kept.jsonl"
    kept.write_text("earlier", encoding="utf-8")

    result = run("export", "quarterly-1999-Q1", "-o", kept)

    assert result.exit_code == 2
    assert kept.read_text(encoding="utf-8") == "earlier"
    assert list(tmp_path.glob("*.part")) == []


def test_a_history_is_a_table(run, cycle):
    result = run("history", f"{CYCLE}.E7")

    assert "2026-10-08 09:00" in result.stdout
    assert "planned  goal_setting" in result.stdout


def test_a_history_speaks_json(run, cycle):
    [entry] = json.loads(run("history", f"{CYCLE}.E7", "--json").stdout)

    assert (entry["deed"], entry["from"], entry["to"], len(entry["hash"])) == ("launch", "planned", "goal_setting", 64)


def test_an_unknown_appraisal_is_bad_input(run):
    assert run("history", "nobody").exit_code == 2


def test_a_history_edited_beyond_reading_is_a_broken_proof(run, office, cycle):
    with office.store.begin() as conn:
        for trigger in _triggers(conn):
            conn.execute(text(trigger))
        conn.execute(text("UPDATE entry SET body = 'nonsense'"))

    result = run("history", f"{CYCLE}.E7")

    assert result.exit_code == 3
    assert "cycleflow verify says where" in result.stderr


def _triggers(conn):
    """Yield what takes the guards off the history: whoever owns the database can."""
    if conn.dialect.name == "postgresql":
        return ["ALTER TABLE entry DISABLE TRIGGER USER"]
    names = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'"))
    return [f"DROP TRIGGER {name}" for (name,) in names.all()]
