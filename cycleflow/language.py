"""Say it in the reader's language: sentences, days and moments.

The sources speak English; templates/locale/ has one catalogue a language, an ordinary gettext .po file that any
translator's tool can edit. It is compiled in memory when first asked for.

**Why** no .mo files: a build step that can be forgotten would leave yesterday's words on today's pages. Templates say
`_("Dear %(name)s", name=…)` (Jinja's i18n extension), errors keep their `{places}`; both kinds are in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_name
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cycleflow import shipped
from cycleflow.errors import Phrase
from cycleflow.notation import as_people_write

SOURCE = "en"
LOCALES = ("zh", SOURCE)

_DAY = {"zh": "y年M月d日EEEE", "en": "EEEE, d MMMM y"}
_MOMENT = {"zh": "y年M月d日EEEE HH:mm", "en": "EEEE, d MMMM y, HH:mm"}
_SHORT_DAY = {"zh": "M月d日EEE", "en": "EEE d MMM"}
_MONTH = {"zh": "y年M月", "en": "MMMM y"}
_YEAR = {"zh": "{year}年", "en": "{year}"}
_PARTS = {
    "zh": {
        "Q1": "{year}年第一季度",
        "Q2": "{year}年第二季度",
        "Q3": "{year}年第三季度",
        "Q4": "{year}年第四季度",
        "H1": "{year}年上半年",
        "H2": "{year}年下半年",
    },
    "en": {"H1": "first half of {year}", "H2": "second half of {year}"},
}
_PERIOD = re.compile(r"(?P<year>\d{4})(-(?P<part>Q[1-4]|H[12]|(?P<month>0[1-9]|1[0-2])))?")
_HAN = re.compile("[\u4e00-\u9fff]")
_LISTED = {"zh": "，", "en": ", "}
_BRACKETS = {"zh": "{moment}（{zone}）", "en": "{moment} ({zone})"}


@runtime_checkable
class Sentence(Protocol):
    """An error, a problem of a sheet, a step of a score: English words with places, and what belongs there."""

    @property
    def words(self) -> str: ...

    @property
    def facts(self) -> Mapping[str, object]: ...


@runtime_checkable
class Titled(Protocol):
    """A word of a regulation: its name, and how people call it."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Mapping[str, str]: ...


@runtime_checkable
class Expressed(Protocol):
    """An expression of a regulation, with what people call its names and the levels it has in quotes."""

    @property
    def text(self) -> str: ...

    @property
    def terms(self) -> Mapping[str, Mapping[str, str]]: ...

    @property
    def levels(self) -> Mapping[str, Mapping[str, str]]: ...


def known(locale: str) -> str:
    """Return the locale if it is one of ours, else the sources' language."""
    return locale if locale in LOCALES else SOURCE


@cache
def catalogue(locale: str) -> NullTranslations:
    """Return the catalogue of a locale, as Jinja's i18n extension takes it; the sources' language needs none."""
    path = shipped.templates() / "locale" / f"{known(locale)}.po"
    if not path.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translator(locale: str) -> Callable[[str], str]:
    """Return the function that turns an English sentence into the locale's."""
    return catalogue(locale).gettext


def translate(said: Sentence, locale: str) -> str:
    """Return what a sentence says, in the locale; so are its facts, and a regulation's own words among them."""
    return translator(locale)(said.words).format(**{name: tell(fact, locale) for name, fact in said.facts.items()})


def tell(fact: object, locale: str) -> str:
    """Return a fact of a sentence in the locale; a figure with at most six places."""
    match fact:
        case Phrase():
            return said(fact, locale)
        case Sentence():
            return translate(fact, locale)
        case Expressed():
            return _tell_expression(fact, locale)
        case Titled():
            return said(fact.title, locale) or fact.name
        case tuple():
            return _LISTED[known(locale)].join(tell(one, locale) for one in fact)
        case bool():
            return translator(locale)("yes") if fact else translator(locale)("no")
        case Decimal():
            return f"{round(fact, 6).normalize():f}" if fact else "0"
        case None:
            return "–"
        case _:
            return str(fact)


def _tell_expression(fact: Expressed, locale: str) -> str:
    _ = translator(locale)
    words = {"and": _("and"), "or": _("or"), "not": _("not"), "in": _("one of"), "true": _("yes"), "false": _("no")}

    def called(name: str) -> str:
        return said(fact.terms.get(name, {}), locale) or words.get(name, name)

    def level(text: str) -> str:
        return said(fact.levels.get(text, {}), locale) or text

    return as_people_write(fact.text, called=called, level=level)


def local_day(day: date, locale: str) -> str:
    """Return "Tuesday, 3 November 2026" as the locale writes it."""
    return format_date(day, _DAY[known(locale)], locale=known(locale))


def local_moment(at: datetime, zone: str, locale: str) -> str:
    """Return the day, the weekday, the time on the wall of the zone, and the zone's name."""
    locale = known(locale)
    local = at.astimezone(ZoneInfo(zone))
    moment = format_datetime(local, _MOMENT[locale], locale=locale)
    return _BRACKETS[locale].format(moment=moment, zone=get_timezone_name(local, "long", locale=locale))


def short_day(at: datetime, zone: str, locale: str) -> str:
    """Return "Tue 3 Nov" on the wall calendar of the zone, as a subject line has room for."""
    return format_date(at.astimezone(ZoneInfo(zone)), _SHORT_DAY[known(locale)], locale=known(locale))


def period_title(period: str, locale: str) -> str:
    """Return "Q4 2026" for `2026-Q4`, and likewise months, half-years and years; anything else as it is."""
    locale, found = known(locale), _PERIOD.fullmatch(period)
    if not found:
        return period
    year, part, month = found["year"], found["part"], found["month"]
    if month:
        return format_date(date(int(year), int(month), 1), _MONTH[locale], locale=locale)
    return _PARTS[locale].get(part, f"{part} {{year}}" if part else _YEAR[locale]).format(year=year)


def unit_title(appraised: str, unit: str | None, name: str, locale: str) -> str:
    """Return what an appraisal is about: a person by `name`, a team by its manager's, a department by its own."""
    _ = translator(locale)
    match None if unit is None else appraised:
        case None:
            return name
        case "team":
            return _("the team of %(name)s") % {"name": name}
        case "company":
            return _("the company")
        case _:
            return str(unit)


def said(words: Mapping[str, str], locale: str) -> str:
    """Return the words in the locale, or in whichever language there is."""
    return words.get(known(locale)) or words.get(SOURCE) or next(iter(words.values()), "")


def either(text: str, locale: str) -> str:
    """Return the reader's half of a text in both languages, `中文 | English`; any other text as it is."""
    halves = text.split(" | ")
    if [bool(_HAN.search(half)) for half in halves] != [True, False]:
        return text
    return halves[0] if known(locale) == "zh" else halves[1]
