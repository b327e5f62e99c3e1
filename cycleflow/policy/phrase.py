"""The small phrases a regulation is written in: `5 workdays`, `month from 21`, `5..100`, `2 half_up`.

Each function turns one phrase into a value of the core, or raises PhraseError with a sentence that shows how such a
phrase is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from cycleflow.core.calendar import Offset, Unit
from cycleflow.core.period import MONTHS, Cadence, Period
from cycleflow.core.scoring.scorecard import Rounding
from cycleflow.core.workflow import Words
from cycleflow.policy.complaint import nearest

LONGEST_NAME = 60
MOST_UNITS = 1000

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?"
_UNITS = {unit.value.removesuffix("s") + ending: unit for unit in Unit for ending in ("", "s")}
_OFFSET = re.compile(r"([0-9]{1,6}) +([a-z]+(?: days?)?)")
_RANGE = re.compile(rf"({_NUMBER})? *\.\. *({_NUMBER})?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_PATH = re.compile(
    r"self|peers|reports|members|head\(department\)(?:\.manager){0,9}|manager(?:\.manager){0,9}"
    r"|(?:group|heads|people)\([a-z][a-z0-9_]*\)|named\([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){1,2}\)"
)


OF_PERIODS = "write month, quarter, half_year or year; or a later beginning, like month from 21, year from july."


class PhraseError(ValueError):
    """A phrase does not read as what was expected; the message is the whole sentence."""


@dataclass(frozen=True)
class Span:
    """A lower and an upper bound, both included; None is open."""

    low: Decimal | None
    high: Decimal | None


def parse_words(text: str) -> Words:
    """`中文 | English`; without the bar the same words serve both languages."""
    halves = [half.strip() for half in text.split("|")]
    if len(halves) == 1 and halves[0]:
        return {"zh": halves[0], "en": halves[0]}
    if len(halves) != 2:
        raise PhraseError(f"Write {text!r} as 中文 | English, with one bar between the two languages.")
    for half, language in zip(halves, ("Chinese", "English"), strict=True):
        if not half:
            raise PhraseError(f"The {language} half is missing; write 中文 | English.")
    return {"zh": halves[0], "en": halves[1]}


def parse_name(text: str) -> str:
    if not _NAME.fullmatch(text) or len(text) > LONGEST_NAME:
        raise PhraseError(
            f"{text!r} is not a name: a name begins with a small letter, has only small letters, digits and _, "
            f"and at most {LONGEST_NAME} of them."
        )
    return text


def parse_period(text: str) -> Period:
    """`quarter`, `month from 21`, `year from july`."""
    name, later, start = text.partition(" from ")
    kinds = [kind.value for kind in Cadence]
    if name not in kinds:
        near = nearest(name, kinds)
        raise PhraseError(f"There is no period {name!r}; " + (f"did you mean {near!r}?" if near else OF_PERIODS))
    kind = Cadence(name)
    if not later:
        return Period(kind=kind)
    if kind is Cadence.MONTH:
        return Period(kind=kind, first_day=_first_day(start))
    return Period(kind=kind, first_month=_first_month(name, start))


def _first_day(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text) or not 2 <= int(text) <= 28:
        raise PhraseError(f"A month cannot begin on {text!r}; write a day from 2 to 28, like month from 21.")
    return int(text)


def _first_month(kind: str, text: str) -> int:
    months = [month.lower() for month in MONTHS]
    if text not in months[1:]:
        why = "begins in january anyway" if text == months[0] else f"cannot begin in {text!r}"
        raise PhraseError(f"A {kind.replace('_', '-')} {why}; write a month from february on, like {kind} from july.")
    return months.index(text) + 1


def parse_offset(text: str) -> Offset:
    """`5 workdays`, `1 day`, `2 open days`, `6 months`, `24 hours`."""
    found = _OFFSET.fullmatch(text)
    if not found or found[2] not in _UNITS:
        raise PhraseError(f"{text!r} is not a length of time; write it like 5 workdays, 10 days, 1 month or 24 hours.")
    if int(found[1]) > MOST_UNITS:
        raise PhraseError(f"{text!r} is too long; at most {MOST_UNITS} can be counted.")
    return Offset(count=int(found[1]), unit=_UNITS[found[2]])


def parse_reminder(text: str) -> Offset:
    """`2 workdays before`, `on the day`, `1 workday after`: counted from the due day, before is negative."""
    if text == "on the day":
        return Offset(count=0, unit=Unit.DAYS)
    length, _, side = text.rpartition(" ")
    if side not in {"before", "after"}:
        raise PhraseError(f"{text!r} is not a reminder; write 2 workdays before, on the day or 1 workday after.")
    offset = parse_offset(length)
    return offset if side == "after" else Offset(count=-offset.count, unit=offset.unit)


def parse_ahead(text: str) -> Offset | None:
    """`7 days ahead`, or `true` for any moment."""
    if text == "true":
        return None
    length, _, word = text.rpartition(" ")
    offset = parse_offset(length) if word == "ahead" else None
    if offset is None or offset.unit.is_exact or offset.unit is Unit.OPEN_DAYS:
        raise PhraseError(f"{text!r} does not say how far ahead; write it like 7 days ahead, or true.")
    return offset


def parse_number(text: str) -> Decimal:
    if not re.fullmatch(_NUMBER, text):
        raise PhraseError(f"{text!r} is not a number.")
    return Decimal(text)


def parse_total(text: str) -> tuple[Decimal, str | None]:
    """`100`, or `100 by position`: over the rows that have the same position."""
    figure, by, column = text.partition(" by ")
    return parse_number(figure), parse_name(column) if by else None


def parse_count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise PhraseError(f"{text!r} is not a whole number.")
    return int(text)


def parse_span(text: str) -> Span:
    """`5..100`, `0..`, `..10`."""
    found = _RANGE.fullmatch(text)
    if not found or not (found[1] or found[2]):
        raise PhraseError(f"{text!r} is not a range; write it like 1..8.")
    low, high = (Decimal(bound) if bound else None for bound in found.groups())
    if low is not None and high is not None and low > high:
        raise PhraseError(f"The range {text} ends before it begins.")
    return Span(low, high)


def parse_length(text: str) -> Span:
    """How long a text may be: `300`, or `20..300`."""
    if ".." not in text:
        text = f"..{parse_count(text)}"
    span = parse_span(text)
    for bound in (span.low, span.high):
        if bound is not None and (bound < 0 or bound != int(bound)):
            raise PhraseError(f"{text!r} is not a length; write the greatest number of characters, like 300.")
    return span


def parse_rows(text: str) -> Span:
    """How many rows a table has: `1..8`."""
    span = parse_span(text)
    if span.low is None or span.high is None or span.low < 0 or any(b != int(b) for b in (span.low, span.high)):
        raise PhraseError(f"{text!r} is not a number of rows; write the fewest and the most, like 1..8.")
    if span.high < 1 or span.high > 1000:
        raise PhraseError(f"{text!r} is not a number of rows; the most must lie between 1 and 1000.")
    return span


def parse_round(text: str) -> tuple[int, Rounding]:
    """`2 half_up`: places and manner."""
    places, _, manner = text.partition(" ")
    known = [rounding.value for rounding in Rounding]
    if not re.fullmatch("[0-6]", places) or manner not in known:
        raise PhraseError(
            f"{text!r} is not a rounding; write the places (0 to 6) and {' or '.join(known)}, like 2 half_up."
        )
    return int(places), Rounding(manner)


def parse_time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if not found:
        raise PhraseError(f'{text!r} is not a time of day; write it in quotes, like "09:00".')
    return time(int(found[1]), int(found[2]))


def parse_day(text: str) -> tuple[time, time]:
    """The working day: `09:00-18:00`."""
    start, _, end = text.partition("-")
    try:
        starts, ends = parse_time(start), parse_time(end)
    except PhraseError:
        raise PhraseError(f'{text!r} is not a working day; write it in quotes, like "09:00-18:00".') from None
    if starts >= ends:
        raise PhraseError(f"The working day {text} ends before it begins.")
    return starts, ends


def parse_date(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9][0-9]-[0-9][0-9]", text):
        raise PhraseError(f"{text!r} is not a date; write it like 2026-12-24.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PhraseError(f"There is no {text} in the calendar.") from None


def parse_truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise PhraseError(f"Write true or false here, not {text!r}.")
    return text == "true"


def parse_yes(text: str) -> bool:
    """`true`, where nothing else would make sense."""
    if text != "true":
        raise PhraseError(f"Only true can stand here, not {text!r}; leave the key out otherwise.")
    return True


def parse_places(text: str) -> int:
    """How many decimal places a number may have."""
    if not re.fullmatch("[0-6]", text):
        raise PhraseError(f"{text!r} is not a number of decimal places; write 0 to 6.")
    return int(text)


def parse_path(text: str) -> str:
    """Who holds a role, seen from the person appraised."""
    if not _PATH.fullmatch(text):
        raise PhraseError(
            f"{text!r} leads to nobody; write self, manager, manager.manager, head(department), heads(all), "
            "heads(attribute), people(attribute), named(state.field), group(name), peers, reports or members."
        )
    return text
