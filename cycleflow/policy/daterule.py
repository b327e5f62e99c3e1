"""Rules of date as a regulation writes them: `cycle.end + 5 workdays`, `11th of next month, next workday at 18:00`.

rule     a point, perhaps a length after or before it, perhaps where a day not worked moves, perhaps a time
point    an anchor · `12th last workday of December` · `20th workday from 21 June` · `14 February next year`
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from cycleflow.core.calendar import Unit
from cycleflow.core.daterule import AT_ONCE, END, START, DateRule, Pick, Weekday
from cycleflow.core.period import MONTHS
from cycleflow.core.workflow import Due
from cycleflow.policy.complaint import nearest
from cycleflow.policy.phrase import MOST_UNITS, PhraseError, parse_offset, parse_time

OF_RULES = "write it like cycle.end + 5 workdays, 11th of next month or 14 February at 17:30."

_RULE = re.compile(r"(?P<counted>.*?)(?:, *(?P<slide>next|previous) workday)?(?: at (?P<at>\S+))?", re.DOTALL)
_COUNTED = re.compile(r"(?P<point>[^+-]*?)(?: *(?P<sign>[+-]) *(?P<length>.+))?", re.DOTALL)
_ANCHOR = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_DAY = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]+)(?P<next> next year)?")
_MONTH = re.compile(r"(?P<month>[A-Za-z]+)(?P<next> next year)?")
_ORDINAL = re.compile(
    r"(?:(?P<count>[0-9]{1,4})(?P<ending>st|nd|rd|th)(?P<back> last)?|last)(?: (?P<among>[A-Za-z]+(?: day)?))?"
    r" (?P<how>of|from) (?P<where>.+)"
)
_SLIDES: Mapping[str | None, Literal["next", "previous"] | None] = {"next": "next", "previous": "previous", None: None}
_RELATIVE = {"this month": 0, "next month": 1}
_AMONG: Mapping[str, Unit | Weekday] = {
    "day": Unit.DAYS,
    "workday": Unit.WORKDAYS,
    "open day": Unit.OPEN_DAYS,
    **{weekday.name.lower(): weekday for weekday in Weekday},
}
_MOST = {Unit.DAYS: 31, Unit.OPEN_DAYS: 31, Unit.WORKDAYS: 23}
_MOST_OF_A_WEEKDAY = 4


def parse_rule(text: str) -> DateRule:
    """`cycle.end`, `opened + 24 hours`, `12th last workday of December`, `14 February at 17:30`."""
    found = _RULE.fullmatch(text)
    assert found, "it takes any text"
    if "," in found["counted"]:
        raise PhraseError(
            f"After the comma of {text!r} comes next workday or previous workday; when something is due also the least "
            "time there must be, like at least 3 workdays."
        )
    rule = _parse_counted(found["counted"])
    if rule.offset.unit.is_exact and (found["slide"] or found["at"]):
        raise PhraseError(f"{text!r} counts from an instant, so it has its day and time already.")
    at = parse_time(found["at"]) if found["at"] else None
    return replace(rule, slide=_SLIDES[found["slide"]], at=at)


def parse_due(text: str) -> Due:
    """`cycle.end + 3 workdays, at least 3 workdays`."""
    rule, _, least = text.partition(", at least ")
    return Due(rule=parse_rule(rule), at_least=parse_offset(least.strip()) if least else None)


def _parse_counted(text: str) -> DateRule:
    found = _COUNTED.fullmatch(text)
    if not found:
        raise _no_rule(text)
    rule = _parse_point(found["point"])
    if not found["sign"]:
        return rule
    offset = parse_offset(found["length"])
    if offset.unit.is_exact and rule.anchor in (START, END):
        raise PhraseError(f"{found['point']!r} is a day; {offset.unit} are counted from an instant, such as opened.")
    return replace(rule, offset=replace(offset, count=-offset.count) if found["sign"] == "-" else offset)


def _parse_point(text: str) -> DateRule:
    if _ANCHOR.fullmatch(text):
        return DateRule(anchor=text, offset=AT_ONCE)
    ordinal, day = _ORDINAL.fullmatch(text), _DAY.fullmatch(text)
    if ordinal:
        return DateRule(anchor=END, pick=_parse_ordinal(ordinal))
    if day:
        return DateRule(anchor=END, pick=_parse_day(day, text))
    raise _no_rule(text)


def _parse_ordinal(found: re.Match[str]) -> Pick:
    back = found["count"] is None or bool(found["back"])
    among = _AMONG.get((found["among"] or ("" if back else "day")).lower())
    if among is None:
        kinds = "day, workday, open day or a day of the week"
        raise PhraseError(f"{found[0]!r} does not say what is counted: {kinds}, like 12th last workday of December.")
    count = int(found["count"] or 1)
    if found["ending"] and f"{count}{found['ending']}" != ordinal(count):
        raise PhraseError(f"Write {ordinal(count)}, not {count}{found['ending']}.")
    if found["how"] == "from":
        return _parse_from(found, count, among, back=back)
    _check_count(found, count, among)
    return replace(_parse_month(found["where"]), count=-count if back else count, among=among)


def _parse_month(text: str) -> Pick:
    if text in _RELATIVE:
        return Pick(count=1, ahead=_RELATIVE[text])
    found = _MONTH.fullmatch(text)
    if not found:
        raise PhraseError(f"{text!r} is not a month; write this month, next month, December or January next year.")
    return Pick(count=1, month=_month(found["month"]), ahead=1 if found["next"] else 0)


def _parse_from(found: re.Match[str], count: int, among: Unit | Weekday, *, back: bool) -> Pick:
    day = _DAY.fullmatch(found["where"])
    if back or not day:
        raise PhraseError(f"{found[0]!r} does not say where to begin; write it like 20th workday from 21 June.")
    if not 1 <= count <= MOST_UNITS:
        raise PhraseError(f"{found[0]!r} is too far; at most {MOST_UNITS} can be counted.")
    start = _parse_day(day, found["where"])
    return replace(start, count=count, among=among, since=start.count)


def _parse_day(found: re.Match[str], text: str) -> Pick:
    month, day = _month(found["month"], text), int(found["day"])
    if not 1 <= day <= monthrange(2024, month)[1]:
        raise PhraseError(f"There is no {day} {MONTHS[month - 1]} in the calendar.")
    return Pick(count=day, month=month, ahead=1 if found["next"] else 0)


def _month(name: str, text: str = "") -> int:
    if name.capitalize() in MONTHS:
        return MONTHS.index(name.capitalize()) + 1
    near = nearest(name.capitalize(), MONTHS)
    if text and not near:
        raise _no_rule(text)
    raise PhraseError(f"There is no month {name!r}" + (f"; did you mean {near!r}?" if near else "."))


def ordinal(count: int) -> str:
    """Return 1st, 2nd, 3rd and so on."""
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def _check_count(found: re.Match[str], count: int, among: Unit | Weekday) -> None:
    most = _MOST_OF_A_WEEKDAY if isinstance(among, Weekday) else _MOST[among]
    if not 1 <= count <= most:
        name = found["among"] or "day"
        raise PhraseError(f"Not every month has {count} of them; the {name} is 1st to {ordinal(most)}, or last.")


def _no_rule(text: str) -> PhraseError:
    return PhraseError(f"{text!r} is not a rule of date; {OF_RULES}")
