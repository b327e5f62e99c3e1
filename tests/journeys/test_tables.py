"""A cycle keeps the tables beside its regulation, and can prove it."""

import json

from cycleflow.journeys.audit import export, verify
from cycleflow.journeys.launch import launch
from cycleflow.journeys.office import open_office
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.policy import load, years_around
from cycleflow.policy.beside import among
from tests.journeys.test_units import TEXT
from tests.offices import LAUNCH

SHEET = "report: {summary: {title: 总结 | Summary, text: 2000}}"
ROWS = "name,title,text\nsummary,总结 | Summary,2000\nnews,动态 | News,300\n"


def launched(office):
    text = TEXT.replace("KIND", "person").replace(SHEET, "report: {table: report.csv}")
    text = text.replace(", everybody: members", "").replace(", everybody: closed", "")
    text = text.replace("members < 2", 'level == "x"')
    workflow = load(text, years=years_around("2026-Q4"), find=among({"report.csv": ROWS}))
    return launch(office, LaunchOrder(workflow=workflow, period="2026-Q4", by="E2", without={"E1": "Owner"}), LAUNCH)


def test_a_cycle_runs_under_the_tables_it_was_launched_with(office):
    cycle = launched(office).cycle

    again = open_office(office.store, office.settings).workflows(cycle.fingerprint)

    assert list(again.sheets["report"].fields) == ["summary", "news"]
    assert verify(office, cycle.id).holds


def test_an_export_brings_the_tables(office):
    first = json.loads(next(iter(export(office, launched(office).cycle.id))))

    assert first["tables"] == {"report.csv": ROWS}
