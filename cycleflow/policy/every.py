"""How often a duty is asked, as a regulation writes it: `14 days`, `sunday at 16:00`, `month on 10th, next workday`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cycleflow.core.calendar import Offset
from cycleflow.core.daterule import END, Weekday
from cycleflow.core.recurrence import Every
from cycleflow.policy.daterule import parse_rule
from cycleflow.policy.phrase import PhraseError, parse_offset

_EVERY = re.compile(
    r"(?P<often>[^,]+?)(?: on (?P<day>[^,]+?))?(?P<rest>(?:, *(?:next|previous) +workday)?(?: at \S+)?)"
)
_MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_WEEKDAYS: Mapping[str, Weekday] = {"week": Weekday.SUNDAY, **{day.name.lower(): day for day in Weekday}}


def parse_every(text: str) -> Every:
    """`14 days`, `week`, `sunday at 16:00`, `month`, `month on last workday`, `quarter at 16:00`."""
    found = _EVERY.fullmatch(text)
    if not found or (found["day"] and found["often"] not in _MONTHS):
        raise _no_recurrence(text)
    rest = parse_rule(f"{END}{found['rest']}")
    if found["often"] in _MONTHS:
        day = parse_rule(f"{found['day']} of this month{found['rest']}") if found["day"] else rest
        return Every(months=_MONTHS[found["often"]], rule=day)
    if found["often"] in _WEEKDAYS:
        return Every(weekday=_WEEKDAYS[found["often"]], rule=rest)
    return Every(length=_parse_length(found["often"], text), rule=rest)


def _parse_length(text: str, whole: str) -> Offset:
    try:
        length = parse_offset(text)
    except PhraseError:
        raise _no_recurrence(whole) from None
    if length.unit.is_exact or length.count < 1:
        raise PhraseError(f"{text!r} is no time between days; write it like 14 days, 2 weeks or 1 month.")
    return length


def _no_recurrence(text: str) -> PhraseError:
    return PhraseError(
        f"{text!r} does not say how often; write it like 14 days, week, sunday at 16:00, month, or month on 10th."
    )
