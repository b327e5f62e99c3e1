"""How a regulation speaks when it is written out: its names, its dates and its figures, in one language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from cycleflow.core.calendar import Offset
from cycleflow.core.daterule import END, OPENED, START, DateRule
from cycleflow.core.handing import sources
from cycleflow.core.scoring.bands import Bound
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.scoring.scorecard import Rounding
from cycleflow.core.workflow import Due, Expression, Field, State, Words
from cycleflow.policy.comparison import content_of
from cycleflow.policy.explain.names import Names, names_of, outcome_names_of, results
from cycleflow.policy.explain.saying import Sayer
from cycleflow.policy.fingerprint import Content
from cycleflow.policy.wording import Wording

_ANCHORS: Mapping[str, tuple[str, str]] = {
    START: ("考核期开始", "the start of the period"),
    END: ("考核期结束", "the end of the period"),
    OPENED: ("提出之日", "the day it is asked"),
}


@dataclass(frozen=True)
class Prose(Wording):
    """The words of one workflow in one language, in whole sentences."""

    @cached_property
    def sayer(self) -> Sayer:
        return Sayer(self.lang)

    @cached_property
    def written(self) -> Mapping[str, Content]:
        """Return what the file says, for what no rule keeps: examples, days of the firm's own, full marks."""
        found = content_of(self.workflow)
        assert isinstance(found, dict), "a regulation is a mapping"
        return found

    @cached_property
    def names(self) -> Names:
        """Return what measures may ask for."""
        return names_of(self.workflow)

    @cached_property
    def outcome_names(self) -> Names:
        return outcome_names_of(self.workflow, self.names)

    @cached_property
    def flow_names(self) -> Names:
        """Return what the conditions of the course may ask for."""
        return {**self.names, **results(self.workflow)}

    def condition(self, expression: Expression, names: Names | None = None) -> str:
        return self.sayer.condition(expression, self.names if names is None else names)

    def formula(self, expression: Expression, names: Names | None = None) -> str:
        return self.sayer.formula(expression, self.names if names is None else names)

    def name(self, name: str, names: Names | None = None) -> str:
        """Return what a name is called, in quotes."""
        return self.sayer.called(name, self.names if names is None else names)

    def option(self, key: str, options: Mapping[str, Words]) -> str:
        return self.sayer.option(key, options)

    def title(self, words: Words) -> str:
        """Return a title in quotes."""
        return self.sayer.quoted(self.pick(words))

    def quoted(self, text: str) -> str:
        return self.sayer.quoted(text)

    def state(self, name: str) -> str:
        """Return what a state or duty is called, in quotes."""
        return self.title(self.workflow.stages[name].title)

    def grade(self, name: str) -> str:
        """Return what a grade, or several joined by `+`, is called."""
        titles = {grade.name: grade.title for grade in self.workflow.grades}
        return self.say("、", " and ").join(self.option(one, titles) for one in name.split("+"))

    def role(self, role: str) -> str:
        """Return who that is; in English with its article."""
        said = super().role(role)
        if self.lang == "zh":
            return said
        return said.upper() if len(said) < 3 else said if said.isupper() else f"the {said}"

    def offset(self, offset: Offset) -> str:
        """Return a length of time; in Chinese without the space that labels have."""
        return super().offset(offset).replace(" ", "") if self.lang == "zh" else super().offset(offset)

    def all_roles(self, roles: Iterable[str]) -> str:
        return self.listed([self.role(role) for role in roles])

    def listed(self, texts: Iterable[str]) -> str:
        """Return a, b and c; nothing where there is nothing."""
        found = list(texts)
        return self.sayer.listed(found) if found else ""

    def either(self, texts: Iterable[str]) -> str:
        return self.sayer.listed(list(texts), "或", "or")

    def column(self, path: Collection[str]) -> str:
        """Return what `state.table.column` is called."""
        state, *rest = path
        source = sources(self.workflow)[state]
        fields: Mapping[str, Field] = {
            name: one
            for sheet in source.ask.values()
            if sheet
            for name, one in self.workflow.sheets[sheet].fields.items()
        }
        titles = [self.pick(source.title)]
        for name in rest:
            titles.append(self.pick(fields[name].title))
            fields = fields[name].columns
        return self.quoted(self.say("·", " · ").join(titles))

    def bound(self, bound: Bound, names: Names | None = None) -> str:
        return self.name(bound, names) if isinstance(bound, str) else shown(bound)

    def span(self, low: Decimal | int | None, high: Decimal | int | None) -> str:
        """Return a range, both ends included."""
        least, most = (None if one is None else shown(Decimal(one)) for one in (low, high))
        if least is not None and most is not None:
            return least if least == most else self.say(f"{least}至{most}", f"{least} to {most}")
        if most is None:
            return self.say(f"{least}以上（含{least}）", f"{least} or more")
        return self.say(f"{most}以下（含{most}）", f"{most} or less")

    def rounded(self, places: int, rounding: Rounding) -> str:
        manner = {
            Rounding.HALF_UP: ("四舍五入", "half up"),
            Rounding.HALF_EVEN: ("四舍六入、逢五取偶", "half to even"),
        }[rounding]
        kept = self.say(f"保留{places}位小数" if places else "取整数", _places(places))
        return self.say(f"{manner[0]}{kept}", f"rounded {manner[1]} to {kept}")

    def due_rule(self, due: Due) -> str:
        rule = self.rule(due.rule)
        if due.at_least is None:
            return rule
        least = self.offset(due.at_least)
        return self.say(f"{rule}，但自提出之日起不少于{least}", f"{rule}, but never in less than {least}")

    def source_states(self, sheet: str) -> list[State]:
        """Return the states and duties in which a sheet is filled in."""
        return [stage for stage in self.workflow.stages.values() if sheet in stage.ask.values()]

    def anchor(self, name: str) -> str:
        """Return what a date that others are counted from is called."""
        return self._anchor(name)

    def _counted(self, rule: DateRule, point: str) -> str:
        if not rule.offset.count:
            return point
        length, is_before = self.offset(rule.offset), rule.offset.count < 0
        if rule.anchor == OPENED and not is_before:
            return self.say(f"自提出之日起{length}内", f"within {length} of being asked")
        word = self.say("前" if is_before else "后", "before" if is_before else "after")
        return self.say(f"{point}{word}{length}", f"{length} {word} {point}")

    def _anchor(self, name: str) -> str:
        if name in _ANCHORS:
            return self.say(*_ANCHORS[name])
        marking = [state for state in self.workflow.states.values() if state.marks == name]
        if marking:
            title = self.title(marking[0].title)
            return self.say(f"进入{title}", f"the entry into {title}")
        state, _, _ = name.partition(".")
        said = self.quoted(super()._anchor(name))
        return self.say(f"{self.state(state)}所定的{said}", f"the {said} set in {self.state(state)}")


def _places(places: int) -> str:
    return "whole numbers" if not places else f"{places} decimal place{'' if places == 1 else 's'}"
