"""What recurs is launched when its period begins: once, and never by surprise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cycleflow import shipped
from cycleflow.journeys.recurring import CATCH_UP, launch_recurring
from cycleflow.store import appraisals, cycles

BEGINS = datetime(2026, 10, 1, 1, tzinfo=UTC)  # 09:00 in Shanghai


@pytest.fixture
def recurring(office):
    def _recurring(*names):
        return replace(office, settings=office.settings.model_copy(update={"recurring": names}))

    return _recurring


def launched(office):
    with office.store.read() as conn:
        return [one.id for one in cycles.all_cycles(conn)]


def test_a_new_period_is_launched_on_its_first_morning(recurring):
    office = recurring("quarterly")

    report = launch_recurring(office, BEGINS)

    assert report.launched == ("quarterly-2026-Q4",)
    with office.store.read() as conn:
        assert appraisals.of_cycle(conn, "quarterly-2026-Q4")
        assert cycles.get(conn, "quarterly-2026-Q4").launched_by == "clock"


def test_it_is_launched_once(recurring):
    office = recurring("quarterly")
    launch_recurring(office, BEGINS)

    report = launch_recurring(office, BEGINS + timedelta(hours=1))

    assert (report.launched, report.failed) == ((), {})


@pytest.mark.parametrize("at", [BEGINS - timedelta(seconds=1), BEGINS + CATCH_UP, datetime(2026, 11, 21, tzinfo=UTC)])
def test_nothing_is_launched_at_any_other_time(recurring, at):
    office = recurring("quarterly")

    assert launch_recurring(office, at).launched == ()
    assert launched(office) == []


def test_a_server_that_slept_over_the_first_day_catches_up(recurring):
    assert launch_recurring(recurring("quarterly"), BEGINS + timedelta(days=6)).launched


def test_each_kind_of_period_is_launched_when_it_begins(recurring, tmp_path):
    text = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8")
    file = tmp_path / "several.yaml"
    file.write_text(text.replace("period: quarter", "period: [month, month from 26]"), encoding="utf-8")
    refused = launch_recurring(recurring(str(file)), BEGINS)
    file.write_text(text.replace("period: quarter", "period: [month from 26, quarter, year]"), encoding="utf-8")
    office = recurring(str(file))

    reports = [launch_recurring(office, datetime(2026, month, day, 2, tzinfo=UTC)) for month, day in ((9, 26), (10, 1))]

    assert "'month' is there twice" in refused.failed[str(file)]
    assert [report.launched for report in reports] == [("quarterly-2026-10",), ("quarterly-2026-Q4",)]


def test_one_kind_that_cannot_be_launched_does_not_hold_up_the_others(recurring, tmp_path):
    text = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8")
    file = tmp_path / "several.yaml"
    file.write_text(
        text.replace("period: quarter", "period: [month, quarter]").replace("status: effective", "status: draft"),
        encoding="utf-8",
    )

    report = launch_recurring(recurring(str(file)), BEGINS)

    assert list(report.failed) == [f"{file} 2026-10", f"{file} 2026-Q4"]


def test_nothing_recurs_unless_it_is_named(office):
    assert launch_recurring(office, BEGINS).launched == ()


def test_one_that_cannot_be_launched_does_not_hold_up_the_others(recurring, caplog):
    report = launch_recurring(recurring("quaterly", "quarterly"), BEGINS)

    assert report.launched == ("quarterly-2026-Q4",)
    assert list(report.failed) == ["quaterly"]
    assert "neither a file quaterly" in report.failed["quaterly"]
    assert "quaterly could not be launched" in caplog.text
