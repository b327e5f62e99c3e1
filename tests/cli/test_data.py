"""`cycleflow data import`."""

import json
from datetime import UTC, datetime

import pytest

from cycleflow.journeys.rounds import tick
from tests.journeys.test_data_import import CYCLE, NOW, SHOP, get
from tests.offices import launch

GOOD = "number,conversion,payment,late\nE7,70,90,2\nE8,71,90,0\n"


@pytest.fixture
def shop(office, clock):
    launch(office, SHOP, period="2026-10", now=datetime(2026, 10, 8, 1, tzinfo=UTC))
    tick(office, NOW)
    clock.move_to(NOW)
    return office


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "november.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_figures_are_given_and_counted(run, shop, file):
    result = run("data", "import", CYCLE, file(GOOD), "--by", "E2")

    assert result.exit_code == 0
    assert "to be given  2" in result.stdout
    assert "still asked for afterwards  1" in result.stdout
    assert result.stdout.endswith("Given.\n")
    assert get(shop, "E7").state == "reading"


def test_a_dry_run_writes_nothing(run, shop, file):
    assert run("data", "import", CYCLE, file(GOOD), "--by", "E2", "--dry-run").stdout.endswith("Nothing was written.\n")
    assert get(shop, "E7").state == "figures"


def test_a_program_reads_what_was_given_and_what_is_wrong(run, shop, file):
    bad = run("data", "import", CYCLE, file("number,late\nE7,x\n"), "--by", "E2", "--json")
    good = run("data", "import", CYCLE, file(GOOD), "--by", "E2", "--json")

    assert bad.exit_code == 2
    assert json.loads(bad.stdout)["errors"][0]["line"] == 2
    said = json.loads(good.stdout)
    assert (said["written"], said["given"], said["left"]) == (True, ["E7", "E8"], 1)


def test_faults_are_printed_with_their_places(run, shop, file):
    result = run("data", "import", CYCLE, file("number,conversion,payment,late\nE7,170,90,2\n"), "--by", "E2")

    assert result.exit_code == 2
    assert "november.csv:2: column conversion: This must lie between 0 and 100." in result.stderr
    assert "Nothing of it was used." in result.stderr
