"""The tables measures compute with: what they and their columns are called, and what a condition over a row may ask."""

from __future__ import annotations

from dataclasses import dataclass

from cycleflow.core.scoring.card import Card
from cycleflow.core.workflow import Field
from cycleflow.policy.explain.names import Names, columns
from cycleflow.policy.explain.prose import Prose


@dataclass(frozen=True)
class Table:
    """A table by its title; `names` are its columns, and all that may be asked for beside them."""

    called: str
    names: Names
    of_list: bool
    prose: Prose

    def column(self, name: str) -> str:
        """Return what a column is called; of a list of figures that is the list itself."""
        if self.of_list:
            return self.called
        column = self.prose.name(name, self.names)
        return self.prose.say(f"{self.called}中的{column}", f"{column} in {self.called}")


def table_of(prose: Prose, name: str, names: Names) -> Table:
    asked = tables(prose)[name]
    own = columns(asked)
    return Table(
        called=prose.title(asked.title), names={**names, **own}, of_list=set(asked.columns) == {"value"}, prose=prose
    )


def tables(prose: Prose) -> dict[str, Field]:
    """Return every table by its name: indicators, the logs of duties, the sheets raters fill."""
    found: dict[str, Field] = {}
    workflow = prose.workflow
    rules = (workflow.scorecard and workflow.scorecard.rule, workflow.outcomes and workflow.outcomes.rule)
    for card in rules:
        if isinstance(card, Card):
            found |= {**card.fields, **{name: table.asked for name, table in card.gathered.items()}}
    return {name: field for name, field in found.items() if field.columns}
