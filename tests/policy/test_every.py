from datetime import time

import pytest

from cycleflow.core.calendar import Offset, Unit
from cycleflow.core.daterule import END, DateRule, Pick, Weekday
from cycleflow.core.recurrence import Every
from cycleflow.policy.every import parse_every
from cycleflow.policy.phrase import PhraseError

LAST_WORKDAY = Pick(count=-1, among=Unit.WORKDAYS)


@pytest.mark.parametrize(
    ("text", "every"),
    [
        ("14 days", Every(length=Offset(count=14, unit=Unit.DAYS))),
        ("1 workday at 09:00", Every(length=Offset(count=1), rule=DateRule(anchor=END, at=time(9)))),
        ("week", Every(weekday=Weekday.SUNDAY)),
        ("sunday at 16:00", Every(weekday=Weekday.SUNDAY, rule=DateRule(anchor=END, at=time(16)))),
        ("friday, previous workday", Every(weekday=Weekday.FRIDAY, rule=DateRule(anchor=END, slide="previous"))),
        ("month", Every()),
        ("half_year", Every(months=6)),
        ("month on 10th", Every(rule=DateRule(anchor=END, pick=Pick(count=10)))),
        (
            "month on last workday at 16:00",
            Every(rule=DateRule(anchor=END, pick=LAST_WORKDAY, at=time(16))),
        ),
        ("quarter on last workday", Every(months=3, rule=DateRule(anchor=END, pick=LAST_WORKDAY))),
    ],
)
def test_a_recurrence_reads_as_what_it_says(text, every):
    assert parse_every(text) == every


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("often", "'often' does not say how often"),
        ("week on 10th", "'week on 10th' does not say how often"),
        ("", "'' does not say how often"),
        ("24 hours", "'24 hours' is no time between days"),
        ("0 days", "'0 days' is no time between days"),
        ("month on 10", "'10 of this month' is not a rule of date"),
        ("month on 10st", "Write 10th, not 10st"),
        ("sunday at 4 pm", "'sunday at 4 pm' does not say how often"),
        ("sunday at 16", "'16' is not a time of day"),
    ],
)
def test_what_does_not_say_how_often_is_refused(text, said):
    with pytest.raises(PhraseError, match=said):
        parse_every(text)
