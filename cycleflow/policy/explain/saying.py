"""Says an expression aloud: names by their titles, × ÷ ≥ ≤ for its signs, and words for all that has no sign.

It is taken apart by the signs it is read with, and grouped as it is computed; so what is said is what counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cycleflow.core.period import MONTHS
from cycleflow.core.workflow import Expression, Words, is_figure
from cycleflow.policy.explain.names import Names, Term
from cycleflow.policy.expression import split
from cycleflow.policy.sections.families.formula import LEVEL, Level

_POWERS: Mapping[str, int] = {
    "?": 0, "or": 1, "and": 2, "==": 4, "!=": 4, "<": 5, "<=": 5, ">": 5, ">=": 5, "in": 5, "not": 5,
    "+": 6, "-": 6, "*": 7, "/": 7, "//": 7, "%": 7,
}  # fmt: skip
"""How tightly a sign holds what stands around it."""

_NEGATED = 3
_NEGATIVE = 8
_SIGNS = {"*": "×", "/": "÷", ">=": "≥", "<=": "≤", "!=": "≠", "==": "=", "-": "−"}
_TRUTHS: Mapping[str, tuple[str, str]] = {"true": ("是", "yes"), "false": ("否", "no")}
_FUNCTIONS: Mapping[str, tuple[str, str]] = {
    "$abs": ("{list}的绝对值", "the absolute value of {list}"),
    "$round": ("{first}四舍五入到{second}位小数", "{first} rounded half up, decimal places: {second}"),
    "$sum": ("{list}之和", "the sum of {list}"),
    "$min": ("{list}中最小者", "the least of {list}"),
    "$max": ("{list}中最大者", "the greatest of {list}"),
    "$any": ("{list}中至少一项成立", "at least one of {list}"),
    "$all": ("{list}全部成立", "all of {list}"),
    "$year": ("{list}的年份", "the year of {list}"),
    "$month": ("{list}的月份", "the month of {list}"),
    "$day": ("{list}的日", "the day of the month of {list}"),
}


@dataclass(frozen=True)
class Said:
    """What a part of an expression says, and the name, the text in quotes or the list it is, if it is nothing else.

    What `joins` several conditions by `and` needs brackets within an `or`. A `truth` holds or does not.
    """

    text: str
    name: str = ""
    literal: str | None = None
    items: tuple[Said, ...] = ()
    joins: bool = False
    truth: bool = False


@dataclass(frozen=True)
class Sayer:
    """Says expressions in one language."""

    lang: str

    def condition(self, expression: Expression, names: Names) -> str:
        """Return what must hold; a name alone must be true."""
        return self.condition_text(expression.text, names)

    def condition_text(self, text: str, names: Names) -> str:
        speech = _Speech(text, self, names)
        return speech.truth(speech.parse(0))

    def formula(self, expression: Expression, names: Names) -> str:
        """Return what is computed; a level is said as it is called."""
        if isinstance(expression, Level) or LEVEL.fullmatch(expression.text):
            return self.quoted(expression.text)
        return _Speech(expression.text, self, names).parse(0).text

    def is_truth(self, expression: Expression, names: Names) -> bool:
        """Return whether an expression compares or joins: what it comes to is yes or no."""
        is_level = isinstance(expression, Level) or LEVEL.fullmatch(expression.text)
        return not is_level and _Speech(expression.text, self, names).parse(0).truth

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.lang == "zh" else english

    def quoted(self, text: str) -> str:
        return f"“{text}”"

    def called(self, name: str, names: Names) -> str:
        """Return what a name is called, in quotes; one nobody knows is said as it is."""
        return self.quoted(names[name].title[self.lang] if name in names else name)

    def value(self, text: str, term: Term | None) -> str:
        """Return how a value of something is called, in quotes."""
        return self.quoted(self.option(text, term.options if term else {}))

    def option(self, key: str, options: Mapping[str, Words]) -> str:
        """Return what a value is called, with the figure or level it counts as."""
        title = options[key][self.lang] if key in options else key
        if title == key:
            return key
        is_said = is_figure(key) or LEVEL.fullmatch(key)
        return self.say(f"{key}（{title}）", f"{key} ({title})") if is_said else title

    def listed(self, texts: list[str], chinese: str = "和", english: str = "and") -> str:
        """Return a, b and c."""
        *others, last = texts
        if not others:
            return last
        return self.say("、".join(others) + chinese + last, f"{', '.join(others)} {english} {last}")


@dataclass
class _Speech:
    """Goes through the signs of one expression from left to right."""

    text: str
    sayer: Sayer
    names: Names
    signs: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        self.signs = [(kind, sign) for kind, sign, _ in split(self.text)]
        words = [sign for _, sign in self.signs]
        if "for" in words:
            self.own = words[words.index("for") + 1]
            self.names = {**self.names, self.own: Term(title={"zh": "该项", "en": "it"})}

    own: str = ""
    """The name that stands for each of a list in turn."""

    def parse(self, power: int) -> Said:
        """Return what stands from here on, as far as it holds together at least so tightly."""
        said = self._prefix()
        while _POWERS.get(self._next(), -1) >= power:
            said = self._infix(said, self._take())
        return said

    def truth(self, said: Said) -> str:
        """Return a part that must be true; of a name alone it is said that it is."""
        if said.name:
            return self._say(f"{said.text}为是", f"{said.text} is yes")
        return said.text

    def _say(self, chinese: str, english: str) -> str:
        return self.sayer.say(chinese, english)

    def _next(self) -> str:
        return self.signs[self.at][1] if self.at < len(self.signs) else ""

    def _take(self) -> str:
        self.at += 1
        return self.signs[self.at - 1][1]

    def _prefix(self) -> Said:
        kind, sign = self.signs[self.at][0], self._take()
        match kind, sign:
            case "date", _:
                return Said(self._day(sign[2:-1]))
            case "text", _:
                return Said(self.sayer.quoted(sign[1:-1]), literal=sign[1:-1])
            case "function", _:
                return self._function(sign)
            case "word", "not":
                return self._not(self.parse(_NEGATED))
            case "word", "true" | "false":
                return Said(self._say(*_TRUTHS[sign]))
            case "word", _:
                return self._name(sign)
            case _, "(":
                return self._group()
            case _, "[":
                return self._list()
            case _, "-":
                return Said(f"−{self.parse(_NEGATIVE).text}")
            case _:
                return Said(sign)

    def _name(self, name: str) -> Said:
        if name == self.own:
            return Said(self.names[name].title[self.sayer.lang], name=name)
        return Said(self.sayer.called(name, self.names), name=name)

    def _group(self) -> Said:
        inner = self.parse(0)
        self._take()
        return inner if inner.name else Said(self._bracketed(inner.text))

    def _not(self, said: Said) -> Said:
        if said.name:
            return _held(self._say(f"{said.text}为否", f"{said.text} is no"))
        return _held(self._say(f"并非{said.text}", f"not {said.text}"))

    def _infix(self, left: Said, sign: str) -> Said:
        match sign:
            case "?":
                return self._choice(left)
            case "and" | "or":
                return self._joined(left, sign, self.parse(_POWERS[sign] + 1))
            case "not":
                self._take()
                return self._among(left, self.parse(_POWERS["in"] + 1), is_in=False)
            case "in":
                return self._among(left, self.parse(_POWERS["in"] + 1), is_in=True)
            case "==" | "!=":
                return self._equal(left, self.parse(_POWERS[sign] + 1), sign)
            case _:
                return self._computed(left, sign, self.parse(_POWERS[sign] + 1))

    def _joined(self, left: Said, sign: str, right: Said) -> Said:
        one, two = (
            self._bracketed(side.text) if side.joins and sign == "or" else self.truth(side) for side in (left, right)
        )
        word = self._say("，且" if sign == "and" else "，或", f" {sign} ")
        return Said(f"{one}{word}{two}", joins=sign == "and", truth=True)

    def _bracketed(self, text: str) -> str:
        return self._say(f"（{text}）", f"({text})")

    def _choice(self, condition: Said) -> Said:
        then = self.parse(0)
        self._take()
        other = self.parse(0)
        when = self.truth(condition)
        return Said(
            self._say(f"若{when}，则{then.text}，否则{other.text}", f"{then.text} if {when}, else {other.text}")
        )

    def _computed(self, left: Said, sign: str, right: Said) -> Said:
        one, two = left.text, right.text
        if sign == "//":
            return Said(self._say(f"{one} ÷ {two}的整数部分", f"the whole part of {one} ÷ {two}"))
        if sign == "%":
            return Said(self._say(f"{one}除以{two}的余数", f"the remainder of {one} ÷ {two}"))
        return Said(f"{one} {_SIGNS.get(sign, sign)} {two}", truth=_POWERS[sign] == _POWERS["<"])

    def _equal(self, left: Said, right: Said, sign: str) -> Said:
        if left.literal is not None:
            left, right = right, left
        is_not = sign == "!="
        if right.literal == "":
            words = self._say("不为空" if is_not else "为空", " is not blank" if is_not else " is blank")
            return _held(f"{left.text}{words}")
        if right.literal is not None or right.text in (self._say(*both) for both in _TRUTHS.values()):
            value = self._value(left, right)
            return _held(left.text + self._say("不为" if is_not else "为", " is not " if is_not else " is ") + value)
        return _held(f"{left.text} {_SIGNS[sign]} {right.text}")

    def _value(self, of: Said, value: Said) -> str:
        """Return a text in quotes as a value of a name beside it."""
        if value.literal == "":
            return self._say("空白", "blank")
        return value.text if value.literal is None else self.sayer.value(value.literal, self.names.get(of.name))

    def _among(self, left: Said, right: Said, *, is_in: bool) -> Said:
        if not right.items:
            words = self._say("包含" if is_in else "不包含", " contains " if is_in else " does not contain ")
            return _held(f"{right.text}{words}{left.text}")
        values = [self._value(left, item) for item in right.items]
        listed = self.sayer.listed(values, "或", "or")
        if is_in:
            return _held(self._say(f"{left.text}为{listed}", f"{left.text} is one of {listed}"))
        return _held(self._say(f"{left.text}不为{listed}", f"{left.text} is none of {listed}"))

    def _function(self, name: str) -> Said:
        self._take()
        parts = [self.parse(0)]
        while self._take() == ",":
            parts.append(self.parse(0))
        words = self._say(*_FUNCTIONS[name])
        first, second = parts[0].text, parts[-1].text
        if name == "$round":
            return Said(words.format(first=self._bracketed(first), second=second))
        items = parts[0].items
        listed = self.sayer.listed([self._item(name, one) for one in items]) if items else self._item(name, parts[0])
        return Said(words.format(list=self._bracketed(listed)), truth=name in ("$any", "$all"))

    def _item(self, function: str, said: Said) -> str:
        return self.truth(said) if function in ("$any", "$all") else said.text

    def _list(self) -> Said:
        parts = [self.parse(0)]
        if self._next() == "for":
            return self._each(parts[0])
        while self._take() == ",":
            parts.append(self.parse(0))
        return Said(self.sayer.listed([part.text for part in parts]), items=tuple(parts))

    def _each(self, made: Said) -> Said:
        """Say `[x * 2 for x in values if x > 1]`: what is made, and what `it` is in turn."""
        for _ in ("for", self.own, "in"):
            self._take()
        source = self.parse(0)
        limits = ""
        if self._take() == "if":
            when = self.truth(self.parse(0))
            self._take()
            limits = self._say(f"，仅限{when}者", f", only where {when}")
        chinese = f"{made.text}，该项依次取{source.text}{limits}"
        return Said(self._say(chinese, f"{made.text}, it being each of {source.text}{limits}"))

    def _day(self, text: str) -> str:
        at = datetime.fromisoformat(text)
        day = self._say(f"{at.year}年{at.month}月{at.day}日", f"{at.day} {MONTHS[at.month - 1]} {at.year}")
        return day + f" {at:%H:%M}" if at.time().isoformat() != "00:00:00" else day


def _held(text: str) -> Said:
    """Return what holds or does not."""
    return Said(text, truth=True)
