"""Every sheet of every shipped regulation can be drawn, in both languages."""

from datetime import UTC, date, datetime

import pytest

from cycleflow import shipped
from cycleflow.core.model import Appraisal
from cycleflow.web.control import Filling, controls_of
from cycleflow.web.page import Page, environment
from tests.regulations import read

REGULATIONS = sorted(shipped.workflows().glob("*.yaml"))
TEMPLATE = (
    '{% import "parts.html" as parts with context %}{% for one in controls %}'
    '{% if one.kind == "rows" %}{{ parts.table_of(one) }}{% else %}{{ parts.question(one) }}{% endif %}{% endfor %}'
)
NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("path", REGULATIONS, ids=lambda path: path.stem)
def test_every_sheet_is_drawn(path, locale):
    workflow = read(path)
    page = Page(locale=locale, path="/t/x", now=NOW, zone="Asia/Shanghai")
    drawn = 0
    for state in workflow.stages.values():
        for role in state.ask if not state.cohort else ():
            controls = controls_of(workflow.sheet_for(state, role, {}), filling(workflow, state.name))
            text = environment(locale).from_string(TEMPLATE).render(page=page, controls=controls)
            assert all(f'id="{control.id}"' in text for control in controls)
            drawn += len(controls)

    assert drawn


def filling(workflow, state):
    """Return an empty sheet, with two rows in every table another may repeat."""
    rows: tuple[dict[str, str], ...] = ({}, {})
    sheets = {
        name: {field.name: rows for field in workflow.sheets[sheet].fields.values()}
        for name, one in workflow.states.items()
        for sheet in one.ask.values()
        if sheet in workflow.sheets
    }
    appraisal = Appraisal(
        id="a",
        cycle="c",
        person="E8",
        fingerprint=workflow.fingerprint,
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        sheets=sheets,
    )
    return Filling(workflow=workflow, appraisal=appraisal, state=state, zone="Asia/Shanghai", answers={})
