"""Write the letter a notice asks for: in the reader's language, on the reader's clock, with names instead of numbers.

A Matter is one notice with all that was looked up for it; several matters of one day make a digest. Templates get
plain words only, each on one line: no object, no score, and no name that could begin a line of its own.

The Message-ID comes from the letter's name in the outbox, so a repeat is recognisably the same mail. All mails about
one appraisal refer to one Message-ID that was never sent, which is how mail programs hang them together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from cycleflow.core.model import Json
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import Status, Workflow
from cycleflow.language import (
    either,
    known,
    local_day,
    local_moment,
    period_title,
    said,
    short_day,
    translator,
    unit_title,
)
from cycleflow.mail.address import Address, NoAddressError, address, one_line
from cycleflow.mail.invitation import Appointment, as_calendar
from cycleflow.mail.message import Letter
from cycleflow.mail.stationery import write

MOST_ITEMS = 50
"""Matters listed in one digest; of more, the rest is counted, and waits on the reader's page."""

_TAGS = {"zh": "zh-CN", "en": "en"}
_NAMED = {"asked": "asked", "heir": "to", "holder": "from", "by": "by"}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_GAPS = re.compile(r"\n{3,}")

Words = dict[str, object]
"""What a template may say, by name."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One notice, and what was looked up to say it. `names` are people's names by employee number."""

    notice: str
    facts: Mapping[str, Json] = field(default_factory=dict)
    appraisal: str | None = None
    seq: int = 0
    workflow: Workflow | None = None
    period: str = ""
    ratee: Person | None = None
    unit: str | None = None
    due_at: datetime | None = None
    link: str | None = None
    link_until: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads the letter, on which clock, and whom to ask."""

    person: Person
    zone: str
    contact: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who sends all letters, and where the pages are."""

    sender: Address
    site: str


def compose(matters: Sequence[Matter], reader: Reader, head: Letterhead, *, name: str, now: datetime) -> Letter:
    """Return the letter: of a single matter its own, of several a digest.

    Raises:
        NoAddressError, AddressError: nobody can be written to.
        LetterError: a template cannot be filled in.
    """
    first, to = matters[0], _address_of(reader.person)
    notice = first.notice if len(matters) == 1 else "digest"
    words = _words(first, reader, head, now=now) if len(matters) == 1 else _digest(matters, reader, head, now=now)
    locale = known(reader.person.locale)
    words["subject"] = one_line(write(notice, "subject.txt", locale, words))
    return Letter(
        message_id=message_id(name, head.sender),
        sender=head.sender,
        to=to,
        at=now,
        subject=str(words["subject"]),
        text=_GAPS.sub("\n\n", write(notice, "body.txt", locale, words).strip()) + "\n",
        html=write(notice, "body.html", locale, words).strip() + "\n",
        locale=_TAGS[locale],
        thread=_thread(first, head.sender) if len(matters) == 1 else None,
        invitation=_invitation(first, words, head, to=to, now=now) if notice == "invitation" else None,
    )


def message_id(name: str, sender: Address) -> str:
    """Return the Message-ID of a letter; a name that has no place in one is hashed."""
    plain = name if _PLAIN.fullmatch(name) else sha256(name.encode()).hexdigest()[:32]
    return f"<{plain}@{sender.domain}>"


def _address_of(person: Person) -> Address:
    if not person.email.strip():
        raise NoAddressError(person=one_line(person.name) or person.number)
    return address(person.email, person.name)


def _thread(matter: Matter, sender: Address) -> str | None:
    return message_id(f"appraisal.{matter.appraisal}", sender) if matter.appraisal else None


def _common(reader: Reader, head: Letterhead) -> Words:
    contact = reader.contact
    return {
        "tag": _TAGS[known(reader.person.locale)],
        "name": one_line(reader.person.name),
        "site": head.site,
        "contact": one_line(contact.name) if contact else "",
        "contact_address": one_line(contact.email) if contact else "",
    }


def _digest(matters: Sequence[Matter], reader: Reader, head: Letterhead, *, now: datetime) -> Words:
    """Return the words of a digest: each matter's subject stands for it, the most urgent first."""
    shown = sorted(matters, key=lambda matter: matter.due_at or now)[:MOST_ITEMS]
    items = [_words(matter, reader, head, now=now) for matter in shown]
    for matter, item in zip(shown, items, strict=True):
        item["headline"] = one_line(write(matter.notice, "subject.txt", known(reader.person.locale), item))
    silent: Words = {"cycle": "", "reason": "", "due": "", "is_late": False, "link": "", "until": "", "button": ""}
    counts: Words = {"total": len(matters), "more": len(matters) - len(shown)}
    return {**_common(reader, head), **silent, **counts, "items": items, "preview": items[0]["headline"]}


