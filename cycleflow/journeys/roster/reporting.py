"""What only shows when people are seen together: who reports to whom, and who is there twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cycleflow.core.organisation import Person
from cycleflow.journeys.roster.complaint import Complaint
from cycleflow.journeys.roster.roster import Roster

People = Mapping[str, Person]


def check_company(roster: Roster, known: People, company: People) -> list[Complaint]:
    """Return what is wrong with the company as it would be after the file: `known` people and those of the file."""
    return [
        *_missing_managers(roster, company),
        *_circles(roster, company),
        *_taken_addresses(roster, company),
        *_spoilt_numbers(roster, known),
    ]


def number_twins(roster: Roster) -> list[Complaint]:
    """Return a warning for each number of the file that differs from another only by leading zeros or by case."""
    twins = _by_core(roster.people)
    return [
        _complaint(roster, number, "number", "It differs from {other} only by zeros or capitals.", other=others[0])
        for others in twins.values()
        for number in others[1:]
    ]


def _missing_managers(roster: Roster, company: People) -> Iterator[Complaint]:
    cores = _by_core(company)
    for number, person in roster.people.items():
        manager = person.manager
        if manager is None or manager in company or manager in roster.stray:
            continue
        likely = cores.get(_core(manager))
        words = "There is no employee {manager}; is {likely} meant?" if likely else "There is no employee {manager}."
        facts = {"manager": manager, "likely": likely[0]} if likely else {"manager": manager}
        yield _complaint(roster, number, "manager", words, **facts)


def _circles(roster: Roster, company: People) -> Iterator[Complaint]:
    """Yield each reporting line that comes back to where it began, once and in full."""
    seen: set[str] = set()
    for start in roster.people:
        path: dict[str, None] = {}
        at = start
        while at in company and at not in seen and at not in path:
            path[at] = None
            at = company[at].manager or ""
        if at in path:
            yield _circle(roster, company, list(path)[list(path).index(at) :])
        seen.update(path)


def _circle(roster: Roster, company: People, members: Sequence[str]) -> Complaint:
    if len(members) == 1:
        return _complaint(roster, members[0], "manager", "Nobody is his own manager; name another, or nobody.")
    inside = sorted((number for number in members if number in roster.lines), key=roster.lines.__getitem__)
    at = members.index(inside[0])
    line = " → ".join(f"{number} {company[number].name}" for number in (*members[at:], *members[:at], members[at]))
    return _complaint(roster, inside[0], "manager", "The reporting line goes in a circle: {line}.", line=line)


def _taken_addresses(roster: Roster, company: People) -> Iterator[Complaint]:
    """An address of somebody the file does not mention, and who therefore keeps it."""
    kept = {
        person.email.casefold(): number
        for number, person in company.items()
        if person.email and number not in roster.people
    }
    for number in roster.people:
        other = kept.get(company[number].email.casefold())
        if other:
            words = "{email} belongs to {other} {name}, who is not in the file."
            facts = {"email": company[number].email, "other": other, "name": company[other].name}
            yield _complaint(roster, number, "email", words, **facts)


def _spoilt_numbers(roster: Roster, known: People) -> Iterator[Complaint]:
    """A new number that is a known one without its zeros is no new colleague, but a spreadsheet's doing."""
    cores = _by_core({number: person for number, person in known.items() if number not in roster.people})
    for number in roster.people.keys() - known.keys() if cores else ():
        meant = cores.get(_core(number))
        if meant:
            words = "It differs from {meant} {name}, who is known already, only by zeros or capitals; write {meant}."
            yield _complaint(roster, number, "number", words, meant=meant[0], name=known[meant[0]].name)


def _by_core(people: People) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number in people:
        found.setdefault(_core(number), []).append(number)
    return found


def _core(number: str) -> str:
    return number.casefold().lstrip("0")


def _complaint(roster: Roster, number: str, column: str, words: str, **facts: object) -> Complaint:
    return Complaint(file=roster.file, line=roster.lines[number], column=column, words=words, facts=facts)
