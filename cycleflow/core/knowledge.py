"""What the conditions of the flow may ask: the sheet just filled in, the result, facts, indicators and measures.

What is not known is blank, and a condition that asks for it does not hold.

**Why** a mapping that works a measure out only when it is asked for: most answers have no condition at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import localcontext
from functools import cached_property

from cycleflow.core.checks import beside, typed
from cycleflow.core.grading import reckon
from cycleflow.core.model import Answers, Appraisal
from cycleflow.core.scoring.card import EXACT, Card, Reckoning
from cycleflow.core.scoring.inputs import Given
from cycleflow.core.workflow import Field, Workflow

ROWS = "_rows"
"""What is added to a table's name to ask how many rows it has."""

_NO_CARD = Card(measures={}, result="")


class Knowledge(Mapping[str, object]):
    """What is known of an appraisal by name; `filled` hides what is called the same elsewhere.

    `given` are figures to work with instead of those filled in.
    """

    def __init__(
        self,
        workflow: Workflow,
        appraisal: Appraisal,
        filled: Mapping[str, object] | None = None,
        *,
        given: Given | None = None,
    ) -> None:
        self._known: dict[str, object] = {**beside(appraisal), **(filled or {})}
        self._of = workflow, appraisal, given
        card = workflow.scorecard.rule if workflow.scorecard else None
        self._card = card if isinstance(card, Card) else _NO_CARD

    @cached_property
    def _reckoning(self) -> Reckoning:
        return reckon(*self._of)

    def __getitem__(self, name: str) -> object:
        if name in self._known:
            return self._known[name]
        if name not in self._card.measures and name not in self._card.fields:
            raise KeyError(name)
        return self._work_out(name)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._card.fields, **self._card.measures, **self._known})

    def __len__(self) -> int:
        return len(list(iter(self)))

    def refuse_hungry(self) -> None:
        """Raise where what was asked for so far needs figures of other appraisals that nobody has gathered.

        Raises:
            FeedsNeededError: it does; with them it may be known.
        """
        if "_reckoning" in self.__dict__:
            self._reckoning.refuse_hungry()

    def _work_out(self, name: str) -> object:
        with localcontext(EXACT):
            return self._reckoning.find(name).amount


@dataclass(frozen=True)
class Within(Mapping[str, object]):
    """What is known inside something, such as the row of a table: its own names hide those outside."""

    own: Mapping[str, object]
    outside: Mapping[str, object]

    def __getitem__(self, name: str) -> object:
        return self.own[name] if name in self.own else self.outside[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.own, *self.outside)))

    def __len__(self) -> int:
        return len(list(iter(self)))


def filled(fields: Mapping[str, Field], answers: Answers) -> dict[str, object]:
    """Return a filled-in sheet as conditions see it; of a table the number of its rows.

    A field that sets a result is not among it: who asks for the score is told the score.
    """
    known: dict[str, object] = {}
    for name, field in fields.items():
        value = answers.get(name)
        if isinstance(value, tuple) or field.columns:
            known[name + ROWS] = len(value) if isinstance(value, tuple) else 0
        elif name != field.sets:
            known[name] = typed(field, value)
    return known
