"""One cell to one value: what people write for a day, a language, a status, and what nobody may write at all.

Each function takes the cell's text and returns the value; it raises a `CellError` whose sentence says what to write
instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import ClassVar
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from cycleflow.errors import InputError

RESERVED = frozenset({"clock", "system"})
"""Names histories use for those who act and are nobody."""

_LONGEST: Mapping[str, int] = {"number": 64, "manager": 64, "name": 120, "email": 254}
_LONGEST_OTHER = 1000
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd\ud800-\udfff]")
"""Control characters (a line break would forge a mail header), marks that reverse text, and damaged characters."""

_NUMBER = re.compile(r"\w[\w.\-]*")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_MIDNIGHT = r"(?:[ T]0?0:00(?::00)?)?"
_DAY = re.compile(
    rf"(\d{{4}})(?:-(\d{{1,2}})-|/(\d{{1,2}})/|\.(\d{{1,2}})\.)(\d{{1,2}}){_MIDNIGHT}"
    r"|(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})(\d\d)(\d\d)"
)
_ROLE = re.compile(r"\w[\w\-]*")
_INTERNAL = re.compile(r"\.(?:local|localhost|test|invalid)$|@localhost$", re.IGNORECASE)
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+\-]+(?:\.[A-Za-z0-9_+\-]+)*")

_LOCALES = {
    "zh": ("zh", "chinese", "mandarin", "中文", "汉语", "简体中文", "中"),
    "en": ("en", "english", "英文", "英语", "英"),
}
_STATUSES = {
    "active": ("active", "employed", "regular", "在职", "正式", "在岗", "正常", "正式员工", "已转正"),
    "probation": ("probation", "试用", "试用期", "实习", "见习"),
    "leave": ("leave", "on leave", "休假", "停薪留职", "产假", "长假", "病假"),
    "left": ("left", "terminated", "resigned", "离职", "已离职", "退休", "retired", "解聘"),
}
_ROLES = {
    "hr": ("hr", "人事", "人力资源", "人资", "hrbp"),
    "panel": ("panel", "评审", "评审委员", "校准", "校准委员", "绩效委员会", "考核委员会"),
    "auditor": ("auditor", "审计", "审计员", "内审"),
}
_LOCALE_OF = {word: locale for locale, words in _LOCALES.items() for word in words}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}
STATUSES, ROLES = tuple(_STATUSES), tuple(_ROLES)


class CellError(InputError):
    """A cell cannot be taken as it is written."""

    words: ClassVar[str] = "{why}"


class EmptyError(CellError):
    words = "This cell may not be empty."


class TooLongError(CellError):
    words = "The cell is {length} characters long; at most {longest} are possible."


class ForbiddenCharacterError(CellError):
    words = "The cell holds a character that is no text ({character}); delete it."


class NumberError(CellError):
    words = "{text} is no employee number; use letters, digits, - and _, and not the words clock and system."


class SpoiltNumberError(CellError):
    words = "A spreadsheet has turned this number into {text}; format the column as text and enter it again."


class DayError(CellError):
    words = "{text} is no day; write it like 2026-11-03."


class UnknownLocaleError(CellError):
    words = "{text} is no language cycleflow speaks; write zh or en."


class UnknownZoneError(CellError):
    words = "{text} is no time zone; write for example Asia/Shanghai."


class AddressError(CellError):
    words = "{text} is no mail address. {reason}"


class RoleError(CellError):
    words = "{text} is no role; write for example hr, panel or auditor, with semicolons between them."


def check_text(column: str, text: str) -> None:
    """Refuse what no cell may hold."""
    found = FORBIDDEN.search(text)
    if found:
        raise ForbiddenCharacterError(character=f"U+{ord(found[0]):04X}")
    longest = _LONGEST.get(column, _LONGEST_OTHER)
    if len(text) > longest:
        raise TooLongError(length=len(text), longest=longest)


def number(text: str) -> str:
    """Return an employee number; fullwidth digits become ordinary ones, leading zeros stay."""
    plain = unicodedata.normalize("NFKC", text)
    if _SCIENTIFIC.fullmatch(plain) and "+" in plain:
        raise SpoiltNumberError(text=text)
    if not _NUMBER.fullmatch(plain) or plain.casefold() in RESERVED:
        raise NumberError(text=text)
    return plain


def day(text: str) -> date | None:
    """Return a day written year first; others are ambiguous (is 03/04 March or April?) and are refused."""
    if not text:
        return None
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        year, month, of_month = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        written = date(year, month, of_month)
    except ValueError as error:
        raise DayError(text=text) from error
    if not 1900 <= written.year <= 2100:
        raise DayError(text=text)
    return written


def locale(text: str) -> str:
    plain = text.casefold()
    found = _LOCALE_OF.get(plain) or _LOCALE_OF.get(re.split(r"[-_]", plain)[0])
    if not found:
        raise UnknownLocaleError(text=text)
    return found


def zone(text: str) -> str | None:
    if not text:
        return None
    found = _zones().get(text.casefold().replace(" ", "_"))
    if not found:
        raise UnknownZoneError(text=text)
    return found


@cache
def _zones() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones() - {"localtime", "Factory"}}


def status(text: str) -> str:
    """Return one of our words for a status where the firm's own is known, else the firm's own."""
    return _STATUS_OF.get(text.casefold(), text)


def roles(text: str) -> frozenset[str]:
    names = [name for name in re.split(r"[;,|/、，；\s]+", text.casefold()) if name]
    for name in names:
        if not _ROLE.fullmatch(name):
            raise RoleError(text=name)
    return frozenset(_ROLE_OF.get(name, name) for name in names)


def email(text: str) -> str:
    """Return a mail address, its domain in lower case; nobody is asked whether the domain exists."""
    if not text:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    local, _, domain = plain.rpartition("@")
    try:
        if _PLAIN_LOCAL.fullmatch(local) and len(local) <= 64:
            return f"{local}@{_domain(domain)}"
        return _address(plain)
    except EmailNotValidError as error:
        raise AddressError(text=text, reason=str(error)) from error


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    """Return a domain in its normal form.

    **Why** apart: a firm has few domains, and the full check of 100,000 addresses would take as long as all the rest.
    """
    return _address(f"x@{domain}").removeprefix("x@")


def _address(address: str) -> str:
    """Check an address in full; names such as corp.local, of use inside a firm only, are taken for what they are."""
    beyond = ".example.com" if _INTERNAL.search(address) else ""
    found = validate_email(address + beyond, check_deliverability=False, allow_smtputf8=False, strict=True)
    return (found.ascii_email or found.normalized).removesuffix(beyond)
