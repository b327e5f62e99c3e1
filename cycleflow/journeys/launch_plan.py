"""What a launch does, said before it is done: as a value, as JSON, and as the sentences of a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from cycleflow.core.cycle import Cycle
from cycleflow.core.history import stamp
from cycleflow.core.model import Json
from cycleflow.core.organisation import Person
from cycleflow.core.ratee import Ratee
from cycleflow.core.workflow import FieldKind, Status
from cycleflow.errors import InputError, RefusedError
from cycleflow.journeys.awaiting import Awaited
from cycleflow.journeys.gaps import Gap
from cycleflow.journeys.outlook import Deadline, MailDay, Moment
from cycleflow.journeys.quorum import Lacking, committee_words
from cycleflow.journeys.survey import Excluded, Misread, Ruled

_KINDS = {
    FieldKind.NUMBER: "a number such as 20 or 3.5",
    FieldKind.DATE: "a day such as 2026-11-03",
    FieldKind.TICK: "yes or no",
}
_NAMED = 10
"""So many people are named in a sentence; the JSON names all."""


class BlockedError(RefusedError):
    words = "{cycle} cannot be launched:\n{problems}\nPut this right, or set these people aside (--without, --reason)."


class NobodyError(InputError):
    words = "Nobody would be appraised in {cycle}: of {count} in question the rules leave none."


@dataclass(frozen=True, kw_only=True)
class LaunchPlan:
    """Who is in, who is out, what is missing, and what follows.

    `ruled` are in, but count as a grade or for a share.
    `misread` have columns that do not hold what the regulation says they hold. `unprovided` are those for whom a table
    that is handed out, named with what it is asked for, has too few rows. `lacking` are committees not made up as they
    should be, `unheard` anonymous raters too few to be told, `strays` names in a column that lead to nobody, `awaited`
    indicators from cycles that are not launched. `unasked` are asked at launch and have no mail address, `addressless`
    will be asked later and have none. `unofficial_from` is the first day, of those the deadlines reach, whose holidays
    are not official yet. `digest` stands for who is in, with whom, and by when.
    """

    cycle: Cycle
    status: Status
    included: tuple[Ratee, ...]
    excluded: tuple[Excluded, ...]
    ruled: tuple[Ruled, ...]
    misread: tuple[Misread, ...]
    unprovided: Mapping[tuple[str, str], tuple[str, ...]]
    lacking: Mapping[Lacking, tuple[str, ...]]
    unheard: Mapping[tuple[str, int], tuple[str, ...]]
    strays: Mapping[tuple[str, str], tuple[str, ...]]
    awaited: tuple[Awaited, ...]
    gaps: tuple[Gap, ...]
    unasked: tuple[Person, ...]
    addressless: tuple[Person, ...]
    deadlines: tuple[Deadline, ...]
    mails: tuple[MailDay, ...]
    unofficial_from: date | None
    digest: str

    @property
    def problems(self) -> tuple[str, ...]:
        """Return why it cannot be launched so, each in a sentence."""
        stuck = (
            f"In {_and(gap.states)} nobody can be asked for {_names(gap.people)}: "
            f"{_and(gap.roles)} and all escalations lead to nobody."
            for gap in self.gaps
            if gap.blocks
        )
        numbers = tuple(person.number for person in self.unasked)
        unreachable = [f"Asked at once, but without a mail address: {_names(numbers)}."] if numbers else []
        bare = (
            f"Too few rows can be handed out in {table} for {level!r}: {_names(people)}."
            for (table, level), people in self.unprovided.items()
        )
        made_up = (
            f"{committee_words(one)}{f': {_names(people)}' if people else ''}." for one, people in self.lacking.items()
        )
        return (*self._misread_words(), *bare, *made_up, *stuck, *unreachable)

    def _misread_words(self) -> Iterator[str]:
        found: dict[str, list[str]] = {}
        for one in self.misread:
            for field in one.attributes:
                expected = f"The column {field.name!r} must hold {_KINDS[field.kind]}"
                found.setdefault(expected, []).append(f"{one.column(field)!r} of {one.ratee.person.number}")
        yield from (f"{expected}, but holds {_names(tuple(values))}." for expected, values in found.items())

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what HR should know, each in a sentence."""
        found = [_gap_words(gap) for gap in self.gaps if not gap.blocks]
        for (role, least), people in self.unheard.items():
            found.append(f"Fewer than {least} are {role}, so what they say will not be shown: {_names(people)}.")
        for (role, name), people in self.strays.items():
            found.append(f"{name!r}, named as {role}, leads to nobody at work: {_names(people)}.")
        found += map(_awaited_words, self.awaited)
        if self.addressless:
            found.append(f"Asked later, but without a mail address: {_names(_numbers(self.addressless))}.")
        if self.status is Status.TRIAL:
            found.append("The regulation is on trial; say so to everybody who is appraised under it.")
        if self.unofficial_from:
            found.append(f"Holidays from {self.unofficial_from} on are not official yet; deadlines there may be wrong.")
        return tuple(found)

    def check(self) -> None:
        """Refuse a launch that would leave somebody stuck, or be none.

        Raises:
            BlockedError, NobodyError: it would.
        """
        if self.problems:
            raise BlockedError(cycle=self.cycle.id, problems="\n".join(self.problems))
        if not self.included:
            raise NobodyError(cycle=self.cycle.id, count=len(self.excluded))


