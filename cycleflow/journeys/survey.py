"""Going through a company person by person: who is in, who is out and why, and what each appraisal's launch decides.

Preview and launch both go through here, so what is launched is what was shown. Decisions are made in chunks and
handed on, so a launch of a hundred thousand holds a few thousand at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cycleflow.core.casting import cast_of
from cycleflow.core.cycle import Cycle
from cycleflow.core.eligibility import judge
from cycleflow.core.engine import decide
from cycleflow.core.facts import Facts, facts_of, kept, misread
from cycleflow.core.fed import feeds_of
from cycleflow.core.handing import lacking
from cycleflow.core.launching import launch_action, planned
from cycleflow.core.model import Action, Appraisal, Channel, Decision
from cycleflow.core.organisation import Organisation
from cycleflow.core.ratee import Ratee, ratees
from cycleflow.core.verdict import BARS, Effect, Occasion, Verdict
from cycleflow.core.workflow import Field, Words, Workflow
from cycleflow.journeys.gaps import Cast, Gap, GapFinder
from cycleflow.journeys.outlook import MailDay, MailOutlook
from cycleflow.journeys.quorum import Lacking, lacking_everywhere, lacking_for, unheard

CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """Who or what is not appraised: caught by `rule` of the regulation, or set aside by HR (no rule)."""

    ratee: Ratee
    reason: Words
    rule: str | None = None
    then: Effect = Effect.EXCLUDED


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """Somebody who is in, but about whom a rule of eligibility has decided something."""

    ratee: Ratee
    verdict: Verdict

    @property
    def reason(self) -> Words:
        return self.verdict.reason


@dataclass(frozen=True, kw_only=True)
class Misread:
    """Somebody some of whose columns do not read as what the regulation says they are."""

    ratee: Ratee
    attributes: tuple[Field, ...]

    def column(self, field: Field) -> str:
        return self.ratee.person.attributes.get(field.name, "")


@dataclass(frozen=True, kw_only=True)
class LaunchOrder:
    """What HR asks for. `without` are people or units to be set aside, each with the reason that is recorded."""

    workflow: Workflow
    period: str
    by: str
    without: Mapping[str, str] = field(default_factory=dict)
    channel: Channel = Channel.CLI


class Survey:
    """One pass over a company for one cycle; afterwards it knows all a plan says.

    `unprovided` are those for whom a table that is handed out has too few rows, by the table and what it has none for.
    `lacking` are committees that are not made up as they should be, and for whom (nobody named: for all); `unheard` are
    anonymous roles so few hold that they could not be told, with how many there must be; `strays` are what a column
    names for a role and leads to nobody.
    `fed` are the indicators that other appraisals give to anybody.
    `addressless` are people who will be asked and have no mail address; of those, `unasked` are asked at once.
    """

    def __init__(self, order: LaunchOrder, cycle: Cycle, organisation: Organisation) -> None:
        self._order = order
        self.cycle = cycle
        self.organisation = organisation
        self._feeds = frozenset(feeds_of(order.workflow))
        self._silent = {number for number, person in organisation.people.items() if not person.email}
        self._gaps = GapFinder(order.workflow)
        self._mails = MailOutlook(order.workflow)
        self._digest = sha256(f"{cycle.fingerprint} {cycle.id} {sorted(order.without)}".encode())
        self.ratees = ratees(organisation, order.workflow.appraises)
        self.seen = 0
        self.included: list[Ratee] = []
        self.excluded: list[Excluded] = []
        self.ruled: list[Ruled] = []
        self.misread: list[Misread] = []
        self.unprovided: dict[tuple[str, str], list[str]] = {}
        self.lacking: dict[Lacking, list[str]] = {one: [] for one in lacking_everywhere(order.workflow, organisation)}
        self.unheard: dict[tuple[str, int], list[str]] = {}
        self.strays: dict[tuple[str, str], list[str]] = {}
        self.fed: set[str] = set()
        self.unasked: set[str] = set()
        self.addressless: set[str] = set()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self._gaps.gaps()

    @property
    def mails(self) -> tuple[MailDay, ...]:
        return self._mails.days()

    @property
    def digest(self) -> str:
        """Return what stands for who is in, with whom, and by when; plans that agree have the same."""
        return self._digest.hexdigest()[:16]

    def decide_all(self, now: datetime) -> Iterator[list[Decision]]:
        """Yield the launch of everybody who is in, a chunk at a time; whoever would be stuck is left out and noted."""
        chunk: list[Decision] = []
        for ratee in self.ratees:
            self.seen += 1
            facts = self._facts(ratee)
            verdict = self._judge(ratee, facts)
            excluded = self._exclude(ratee, verdict)
            if excluded:
                self.excluded.append(excluded)
                continue
            self.included.append(ratee)
            if verdict:
                self.ruled.append(Ruled(ratee=ratee, verdict=verdict))
            unread = misread(self._order.workflow, ratee.person)
            if unread:
                self.misread.append(Misread(ratee=ratee, attributes=unread))
                continue
            bare = lacking(self._order.workflow, facts)
            for table in bare:
                self.unprovided.setdefault(table, []).append(ratee.key)
            if bare:
                continue
            cast = cast_of(self.organisation, self._order.workflow, ratee)
            self._look_at(ratee, cast)
            if self._gaps.look_at(ratee.key, cast, facts):
                chunk.append(self._decide(ratee, self._launch(ratee, cast, facts, verdict), now))
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        yield chunk

    def _look_at(self, ratee: Ratee, cast: Cast) -> None:
        """Note what is wrong with the committees, and which raters are too few."""
        for committee in lacking_for(self._order.workflow, self.organisation, cast):
            self.lacking.setdefault(committee, []).append(ratee.key)
        for few in unheard(self._order.workflow, cast):
            self.unheard.setdefault(few, []).append(ratee.key)
        for role, path in self._order.workflow.roles.items():
            for name in self.organisation.strays(path, ratee.person.number):
                self.strays.setdefault((role, name), []).append(ratee.key)

    def _facts(self, ratee: Ratee) -> Facts:
        """Return what is known of a ratee, where the regulation asks for anything."""
        workflow = self._order.workflow
        return facts_of(workflow, ratee, self.cycle) if workflow.eligibility or workflow.facts_used else {}

    def _judge(self, ratee: Ratee, facts: Facts) -> Verdict | None:
        is_set_aside = ratee.key in self._order.without
        return None if is_set_aside else judge(self._order.workflow, Occasion.LAUNCH, facts)

    def _exclude(self, ratee: Ratee, verdict: Verdict | None) -> Excluded | None:
        reason = self._order.without.get(ratee.key)
        if reason is not None:
            return Excluded(ratee=ratee, reason={"zh": reason, "en": reason})
        if verdict is None or verdict.then not in BARS:
            return None
        return Excluded(ratee=ratee, reason=verdict.reason, rule=verdict.rule, then=verdict.then)

    def _launch(self, ratee: Ratee, cast: Cast, facts: Facts, verdict: Verdict | None) -> tuple[Appraisal, Action]:
        order = self._order
        appraisal = planned(self.cycle, ratee.person.number, ratee.unit)
        known = kept(order.workflow, facts)
        return appraisal, launch_action(
            appraisal, cast, actor=order.by, channel=order.channel, facts=known, verdict=verdict
        )

    def _decide(self, ratee: Ratee, launched: tuple[Appraisal, Action], now: datetime) -> Decision:
        appraisal, action = launched
        decision = decide(self._order.workflow, appraisal, action, now)
        self._mails.add(decision)
        if self._silent:
            self._note_addressless(decision)
        if self._feeds:
            needed = self._order.workflow.needs(decision.appraisal.facts)
            self.fed |= self._feeds if needed is None else self._feeds & needed
        due = [(task.member.person, task.due_at) for task in decision.tasks]
        self._digest.update(f"{ratee.key} {action.inputs['cast']} {due}{_known(action)}".encode())
        return decision

    def _note_addressless(self, decision: Decision) -> None:
        cast = decision.appraisal.cast.values()
        self.addressless |= self._silent.intersection(member.person for members in cast for member in members)
        self.unasked |= self._silent.intersection(task.member.person for task in decision.tasks)


def _known(action: Action) -> str:
    """Return what a launch brings besides the cast, as it goes into the digest."""
    return "".join(str(action.inputs[name]) for name in ("facts", "verdict") if name in action.inputs)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from searching for cycles among millions of values that have none: a quarter of a launch's time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
