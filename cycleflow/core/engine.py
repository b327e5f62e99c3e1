"""The one door: `decide` says what an action does to an appraisal.

A click, a reply by mail, the clock, a panel, an import: all are Actions and all go through here. The function is
pure, so a history can be replayed through it, and what it returns is all there is to save.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from cycleflow.core import answering, interventions, launching, migrating, rescoring, ringing, settling
from cycleflow.core.model import Action, Appraisal, Decision, Deed, Standing
from cycleflow.core.refusals import NotForYouError, OwnAppraisalError
from cycleflow.core.turn import Turn
from cycleflow.core.workflow import Workflow

_HR = frozenset({Standing.HR})
_PANEL = frozenset({Standing.PANEL, Standing.HR})
_SYSTEM = frozenset({Standing.SYSTEM})

PERMITTED: Mapping[Deed, frozenset[Standing]] = {
    Deed.LAUNCH: _SYSTEM,
    Deed.RECAST: _SYSTEM,
    Deed.MIGRATE: _SYSTEM,
    Deed.SETTLE: _SYSTEM,
    Deed.RESCORE: _SYSTEM,
    Deed.RING: frozenset({Standing.CLOCK}),
    Deed.ANSWER: frozenset({Standing.PERSON}),
    Deed.DELEGATE: frozenset({Standing.PERSON, Standing.HR}),
    Deed.ADJUST: _PANEL,
    Deed.RELEASE: _PANEL,
    Deed.REOPEN: _HR,
    Deed.SEND_BACK: _HR,
    Deed.WAIVE: _HR,
    Deed.REASSIGN: _HR,
    Deed.EXTEND: _HR,
    Deed.WITHDRAW: _HR,
    Deed.PAUSE: _HR,
    Deed.RESUME: _HR,
}
"""Who may do what. What is not listed is refused."""


def decide(workflow: Workflow, appraisal: Appraisal, action: Action, now: datetime) -> Decision:
    """Return what the action does to the appraisal at that instant.

    Raises:
        RefusedError: the regulation does not allow it; the subclass and its sentence say why.
    """
    _check_standing(appraisal, action)
    turn = Turn(workflow, appraisal, action, now)
    _HANDLERS[action.deed](turn)
    return turn.seal()


def _check_standing(appraisal: Appraisal, action: Action) -> None:
    if action.standing not in PERMITTED[action.deed]:
        raise NotForYouError(standing=action.standing.value, deed=action.deed.value)
    if action.standing in _PANEL and action.actor == appraisal.person:
        raise OwnAppraisalError(deed=action.deed.value)


_HANDLERS: Mapping[Deed, Callable[[Turn], None]] = {
    Deed.LAUNCH: launching.launch,
    Deed.ANSWER: answering.answer,
    Deed.ADJUST: answering.adjust,
    Deed.RELEASE: answering.release,
    Deed.RING: ringing.ring,
    Deed.REOPEN: interventions.reopen,
    Deed.SEND_BACK: interventions.send_back,
    Deed.WAIVE: interventions.waive,
    Deed.REASSIGN: interventions.reassign,
    Deed.DELEGATE: interventions.reassign,
    Deed.EXTEND: interventions.extend,
    Deed.WITHDRAW: interventions.withdraw,
    Deed.PAUSE: interventions.pause,
    Deed.RESUME: interventions.resume,
    Deed.RECAST: interventions.recast,
    Deed.MIGRATE: migrating.migrate,
    Deed.SETTLE: settling.settle,
    Deed.RESCORE: rescoring.rescore,
}