def to_json(plan: LaunchPlan) -> dict[str, Json]:
    """Return the plan as it is printed, and kept with the cycle."""
    cycle = plan.cycle
    return {
        "cycle": cycle.id,
        "workflow": cycle.workflow,
        "status": plan.status.value,
        "fingerprint": cycle.fingerprint,
        "period": cycle.period,
        "starts_on": cycle.starts_on.isoformat(),
        "ends_on": cycle.ends_on.isoformat(),
        "launched_at": stamp(cycle.launched_at),
        "launched_by": cycle.launched_by,
        "digest": plan.digest,
        "included": [one.key for one in plan.included],
        "excluded": [_excluded_json(one) for one in plan.excluded],
        "ruled": [_ruled_json(one) for one in plan.ruled],
        "problems": list(plan.problems),
        "warnings": list(plan.warnings),
        "deadlines": [_deadline_json(one) for one in plan.deadlines],
        "mails": [{"on": day.on.isoformat(), **day.kinds} for day in plan.mails],
    }


def _excluded_json(one: Excluded) -> dict[str, Json]:
    return {**_name_json(one.ratee), "then": one.then.value, "rule": one.rule, "reason": dict(one.reason)}


def _ruled_json(one: Ruled) -> dict[str, Json]:
    share: dict[str, Json] = {} if one.verdict.share is None else {"share": str(one.verdict.share)}
    return {**_name_json(one.ratee), "then": one.verdict.said, "reason": dict(one.verdict.reason), **share}


def _name_json(ratee: Ratee) -> dict[str, Json]:
    return {"number": ratee.person.number} if ratee.unit is None else {"unit": ratee.unit}


def _deadline_json(one: Deadline) -> dict[str, Json]:
    return {
        "state": one.state,
        "title": dict(one.title),
        "asks": list(one.roles),
        "opens": _moment_json(one.opens),
        "due": _moment_json(one.due),
        "silent": _moment_json(one.silent),
    }


def _moment_json(moment: Moment | None) -> dict[str, Json] | None:
    return {"rule": moment.rule, "on": moment.on.isoformat() if moment.on else None} if moment else None


def _gap_words(gap: Gap) -> str:
    states, people = _and(gap.states), _names(gap.people)
    if gap.barred:
        return f"Should it come to {states}, nobody may decide for {people}: all took part before."
    return f"In {states} nobody is {_and(gap.roles)} for {people}; {_and(gap.instead)} is asked instead."


def _awaited_words(one: Awaited) -> str:
    follows = "scores wait for it" if one.holds_up else "where it is lacking, its default counts or it is left out"
    return f"{one.indicator!r} comes from {_and(one.cycles)}; {follows}."


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _numbers(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.number for person in people)


def _names(numbers: tuple[str, ...]) -> str:
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return ", ".join(numbers[:_NAMED]) + more
