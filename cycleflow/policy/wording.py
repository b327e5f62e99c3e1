"""Says roles, lengths of time and rules of date as people do, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cycleflow.core.calendar import Offset, Unit
from cycleflow.core.daterule import DateRule, Pick, Weekday
from cycleflow.core.period import MONTHS
from cycleflow.core.recurrence import Every
from cycleflow.core.workflow import Answer, Due, Duty, State, Words, Workflow
from cycleflow.policy.checks.duties import raisers_of
from cycleflow.policy.checks.graph import Edge
from cycleflow.policy.daterule import ordinal
from cycleflow.policy.sections.families.cases import OTHERWISE

_ROLES: Mapping[str, str] = {
    "self": "本人",
    "manager": "直接上级",
    "peers": "同事",
    "reports": "下属",
    "manager.manager": "隔级上级",
    "head(department)": "部门负责人",
    "head(department).manager": "部门负责人的上级",
    "heads(all)": "各部门负责人",
    "group(hr)": "人力资源",
    "group(panel)": "校准小组",
}
_UNITS: Mapping[Unit, tuple[str, str, str]] = {
    Unit.DAYS: ("天", "day", "days"),
    Unit.WORKDAYS: ("个工作日", "workday", "workdays"),
    Unit.OPEN_DAYS: ("个非节假日", "open day", "open days"),
    Unit.HOURS: ("小时", "hour", "hours"),
    Unit.MINUTES: ("分钟", "minute", "minutes"),
    Unit.WEEKS: ("周", "week", "weeks"),
    Unit.MONTHS: ("个月", "month", "months"),
}
_SPANS: Mapping[int, tuple[str, str]] = {
    1: ("每月", "each month"),
    3: ("每季度", "each quarter"),
    6: ("每半年", "each half-year"),
    12: ("每年", "each year"),
}
_ANCHORS: Mapping[str, tuple[str, str]] = {
    "cycle.start": ("周期开始", "cycle start"),
    "cycle.end": ("周期结束", "cycle end"),
    "opened": ("开始", "opened"),
}


@dataclass(frozen=True)
class Wording:
    """The words of one workflow in one language."""

    workflow: Workflow
    lang: str

    def pick(self, words: Words) -> str:
        return words[self.lang]

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.lang == "zh" else english

    def role(self, role: str) -> str:
        """Return who that is, as the regulation calls him if it does; a chain of managers counts its steps."""
        if role in self.workflow.called:
            return self.pick(self.workflow.called[role])
        path = self.workflow.roles[role]
        steps = path.count("manager")
        plain = role.replace("_", " ")
        above = f"上{steps}级" if steps > 1 else plain
        return self.say(_ROLES.get(path, above), plain)

    def roles(self, state: State) -> str:
        return self.say("、", ", ").join(self.role(role) for role in state.ask)

    def offset(self, offset: Offset) -> str:
        chinese, one, many = _UNITS[offset.unit]
        count = abs(offset.count)
        return self.say(f"{count} {chinese}", f"{count} {one if count == 1 else many}")

    def rule(self, rule: DateRule) -> str:
        month = self._month(rule.pick) if rule.pick else ""
        said = self._counted(rule, self._pick(rule.pick, month) if rule.pick else self._anchor(rule.anchor))
        return self._moved(said, rule)

    def _moved(self, said: str, rule: DateRule) -> str:
        if rule.slide:
            said += self.say("，遇休息日" + ("顺延" if rule.slide == "next" else "提前"), f", {rule.slide} workday")
        return said + self.say(f" {rule.at:%H:%M}", f" at {rule.at:%H:%M}") if rule.at else said

    def _counted(self, rule: DateRule, point: str) -> str:
        if not rule.offset.count:
            return point
        length = self.offset(rule.offset)
        before = rule.offset.count < 0
        if rule.anchor == "opened" and not before:
            return self.say(f"{length}内", f"within {length}")
        return self.say(f"{point}{'前' if before else '后'} {length}", f"{point} {'−' if before else '+'} {length}")

    def every(self, every: Every) -> str:
        """Return how often a duty recurs."""
        if every.length:
            length = self.offset(every.length)
            said = self.say(f"每 {length}", f"every {length}")
        elif every.weekday is not None:
            said = self.say(f"每周{'一二三四五六日'[every.weekday]}", f"every {every.weekday.name.capitalize()}")
        else:
            span = self.say(*_SPANS[every.months])
            last = self.say(f"{span}末月", f"the last month of {span}") if every.months > 1 else span
            pick = every.rule.pick
            said = self._pick(pick, last) if pick else self._pick(Pick(count=-1), span)
        return self._moved(said, every.rule)

    def _pick(self, pick: Pick, month: str) -> str:
        english, chinese = _among(pick)
        number = abs(pick.count)
        if pick.since is not None:
            start = self.say(f"{month}{pick.since}日", f"{pick.since} {month}")
            return self.say(f"自{start}起第{number}{chinese}", f"{ordinal(number)} {english} from {start}")
        if pick.count > 0 and pick.among is Unit.DAYS:
            on = f"{number} {month}" if pick.month else f"{ordinal(number)} of {month}"
            return self.say(f"{month}{number}日", on)
        if pick.count > 0:
            return self.say(f"{month}第{number}{chinese}", f"{ordinal(number)} {english} of {month}")
        if number == 1:
            return self.say(f"{month}最后一{chinese}", f"last {english} of {month}")
        return self.say(f"{month}倒数第{number}{chinese}", f"{ordinal(number)} last {english} of {month}")

    def _month(self, pick: Pick) -> str:
        if pick.month is None:
            return self.say("次月" if pick.ahead else "当月", "next month" if pick.ahead else "this month")
        later = self.say("次年", " next year") if pick.ahead else ""
        return self.say(f"{later}{pick.month}月", f"{MONTHS[pick.month - 1]}{later}")

    def due_rule(self, due: Due) -> str:
        rule = self.rule(due.rule)
        if due.at_least is None:
            return rule
        least = self.offset(due.at_least)
        return self.say(f"{rule}，至少 {least}", f"{rule}, at least {least}")

    def due(self, due: Due) -> str:
        return self.say("期限：", "due: ") + self.due_rule(due)

    def opens(self, rule: DateRule) -> str:
        return self.say(f"{self.rule(rule)}起", f"not before: {self.rule(rule)}")

    def silence(self, after: Offset) -> str:
        if not after.count:
            return self.say("到期未答", "no answer when due")
        return self.say(f"逾期 {self.offset(after)}未答", f"no answer {self.offset(after)} after due")

    def answer(self, answer: Answer) -> str:
        title = self.pick(answer.title)
        if answer.until is None:
            return title
        until = self.rule(answer.until)
        return self.say(f"{title}（截至{until}）", f"{title} (until {until})")

    def edge(self, edge: Edge) -> str:
        """Return what leads out of a state: an answer and on what condition, or the silence."""
        state = self.workflow.states[edge.source]
        if edge.answer is not None:
            return self.answer(state.answers[edge.answer]) + self._condition(edge.when)
        return self.silence(state.silence.after) if state.silence else ""

    def _condition(self, when: str | None) -> str:
        if when is None:
            return ""
        if when == OTHERWISE:
            return self.say("（其他情形）", " (otherwise)")
        return self.say(f"（{when}）", f" ({when})")

    def describe(self, state: State) -> list[str]:
        """Return what there is to say about a state or duty below its title."""
        lines = [self.roles(state)] if state.ask else []
        lines += self._recurrence(state) if isinstance(state, Duty) else []
        lines += [self.opens(state.opens)] if state.opens else []
        lines += [self.due(state.due)] if state.due else []
        if state.silence and state.silence.hand_to:
            silence, heir = self.silence(state.silence.after), self.role(state.silence.hand_to)
            lines.append(self.say(f"{silence}：转交{heir}", f"{silence}: to {heir}"))
        return lines

    def _recurrence(self, duty: Duty) -> Iterator[str]:
        if duty.every:
            often = self.every(duty.every)
            yield often if duty.times == 1 else self.say(f"{often}，{duty.times} 次", f"{duty.times} times {often}")
        for raiser in raisers_of(self.workflow)[duty.name]:
            stage = self.pick(raiser.stage.title)
            if raiser.answer is None:
                yield self.say(f"未按期完成“{stage}”时", f"when “{stage}” is missed")
            else:
                answer = self.pick(raiser.stage.answers[raiser.answer].title)
                yield self.say(f"“{stage}”中回答“{answer}”时", f"after “{answer}” in “{stage}”")
        for one in self.workflow.outcomes.consequences if self.workflow.outcomes else ():
            if one.raises == duty.name:
                reason = self.pick(one.reason)
                yield self.say(f"结果“{reason}”时", f"when a result says “{reason}”")
        if duty.missed:
            after = self.offset(duty.missed.after)
            yield self.say(f"逾期 {after}视为未完成", f"missed {after} after due")

    def _anchor(self, name: str) -> str:
        """Return a date's name: a mark is known by the state that sets it, a field by its own title."""
        if name in _ANCHORS:
            return self.say(*_ANCHORS[name])
        marking = [state for state in self.workflow.states.values() if state.marks == name]
        if marking:
            return self.say(f"{self.pick(marking[0].title)}开始", name.replace("_", " "))
        source, _, field = name.partition(".")
        sheets = [sheet for sheet in self.workflow.stages[source].ask.values() if sheet]
        fields = [self.workflow.sheets[sheet].fields.get(field) for sheet in sheets]
        return next(self.pick(found.title) for found in fields if found)


def _among(pick: Pick) -> tuple[str, str]:
    """Return what is counted, in English and, with its measure word, in Chinese."""
    if isinstance(pick.among, Weekday):
        return pick.among.name.capitalize(), f"个星期{'一二三四五六日'[pick.among]}"
    chinese, one, _ = _UNITS[pick.among]
    return one, chinese
