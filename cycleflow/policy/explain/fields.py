"""Says what a question asks for: which values it takes, and when it must be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from cycleflow.core.workflow import Field, FieldKind, Words
from cycleflow.policy.explain.document import Clause, clause
from cycleflow.policy.explain.names import Names, counted, terms
from cycleflow.policy.explain.prose import Prose
from cycleflow.policy.phrase import parse_words

SCALES = "scales"


def fields(prose: Prose, asked: Mapping[str, Field], beside: Names | None = None) -> Iterator[Clause]:
    """Yield every question, each with what it takes; `beside` are names known besides the questions themselves."""
    names = {**(prose.flow_names if beside is None else beside), **counted(asked), **terms(asked)}
    for one in asked.values():
        text = f"{prose.title(one.title)}{prose.say('：', ': ')}{kind(prose, one)}{need(prose, one, names)}"
        yield clause(text, fields(prose, one.columns, names))


def kind(prose: Prose, asked: Field) -> str:
    """Return which values a question takes."""
    say = prose.say
    match asked.kind:
        case FieldKind.TEXT:
            return say(f"文字，{_length(prose, asked)}字", f"a text of {_length(prose, asked)} characters")
        case FieldKind.NUMBER:
            return _number(prose, asked)
        case FieldKind.SCALE | FieldKind.CHOICE:
            return _options(prose, asked)
        case FieldKind.DATE:
            return say("日期", "a date")
        case FieldKind.MOMENT:
            ahead = prose.offset(asked.ahead) if asked.ahead else ""
            return say("日期和时刻", "a date and time") + (
                say(f"，至少在{ahead}之后", f", at least {ahead} ahead") if ahead else ""
            )
        case FieldKind.TICK:
            return say("勾选确认", "to be ticked")
        case FieldKind.PERSON:
            among = prose.role(asked.among) if asked.among else say("在职人员", "all at work")
            return say(f"从{among}中指定一人，被考核人除外", f"one person among {among}, but not the person appraised")
        case _:
            return _table(prose, asked)


def _length(prose: Prose, asked: Field) -> str:
    low, high = asked.low, asked.high
    if low:
        return prose.span(low, high)
    return prose.say(f"不超过{high}", f"at most {high}")


def _number(prose: Prose, asked: Field) -> str:
    whole = not asked.places
    noun = prose.say("整数" if whole else "数字", "a whole number" if whole else "a number")
    limits = (
        "" if asked.low is None and asked.high is None else prose.say("，", ", ") + prose.span(asked.low, asked.high)
    )
    places = "" if whole else prose.say(f"，至多{asked.places}位小数", f", at most {asked.places} decimal places")
    total = None if asked.total_by else asked.total
    adds = prose.say(f"，各行合计须为{total}", f", {total} in all over the rows") if total is not None else ""
    return f"{noun}{limits}{places}{adds}"


def _options(prose: Prose, asked: Field) -> str:
    number = _scales(prose).get(_key(asked.options)) if asked.kind is FieldKind.SCALE else None
    if number:
        return prose.say(f"按{scale_title(prose, number)}选定一级", f"one value of {scale_title(prose, number)}")
    values = prose.either([prose.quoted(prose.option(key, asked.options)) for key in asked.options])
    return prose.say(f"选择{values}", f"one of {values}")


def _key(options: Mapping[str, Words]) -> tuple[tuple[str, str, str], ...]:
    return tuple((key, words["zh"], words["en"]) for key, words in options.items())


def _scales(prose: Prose) -> dict[tuple[tuple[str, str, str], ...], int]:
    return {_key(options): number for number, options in enumerate(scales(prose), 1)}


def scales(prose: Prose) -> list[Mapping[str, Words]]:
    """Return the values of every scale of the regulation, in its order."""
    written = prose.written.get(SCALES)
    found = written.values() if isinstance(written, dict) else ()
    return [{key: parse_words(str(words)) for key, words in one.items()} for one in found if isinstance(one, dict)]


def scale_title(prose: Prose, number: int) -> str:
    """Return what a scale is called: by its number, where there are several."""
    count = str(number) if len(scales(prose)) > 1 else ""
    return prose.quoted(prose.say(f"评分标准{count}", f"scale {count}".strip()))


def _table(prose: Prose, asked: Field) -> str:
    sums = "".join(_sums(prose, asked))
    if asked.each:
        source = prose.column(asked.each.split("."))
        return prose.say(f"表格，逐行对应{source}，{sums}每行填写", f"a table, a row for each of {source}, {sums}with")
    rows = prose.span(asked.low, asked.high)
    return prose.say(f"表格，{rows}行，{sums}每行填写", f"a table of {rows} rows, {sums}with")


def _sums(prose: Prose, table: Field) -> Iterator[str]:
    """Yield what must add up over the rows that have the same in a column."""
    for column in table.columns.values():
        if column.total is not None and column.total_by:
            by, title = prose.title(table.columns[column.total_by].title), prose.title(column.title)
            yield prose.say(
                f"{by}相同的各行{title}合计须为{column.total}，",
                f"in which the rows of the same {by} have {column.total} of {title} in all, ",
            )


def need(prose: Prose, asked: Field, names: Names) -> str:
    """Return when a question need not be answered, or what answering it does."""
    say = prose.say
    parts = []
    if asked.needed_for:
        answers = prose.either([_answer(prose, name) for name in asked.needed_for])
        parts.append(say(f"仅在选择{answers}时必填", f"needed only for {answers}"))
    if asked.needed_when:
        when = prose.condition(asked.needed_when, names)
        parts.append(say(f"仅在{when}时必填", f"needed only where {when}"))
    elif asked.optional and not asked.needed_for:
        parts.append(say("可不填", "may be left blank"))
    if asked.sets:
        parts.append(_replaced(prose, asked.sets))
    return "".join(f"{say('；', '; ')}{part}" for part in parts)


def _replaced(prose: Prose, result: Literal["score", "grade"]) -> str:
    name = prose.name(result, prose.flow_names)
    return prose.say(
        f"所填即取代{name}，并须写明理由", f"it takes the place of the {name}, and why must be written beside it"
    )


def _answer(prose: Prose, name: str) -> str:
    """Return what an answer is called."""
    stages = prose.workflow.stages.values()
    titles = [stage.answers[name].title for stage in stages if name in stage.answers]
    return prose.title(titles[0]) if titles else prose.quoted(name)
