from dataclasses import replace
from datetime import UTC, datetime

from cycleflow.core.launching import planned
from cycleflow.core.timers import BellKind, bells, next_due
from tests.core.samples import CYCLE, WORKFLOW


def test_the_earliest_bell_is_when_the_clock_next_has_something_to_do(run):
    run.launch()
    appraisal = run.appraisal

    rest = bells(WORKFLOW, appraisal)

    assert next_due(WORKFLOW, appraisal) == rest[0].at == min(bell.at for bell in rest)
    assert {bell.task for bell in rest if bell.kind is BellKind.REMINDER} == {appraisal.open_tasks[0].id}


def test_what_is_paused_or_not_yet_launched_has_no_bells(run):
    run.launch()
    paused = replace(run.appraisal, paused_at=datetime(2026, 10, 9, tzinfo=UTC))

    for silent in (paused, planned(CYCLE, "ann")):
        assert bells(WORKFLOW, silent) == ()
        assert next_due(WORKFLOW, silent) is None
