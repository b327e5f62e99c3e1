"""What a result has caused, for people: the sums and figures the regulation tells, how they came about, what follows.

As with the score, how it came about is worked out anew from the history whenever somebody looks: the last entry that
settled the result holds all it was worked out from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cycleflow.core.model import Appraisal, Deed, Entry
from cycleflow.core.replay import replay
from cycleflow.core.scoring.phrase import Fact, Term
from cycleflow.core.settling import Settlement, card_of, missing_evidence, settlement_of
from cycleflow.core.workflow import Status, Words, Workflow
from cycleflow.journeys.account import Account, account_of
from cycleflow.journeys.office import Office


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One sum or figure that is told."""

    term: Term
    value: Fact
    is_money: bool


@dataclass(frozen=True, kw_only=True)
class Raised:
    """What is asked of somebody because of the result, and why."""

    duty: Words
    reason: Words


@dataclass(frozen=True, kw_only=True)
class Effects:
    """All that a result has caused; `lacking` is what could not be worked out yet, `unproven` what proof is missing.

    What is money is not payable where the regulation is only on trial.
    """

    told: tuple[Effect, ...]
    is_payable: bool
    raised: tuple[Raised, ...]
    lacking: tuple[Term, ...]
    unproven: tuple[str, ...]
    account: Account


def effects_of(
    appraisal: Appraisal, entries: Sequence[Entry], versions: Mapping[str, Workflow], *, fully: bool
) -> Effects | None:
    """Return what the result has caused, or None before it is settled; duties only to whoever may know them."""
    workflow = versions.get(appraisal.fingerprint)
    if workflow is None or workflow.outcomes is None or appraisal.outcomes is None:
        return None
    number = max(place for place, one in enumerate(entries) if one.deed is Deed.SETTLE)
    found = settlement_at(entries, number, versions)
    names = dict.fromkeys((*workflow.outcomes.money, *workflow.outcomes.told))
    titles = card_of(workflow.outcomes).titles
    steps = found.steps if found else {}
    lacking = entries[number].changed.get("lacking")
    return Effects(
        told=tuple(
            Effect(
                term=Term(name=name, title=titles.get(name, {})),
                value=steps[name].shown if name in steps else appraisal.outcomes[name],
                is_money=name in workflow.outcomes.money,
            )
            for name in names
            if name in appraisal.outcomes
        ),
        is_payable=workflow.status is not Status.TRIAL,
        raised=tuple(_raised(workflow, appraisal)) if fully else (),
        lacking=tuple(Term(name=name, title=titles.get(name, {})) for name in lacking or () if name in names)
        if isinstance(lacking, dict)
        else (),
        unproven=missing_evidence(workflow, appraisal),
        account=account_of(workflow, [steps[name] for name in names if name in steps]),
    )


def versions_of(office: Office, appraisal: Appraisal, entries: Sequence[Entry]) -> dict[str, Workflow]:
    """Return the versions of the regulation a history was decided under."""
    return {name: office.workflows(name) for name in {appraisal.fingerprint, *(one.fingerprint for one in entries)}}


def effect_accounts(entries: Sequence[Entry], versions: Mapping[str, Workflow]) -> dict[int, Account]:
    """Return how what was caused came about at each entry that settled it, by the entry's number."""
    found: dict[int, Account] = {}
    for number, entry in enumerate(entries):
        settled = settlement_at(entries, number, versions) if entry.deed is Deed.SETTLE else None
        workflow = versions.get(entry.fingerprint)
        if settled and workflow and workflow.outcomes:
            told = (*workflow.outcomes.money, *workflow.outcomes.told)
            found[entry.seq] = account_of(workflow, [settled.steps[name] for name in told if name in settled.steps])
    return found


def settlement_at(entries: Sequence[Entry], number: int, versions: Mapping[str, Workflow]) -> Settlement | None:
    """Return what an entry settled, worked out anew; None where the history does not replay to it."""
    entry = entries[number]
    workflow, appraisal = versions.get(entry.fingerprint), replay(entries[: number + 1], versions).appraisal
    if workflow is None or workflow.outcomes is None or appraisal is None or appraisal.seq != entry.seq:
        return None
    return settlement_of(workflow, appraisal, entry.inputs)


def _raised(workflow: Workflow, appraisal: Appraisal) -> Sequence[Raised]:
    return [
        Raised(duty=workflow.duties[duty].title, reason=reason)
        for duty, reason in appraisal.raised.items()
        if duty in workflow.duties
    ]