def _words(matter: Matter, reader: Reader, head: Letterhead, *, now: datetime) -> Words:
    """Return what a template may say of one matter."""
    locale = known(reader.person.locale)
    due_at = matter.due_at or _instant(matter.facts.get("late_since"))
    return {
        **_common(reader, head),
        **_titles(matter, reader, locale),
        **_people(matter),
        **_door(matter, reader, locale),
        **_appointment(matter, reader, locale),
        **{name: value for name, value in matter.facts.items() if isinstance(value, int)},
        "due": local_moment(due_at, reader.zone, locale) if due_at else "",
        "day": short_day(due_at, reader.zone, locale) if due_at else "",
        "is_late": due_at is not None and due_at < now,
        "reason": either(_text(matter, "reason"), locale),
        "why": _text(matter, "why"),
    }


def _titles(matter: Matter, reader: Reader, locale: str) -> Words:
    """Return what the matter is called: `what` and `whole` head a subject, `matter` stands inside a sentence."""
    _ = translator(locale)
    state = _state_title(matter, locale)
    ratee = _ratee_title(matter, locale)
    cycle = _cycle_title(matter, locale)
    names = {"state": state, "cycle": cycle, "ratee": ratee}
    is_own = matter.ratee is None or (matter.unit is None and matter.ratee.number == reader.person.number)
    is_known = is_own or (matter.unit is None and matter.facts.get("asked") == (matter.ratee and matter.ratee.number))
    titles = {
        "what": (state if is_known else _("%(state)s of %(ratee)s") % names) or cycle,
        "whole": cycle if is_own else _("%(cycle)s of %(ratee)s") % names,
        "matter": _("the %(cycle)s of %(ratee)s") % names,
    }
    if is_known:
        titles["matter"] = (_("your %(cycle)s") if is_own else _("the %(cycle)s")) % names
    return {**names, **titles, "is_own": is_own, "preview": cycle}


def _ratee_title(matter: Matter, locale: str) -> str:
    if matter.ratee is None or matter.workflow is None:
        return ""
    return one_line(unit_title(matter.workflow.appraises, matter.unit, matter.ratee.name, locale))


def _state_title(matter: Matter, locale: str) -> str:
    name = _text(matter, "state")
    state = matter.workflow.stages.get(name) if matter.workflow else None
    return one_line(said(state.title, locale)) if state else name


def _cycle_title(matter: Matter, locale: str) -> str:
    if matter.workflow is None:
        return ""
    _ = translator(locale)
    title, period = one_line(said(matter.workflow.title, locale)), period_title(matter.period, locale)
    if matter.workflow.status is Status.TRIAL:
        title = _("%(title)s, on trial") % {"title": title}
    return _("%(title)s (%(period)s)") % {"title": title, "period": period}


def _people(matter: Matter) -> Words:
    """Return the names of those the facts mention by number."""
    return {role: one_line(matter.names.get(_text(matter, fact), "")) for role, fact in _NAMED.items()}


def _door(matter: Matter, reader: Reader, locale: str) -> Words:
    """Return the link, what its button says, and how long it works."""
    _ = translator(locale)
    if matter.notice == "sign_in":
        button, until = _("Sign in"), _("It works once, for half an hour.")
    else:
        button, until = _("Open the task"), ""
    if matter.link_until:
        last = matter.link_until.astimezone(ZoneInfo(reader.zone)).date()
        until = _("It works until %(day)s.") % {"day": local_day(last, locale)}
    return {"link": matter.link or "", "button": button, "until": until}


def _appointment(matter: Matter, reader: Reader, locale: str) -> Words:
    """Return when and where, if the matter has a time of its own."""
    starts_at = _starts_at(matter)
    return {
        "starts_at": starts_at,
        "held_at": local_moment(starts_at, reader.zone, locale) if starts_at else "",
        "held_on": short_day(starts_at, reader.zone, locale) if starts_at else "",
        "place": _text(matter, "place"),
    }


def _starts_at(matter: Matter) -> datetime | None:
    """Return the moment of the sheet the state opens by: the time an interview is held at."""
    state = matter.workflow.stages.get(_text(matter, "state")) if matter.workflow else None
    field_name = state.opens.anchor.partition(".")[2] if state and state.opens else ""
    return _instant(matter.facts.get(field_name))


def _invitation(matter: Matter, words: Words, head: Letterhead, *, to: Address, now: datetime) -> str | None:
    starts_at = words["starts_at"]
    if not isinstance(starts_at, datetime):
        return None
    uid = message_id(f"interview.{matter.appraisal}.{_text(matter, 'state')}", head.sender).strip("<>")
    return as_calendar(
        Appointment(
            uid=uid,
            sequence=matter.seq,
            title=str(words["subject"]),
            place=str(words["place"]),
            starts_at=starts_at,
            made_at=now,
            organiser=head.sender,
            guest=to,
        )
    )


def _text(matter: Matter, name: str) -> str:
    value = matter.facts.get(name)
    return one_line(value) if isinstance(value, str) else ""


def _instant(value: Json) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
