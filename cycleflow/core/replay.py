"""Auditing is replaying: every Entry is put through `decide` again and must come out the same to the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cycleflow.core.engine import decide
from cycleflow.core.history import Flaw, canonical, chain_flaws, to_body
from cycleflow.core.launching import planned_of
from cycleflow.core.model import Action, Appraisal, Deed, Entry
from cycleflow.core.workflow import Workflow
from cycleflow.errors import RefusedError


@dataclass(frozen=True, kw_only=True)
class Replay:
    """The appraisal a history leads to as far as it could be followed (None: not at all), and what is wrong with it."""

    appraisal: Appraisal | None
    flaws: tuple[Flaw, ...]


def replay(entries: Sequence[Entry], versions: Mapping[str, Workflow]) -> Replay:
    """Check the chain of a history, then run it again from the planned appraisal its launch names.

    `versions` are those of its regulation it may have been decided under, by fingerprint. After the first Entry that
    does not replay, nothing that follows can be judged, so the replay stops there.
    """
    flaws = chain_flaws(entries)
    appraisal: Appraisal | None = None
    for entry in entries:
        try:
            appraisal = planned_of(entry) if appraisal is None else appraisal
            version = _version(versions, appraisal, entry)
            if version is None:
                flaws.append(_flaw(entry, "It was decided under a version of the regulation that did not hold then."))
                break
            again = decide(version, appraisal, action_of(entry), entry.at)
        except (RefusedError, KeyError, TypeError, ValueError) as error:
            flaws.append(_flaw(entry, "The regulation would have refused it: {why}", why=str(error)))
            break
        if to_body(again.entry) != to_body(entry):
            flaws.append(
                _flaw(entry, "Replayed, it says something else: {what}.", what=_difference(again.entry, entry))
            )
            break
        appraisal = again.appraisal
    return Replay(appraisal=appraisal, flaws=tuple(flaws))


def _version(versions: Mapping[str, Workflow], appraisal: Appraisal, entry: Entry) -> Workflow | None:
    """Return the version an Entry was decided under; only a migration may bring another than the one that holds."""
    if entry.fingerprint != appraisal.fingerprint and entry.deed is not Deed.MIGRATE:
        return None
    return versions.get(entry.fingerprint)


def action_of(entry: Entry) -> Action:
    """Return the action an Entry records."""
    return Action(
        deed=entry.deed,
        actor=entry.actor,
        standing=entry.standing,
        channel=entry.channel,
        task=entry.task,
        inputs=entry.inputs,
    )


def _difference(right: Entry, found: Entry) -> str:
    """Name what differs, right value first."""
    pairs = {
        "from": (right.came_from, found.came_from),
        "to": (right.went_to, found.went_to),
        "workflow": (right.fingerprint, found.fingerprint),
        "previous": (right.previous, found.previous),
        "seq": (str(right.seq), str(found.seq)),
        "appraisal": (right.appraisal, found.appraisal),
        "changed": (canonical(dict(right.changed)), canonical(dict(found.changed))),
    }
    return "; ".join(f"{name} should be {one}, not {other}" for name, (one, other) in pairs.items() if one != other)


def _flaw(entry: Entry, words: str, **facts: object) -> Flaw:
    return Flaw(appraisal=entry.appraisal, seq=entry.seq, words=words, facts=facts)
