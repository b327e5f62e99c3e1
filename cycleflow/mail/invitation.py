"""The entry an invitation puts into a calendar.

An interview that is moved is the same entry with a higher SEQUENCE, so calendars move it instead of showing two. The
sequence is the number of the history's entry, which only ever grows. Times are UTC: every calendar shows them on its
owner's clock, and no table of zones need travel along.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from cycleflow.mail.address import Address

LASTS = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """`uid` is the same for every version of one appointment, `sequence` counts the versions."""

    uid: str
    sequence: int
    title: str
    place: str
    starts_at: datetime
    made_at: datetime
    organiser: Address
    guest: Address


def as_calendar(appointment: Appointment) -> str:
    """Return the iCalendar text of a request to come."""
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.made_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.starts_at + LASTS)
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("status", "CONFIRMED")
    event.add("organizer", _party(appointment.organiser))
    event.add("attendee", _guest(appointment.guest))
    calendar = Calendar()
    calendar.add("prodid", "-//cycleflow//appraisals//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode("utf-8")


def _party(address: Address) -> vCalAddress:
    party = vCalAddress(f"mailto:{address.spec}")
    party.params["CN"] = vText(address.name or address.spec)
    return party


def _guest(address: Address) -> vCalAddress:
    guest = _party(address)
    guest.params |= {"ROLE": vText("REQ-PARTICIPANT"), "PARTSTAT": vText("NEEDS-ACTION"), "RSVP": vText("TRUE")}
    return guest
