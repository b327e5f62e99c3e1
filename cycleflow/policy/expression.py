"""The expressions of a regulation: small, typed, exact, and unable to do anything but compute.

`service_days < 30`, `score in [5, 2, 1]`, `$round(a / b, 2) >= 0.85`: names, numbers, texts, dates (`d"2026-01-01"`),
`and or not in`, comparison, arithmetic, a choice (`a ? b : c`), one `[x for x in …]`, the functions of `_FUNCTIONS`.

**Why** the signs are read here before the engine sees them: only what is listed gets through, so nothing the engine can
do besides (regular expressions, attributes, powers, ranges, the clock) can be reached, now or in a later release; and
every fault has its place.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from rule_engine import Context, DataType, EngineError, Rule, ast
from rule_engine.builtins import Builtins
from rule_engine.errors import RuleSyntaxError

from cycleflow.errors import InputError
from cycleflow.policy.complaint import nearest

MOST_SIGNS = 200

_SIGN = re.compile(
    r"""(?P<space>[ \t\n]+)
    | (?P<date> d"[^"\\\n]*" | d'[^'\\\n]*')
    | (?P<text> "[^"\\\n]*" | '[^'\\\n]*')
    | (?P<number> [0-9]{1,12}(?:\.[0-9]{1,12})?(?![A-Za-z0-9_.]))
    | (?P<function> \$[a-z_]+)
    | (?P<word> [A-Za-z_][A-Za-z0-9_]*(?!["'A-Za-z0-9_]))
    | (?P<refused> \*\* | << | >> | =~ | !~ | \?\? )
    | (?P<operator> == | != | <= | >= | // | [-+*/%<>()\[\],?:] )""",
    re.VERBOSE,
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "for", "if", "true", "false"})


class Kind(StrEnum):
    """What a name stands for, or an expression gives."""

    NUMBER = "a number"
    TEXT = "a text"
    TRUTH = "true or false"
    MOMENT = "a date"


_TYPES = {
    Kind.NUMBER: DataType.FLOAT,
    Kind.TEXT: DataType.STRING,
    Kind.TRUTH: DataType.BOOLEAN,
    Kind.MOMENT: DataType.DATETIME,
}
_KINDS = {str(of_engine): kind for kind, of_engine in _TYPES.items()}


class ExpressionError(InputError):
    """An expression that cannot be computed; `offset` is the character at fault."""

    words = "{reason}"

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason=reason)
        self.offset = offset


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A compiled expression; `names` are those it uses, with their kinds."""

    text: str
    names: Mapping[str, Kind]
    rule: Any = field(compare=False, repr=False)

    @classmethod
    def compile(cls, text: str, names: Mapping[str, Kind], *, result: Kind) -> Formula:
        """Check an expression over declared names and make it ready.

        Raises:
            ExpressionError: it asks for a name or an operation there is not, or mixes kinds, or gives another kind.
        """
        used = _read_signs(text, names)
        with decimal.localcontext(_EXACT):
            try:
                rule = Rule(text, context=_context(names))
            except RuleSyntaxError as error:
                raise _syntax_error(text, error) from None
            except _FAULTS as error:
                raise ExpressionError(f"This cannot be computed: {_said(error)}.") from None
        _check_kinds(rule.statement.expression)
        _check_result(rule.statement.expression, result)
        return cls(text=text, names={name: names[name] for name in names if name in used}, rule=rule)

    def evaluate(self, names: Mapping[str, object]) -> object:
        """Return the value, or None where a number or date it asks for is blank.

        Raises:
            ExpressionError: the figures do not allow it, such as a division by zero.
        """
        values = {name: _value(kind, names.get(name)) for name, kind in self.names.items()}
        if None in values.values():
            return None
        try:
            return self.rule.evaluate(values)
        except _FAULTS as error:
            raise ExpressionError(f"Cannot compute {self.text}: {_said(error)}.") from None

    def refuted(self, known: Mapping[str, object]) -> bool:
        """Return whether one of the conditions that must hold together does not, by what is known alone.

        With a number or date that is known to be blank, none holds.
        """
        values = {name: _value(kind, known[name]) for name, kind in self.names.items() if name in known}
        if None in values.values():
            return True
        try:
            with decimal.localcontext(_EXACT):
                return any(names <= values.keys() and not node.evaluate(values) for node, names in self._together)
        except _FAULTS:
            return False

    @cached_property
    def _together(self) -> tuple[tuple[Any, frozenset[str]], ...]:
        """The conditions that must all hold, with the names each asks for."""
        nodes = _conjuncts(self.rule.statement.expression)
        return tuple((node, frozenset(_words_of(node)).intersection(self.names)) for node in nodes)


_EXACT = decimal.Context(
    prec=34,
    rounding=ROUND_HALF_UP,
    Emin=-999,
    Emax=999,
    traps=[decimal.DivisionByZero, decimal.InvalidOperation, decimal.Overflow],
)
_FAULTS = (EngineError, ArithmeticError, TypeError, ValueError, LookupError)


def _round(value: Decimal, places: Decimal) -> Decimal:
    """Round half up, as people do."""
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


def _year(moment: datetime) -> Decimal:
    return Decimal(moment.year)


def _month(moment: datetime) -> Decimal:
    return Decimal(moment.month)


def _day(moment: datetime) -> Decimal:
    return Decimal(moment.day)


def _function(name: str, result: Any, *arguments: Any) -> Any:
    return DataType.FUNCTION(name, return_type=result, argument_types=arguments)


_NUMBERS = DataType.ARRAY(DataType.FLOAT)
_TRUTHS = DataType.ARRAY(DataType.BOOLEAN)
_FUNCTIONS = {
    "abs": (abs, _function("abs", DataType.FLOAT, DataType.FLOAT)),
    "round": (_round, _function("round", DataType.FLOAT, DataType.FLOAT, DataType.FLOAT)),
    "sum": (sum, _function("sum", DataType.FLOAT, _NUMBERS)),
    "min": (min, _function("min", DataType.FLOAT, _NUMBERS)),
    "max": (max, _function("max", DataType.FLOAT, _NUMBERS)),
    "any": (any, _function("any", DataType.BOOLEAN, _TRUTHS)),
    "all": (all, _function("all", DataType.BOOLEAN, _TRUTHS)),
    "year": (_year, _function("year", DataType.FLOAT, DataType.DATETIME)),
    "month": (_month, _function("month", DataType.FLOAT, DataType.DATETIME)),
    "day": (_day, _function("day", DataType.FLOAT, DataType.DATETIME)),
}


def _context(names: Mapping[str, Kind]) -> Context:
    context = Context(
        type_resolver={name: _TYPES[kind] for name, kind in names.items()},
        default_timezone="utc",
        decimal_context=_EXACT,
        mapping_attribute_lookup=False,
    )
    context.builtins = Builtins(
        {name: function for name, (function, _) in _FUNCTIONS.items()},
        value_types={name: signature for name, (_, signature) in _FUNCTIONS.items()},
        timezone=UTC,
    )
    return context


def _read_signs(text: str, names: Collection[str]) -> frozenset[str]:
    """Let only listed signs and known names through, and return the words used."""
    signs = list(split(text))
    if len(signs) > MOST_SIGNS:
        raise ExpressionError(f"The expression has more than {MOST_SIGNS} parts.")
    words = [(sign, offset) for kind, sign, offset in signs if kind == "word"]
    loops = [place for place, (word, _) in enumerate(words) if word == "for"]
    if len(loops) > 1:
        raise ExpressionError("One 'for' is enough in an expression.", words[loops[1]][1])
    own = {word for word, _ in words[loops[0] + 1 : loops[0] + 2]} if loops else set()
    for word, offset in words:
        if word not in _KEYWORDS and word not in names and word not in own:
            raise ExpressionError(_unknown("name", word, names), offset)
    return frozenset(word for word, _ in words)


def split(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the signs of an expression, each with its kind and place."""
    offset = 0
    while offset < len(text):
        found = _SIGN.match(text, offset)
        if not found or found.lastgroup == "refused":
            sign = found[0] if found else text[offset]
            raise ExpressionError(f"{sign!r} must not stand in an expression.", offset)
        if found.lastgroup == "function" and found[0][1:] not in _FUNCTIONS:
            raise ExpressionError(_unknown("function", found[0], [f"${name}" for name in _FUNCTIONS]), offset)
        if found.lastgroup != "space":
            yield found.lastgroup or "", found[0], offset
        offset = found.end()


def _unknown(what: str, word: str, known: Collection[str]) -> str:
    near = nearest(word, known)
    return f"There is no {what} {word!r} here" + (
        f"; did you mean {near!r}?" if near else f"; known are {', '.join(known)}."
    )


def _syntax_error(text: str, error: RuleSyntaxError) -> ExpressionError:
    if error.token is None:
        return ExpressionError("The expression ends too early.", max(len(text) - 1, 0))
    return ExpressionError(f"{error.token.value!r} does not belong here.", error.token.lexpos)


def _said(error: BaseException) -> str:
    said = str(getattr(error, "message", "") or error.__class__.__name__)
    return "it mixes kinds, such as a number with a text" if said.startswith("data type mismatch") else said


def _check_kinds(node: Any) -> None:
    """Refuse what the engine would quietly answer: a number compared with a text, a text taken for a condition."""
    match node:
        case ast.ComparisonExpression():
            _match(node.left.result_type, node.right.result_type)
        case ast.ContainsExpression() if DataType.is_type(node.container.result_type, DataType.ARRAY):
            _match(node.member.result_type, node.container.result_type.value_type)
        case ast.LogicExpression():
            _want_truth(node.left)
            _want_truth(node.right)
        case ast.UnaryExpression() if node.type == "not":
            _want_truth(node.right)
        case ast.UnaryExpression() if node.right.result_type == DataType.BOOLEAN:
            raise ExpressionError(f"A minus stands before {Kind.TRUTH}.")
        case ast.TernaryExpression():
            _want_truth(node.condition)
    for inner in _inner(node):
        _check_kinds(inner)


def _conjuncts(node: Any) -> Iterator[Any]:
    if isinstance(node, ast.LogicExpression) and node.type == "and":
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    else:
        yield node


def _words_of(node: Any) -> Iterator[str]:
    if isinstance(node, ast.SymbolExpression):
        yield node.name
    for inner in _inner(node):
        yield from _words_of(inner)


def _inner(node: Any) -> Iterator[Any]:
    for name in ("left", "right", "container", "member", "condition", "case_true", "case_false", "result", "iterable"):
        inner = getattr(node, name, None)
        if inner is not None:
            yield inner
    yield from getattr(node, "arguments", ())


def _match(left: Any, right: Any) -> None:
    if DataType.UNDEFINED not in (left, right) and left != right:
        raise ExpressionError(f"This compares {_kind(left)} with {_kind(right)}.")


def _want_truth(node: Any) -> None:
    if node.result_type != DataType.BOOLEAN:
        raise ExpressionError(f"Where true or false is expected stands {_kind(node.result_type)}.")


def _check_result(node: Any, wanted: Kind) -> None:
    if node.result_type != _TYPES[wanted]:
        raise ExpressionError(f"The expression gives {_kind(node.result_type)}, where {wanted} is expected.")


def _kind(of_engine: Any) -> str:
    return _KINDS.get(str(of_engine), "something else")


def _value(kind: Kind, value: object) -> object:
    """Return a value as the engine computes with it; None for a blank."""
    if kind is Kind.NUMBER:
        return _number(value)
    if kind is Kind.MOMENT:
        return _moment(value)
    if kind is Kind.TEXT:
        return "" if value is None else str(value)
    return value is True


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        number = Decimal(value)
    except decimal.InvalidOperation:
        return None
    return number if number.is_finite() else None


def _moment(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), tzinfo=UTC) if isinstance(value, date) else None
