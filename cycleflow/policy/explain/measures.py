"""Says one measure: the rule that makes it, then its limits and its rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from cycleflow.core.scoring.allocate import Allocate
from cycleflow.core.scoring.bands import Band, Bands
from cycleflow.core.scoring.card import Measure, MeasureRule
from cycleflow.core.scoring.cases import Cases
from cycleflow.core.scoring.count import Count
from cycleflow.core.scoring.formula import Formula
from cycleflow.core.scoring.guarded import innermost
from cycleflow.core.scoring.lookup import Lookup
from cycleflow.core.scoring.mean import ColumnMean, Mean, RowMean
from cycleflow.core.scoring.past import Streak, Tally
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.scoring.points import Points
from cycleflow.core.scoring.rank_points import RankPoints
from cycleflow.core.scoring.ratio import Ratio
from cycleflow.core.scoring.records import Records
from cycleflow.core.scoring.tabled import Tabled
from cycleflow.core.scoring.top import Top
from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.core.scoring.weights import Weights, WeightsBy
from cycleflow.core.workflow import Expression
from cycleflow.policy.explain.document import Clause, clause
from cycleflow.policy.explain.items import band_edges, point_item
from cycleflow.policy.explain.names import Names, Term
from cycleflow.policy.explain.prose import Prose
from cycleflow.policy.explain.rows import Table, table_of

WHOLE = 100
"""What weights add up to as a rule."""

_OWN: Names = {
    "x": Term(title={"zh": "该数值", "en": "the figure itself"}),
    "part": Term(title={"zh": "位置", "en": "the part"}),
}


def measure(prose: Prose, one: Measure, names: Names) -> Iterator[Clause]:
    """Yield what makes a measure, and what is done with it then."""
    rule = innermost(one.rule)
    yield _SAY[type(rule)](_Measuring(prose, one, names), rule)
    yield from _finish(prose, one)


def full_marks(prose: Prose, one: Measure) -> str:
    """Return the most its bands may be worth, where the file says so."""
    for section in ("score", "outcomes"):
        written: Any = prose.written.get(section, {})
        bands = written.get("measures", {}).get(one.name, {}).get("bands", {})
        if "out_of" in bands:
            return str(bands["out_of"])
    return ""


def _finish(prose: Prose, one: Measure) -> Iterator[Clause]:
    if one.low is not None or one.high is not None:
        least, most = (None if bound is None else shown(bound) for bound in (one.low, one.high))
        low = prose.say(f"低于{least}的按{least}计", f"at least {least}") if least is not None else ""
        high = prose.say(f"超过{most}的按{most}计", f"at most {most}") if most is not None else ""
        said = prose.say("，", ", ").join(part for part in (low, high) if part)
        yield clause(prose.say(f"本项{said}。", f"It comes to {said}."))
    if one.places is not None:
        rounded = prose.rounded(one.places, one.rounding)
        yield clause(prose.say(f"本项{rounded}。", f"It is {rounded}."))


class _Measuring:
    """One measure as it is said: in which words, what it is called, and what it may ask for."""

    def __init__(self, prose: Prose, one: Measure, names: Names) -> None:
        self.prose, self.one, self.names = prose, one, names
        self.called = prose.name(one.name, names)
        self.say = prose.say

    def name(self, name: str) -> str:
        return self.prose.name(name, self.names)

    def condition(self, expression: Expression, names: Names | None = None) -> str:
        return self.prose.condition(expression, self.names if names is None else names)

    def formula(self, expression: Expression, names: Names | None = None) -> str:
        return self.prose.formula(expression, self.names if names is None else names)

    def table(self, name: str) -> Table:
        return table_of(self.prose, name, self.names)

    def is_made(self, chinese: str, english: str, items: list[Clause | str] | None = None) -> Clause:
        """Return the sentence that says how it is made; with items it ends in a colon."""
        end = self.say("：", ":") if items else self.say("。", ".")
        return clause(self.say(f"{self.called}{chinese}", f"{self.called} {english}") + end, items or ())


def _formula(said: _Measuring, rule: Formula) -> Clause:
    text = said.formula(rule.expression)
    if said.prose.sayer.is_truth(rule.expression, said.names):
        return said.is_made(f"在{text}时为是，否则为否", f"is yes where {text}, else no")
    return said.is_made(f" = {text}", f"= {text}")


def _cases(said: _Measuring, rule: Cases) -> Clause:
    items: list[Clause | str] = []
    for case in rule.cases:
        then = said.formula(case.then.expression)
        if case.when is None:
            items.append(said.say(f"其他情形，为{then}", f"otherwise: {then}"))
        else:
            when = said.condition(case.when.expression)
            items.append(said.say(f"{when}的，为{then}", f"where {when}: {then}"))
    return said.is_made("按下列情形依次确定，以第一个成立的为准", "is what the first of these says that holds", items)


def _bands(said: _Measuring, rule: Bands) -> Clause:
    of, most = said.name(rule.of), full_marks(said.prose, said.one)
    notes = [said.say(f"满分{most}", f"{most} at most")] if most else []
    if any(isinstance(bound, str) for band in rule.bands for bound in (band.low, band.high)):
        ordered = "the first that holds it decides, and where none does, it does not apply"
        notes.append(said.say("以第一个符合的为准，均不符合的本项不适用", ordered))
    if any("part" in band.names for band in rule.bands):
        part = "“the part” is how far into the band it lies, from 0 to 1"
        notes.append(said.say("“位置”指在该区间内所处的位置，下端为0，上端为1", part))
    items: list[Clause | str] = [
        band_edges(said.prose, band, said.names) + said.say("：", ": ") + _band_worth(said, band) for band in rule.bands
    ]
    said_so = "".join(said.say("，", "; ") + note for note in notes)
    return said.is_made(f"按{of}所在区间确定{said_so}", f"goes by where {of} lies{said_so}", items)


def _band_worth(said: _Measuring, band: Band) -> str:
    if isinstance(band.worth, str):
        return said.prose.quoted(band.worth)
    if isinstance(band.worth, Decimal):
        return shown(band.worth)
    return said.formula(band.worth, {**said.names, **_OWN})


def _points(said: _Measuring, rule: Points) -> Clause:
    start = said.prose.bound(rule.start, said.names)
    items: list[Clause | str] = [point_item(said.prose, item, said.names) for item in rule.items]
    return said.is_made(f"以{start}为起点，按下列各项增减", f"begins with {start}, and changes so", items)


def _weights(said: _Measuring, rule: Weights) -> Clause:
    return said.is_made(f" = {_weighed(said, rule)}", f"= {_weighed(said, rule)}")


def _weighed(said: _Measuring, rule: Weights) -> str:
    total = sum(weight for _, weight in rule.weights)
    text = " + ".join(f"{said.name(name)} × {shown(weight)}%" for name, weight in rule.weights)
    adds = said.say(f"（权重合计{shown(total)}%）", f" (weights of {shown(total)}% in all)")
    return text + ("" if total == WHOLE else adds)


def _weights_by(said: _Measuring, rule: WeightsBy) -> Clause:
    by = said.name(rule.by)
    items: list[Clause | str] = [
        f"{_level(said, rule.by, level)}{said.say('：', ': ')}{_weighed(said, weights)}"
        for level, weights in rule.levels.items()
    ]
    return said.is_made(
        f"按{by}以下列权重计算，未列出的不适用",
        f"counts, by {by}, with these weights, and does not apply to others",
        items,
    )


def _mean(said: _Measuring, rule: Mean) -> Clause:
    names = said.prose.listed(map(said.name, rule.names))
    least = _at_least(said, rule.at_least)
    return said.is_made(
        f"为{names}的平均数，不适用的不计{least}", f"is the mean of {names}, without what does not apply{least}"
    )


def _at_least(said: _Measuring, count: int) -> str:
    return said.say(f"；不足{count}个的不计算", f"; with fewer than {count} there is none") if count > 1 else ""


def _column_mean(said: _Measuring, rule: ColumnMean) -> Clause:
    table = said.table(rule.table)
    of, least = table.column(rule.of), _at_least(said, rule.at_least)
    if rule.by:
        by = table.column(rule.by)
        return said.is_made(f"为{of}以{by}加权的平均数{least}", f"is the mean of {of}, weighted by {by}{least}")
    return said.is_made(f"为{of}的平均数{least}", f"is the mean of {of}{least}")


def _row_mean(said: _Measuring, rule: RowMean) -> Clause:
    table = said.table(rule.table)
    each, least = said.formula(rule.each, table.names), _at_least(said, rule.at_least)
    return said.is_made(
        f"为{table.called}各行（{each}）的平均数{least}",
        f"is the mean, over the rows of {table.called}, of ({each}){least}",
    )


def _ratio(said: _Measuring, rule: Ratio) -> Clause:
    of, to, times = said.name(rule.of), said.name(rule.to), shown(rule.times)
    factor = "" if times == "1" else f" × {times}"
    if rule.empty is None:
        empty = said.say(f"；{to}为0的，本项不适用", f"; where {to} is 0, it does not apply")
    else:
        empty = said.say(f"；{to}为0的，计{shown(rule.empty)}", f"; where {to} is 0, it is {shown(rule.empty)}")
    return said.is_made(f" = {of} ÷ {to}{factor}{empty}", f"= {of} ÷ {to}{factor}{empty}")


def _lookup(said: _Measuring, rule: Lookup) -> Clause:
    sides = said.prose.listed(map(said.name, rule.sides))
    items: list[Clause | str] = []
    for levels, value in rule.cells.items():
        where = said.say("、", ", ").join(
            _level(said, side, level) for side, level in zip(rule.sides, levels, strict=True)
        )
        worth = said.prose.quoted(value) if isinstance(value, str) else shown(value)
        items.append(said.say(f"{where}：{worth}", f"{where}: {worth}"))
    return said.is_made(
        f"按{sides}查下表，表中没有的不适用", f"goes by {sides}, and does not apply to what is not listed", items
    )


def _level(said: _Measuring, side: str, level: str) -> str:
    term = said.names.get(side)
    return said.prose.option(level, term.options if term else {})


def _rank_points(said: _Measuring, rule: RankPoints) -> Clause:
    rank, among = said.name(rule.rank), said.name(rule.among)
    first, last = shown(rule.first), shown(rule.last)
    return said.is_made(
        f"按名次{rank}（共{among}名）确定：第一名{first}，最后一名{last}，其间等差递减",
        f"goes by the rank {rank} among {among}: {first} for the first, {last} for the last, in equal steps between "
        "them",
    )


def _top(said: _Measuring, rule: Top) -> Clause:
    of, share = said.table(rule.table).column(rule.of), shown(rule.share)
    return said.is_made(
        f"为{of}中最高的{share}%（舍去小数，至少一个）里的最低值",
        f"is the lowest of the best {share}% of {of}, their number rounded down, but at least one",
    )


def _records(said: _Measuring, rule: Records) -> Clause:
    table = said.table(rule.table)
    items: list[Clause | str] = []
    for when, then in rule.each:
        worth = said.formula(then, table.names)
        if when is None:
            items.append(said.say(f"其他的，计{worth}", f"otherwise: {worth}"))
        else:
            held = said.condition(when, table.names)
            items.append(said.say(f"{held}的，计{worth}", f"where {held}: {worth}"))
    limit = said.condition(rule.when, table.names) if rule.when else ""
    only = said.say(f"，仅计{limit}的", f", only those where {limit},") if limit else ""
    if rule.same:
        same = table.column(rule.same)
        items.append(
            said.say(
                f"{same}相同的，自第{rule.doubled_from}次起加倍计",
                f"of the same {same}, those from number {rule.doubled_from} on count twice",
            )
        )
    return said.is_made(
        f"为{table.called}各行{only}所计之和，每行按第一个成立的情形计",
        f"is the sum over the rows of {table.called}{only} each by the first that holds",
        items,
    )


def _count(said: _Measuring, rule: Count) -> Clause:
    table = said.table(rule.table)
    when = said.condition(rule.when, table.names) if rule.when else ""
    only = said.say(f"中{when}的", f" where {when}") if when else said.say("的", "")
    if rule.different:
        column = table.column(rule.different)
        return said.is_made(
            f"为{table.called}{only}各行中{column}不同取值的个数",
            f"is how many different values {column} has in the rows of {table.called}{only}",
        )
    return said.is_made(f"为{table.called}{only}行数", f"is the number of rows of {table.called}{only}")


def _tabled(said: _Measuring, rule: Tabled) -> Clause:
    assert isinstance(rule.rule, WeightedMean), "no other rule takes sheets"
    return clause(said.called + weighted(said.prose, rule.rule))


def weighted(prose: Prose, rule: WeightedMean) -> str:
    """Return how a table agreed in one state is scored in another."""
    scores, weights = prose.column(rule.scores), prose.column(rule.weights)
    return prose.say(
        f"为{scores}以{weights}加权的平均数，即各行（{scores} × {weights}）之和 ÷ 各行{weights}之和。",
        f" is the mean of {scores} weighted by {weights}: the sum of {scores} × {weights} over the rows, ÷ the sum "
        f"of {weights}.",
    )


def _streak(said: _Measuring, rule: Streak) -> Clause:
    when = said.condition(rule.when)
    gaps = said.say(
        "没有结果的考核期不中断" if rule.over_gaps else "没有结果的考核期中断计数",
        "a period without a result does not end it" if rule.over_gaps else "a period without a result ends it",
    )
    return said.is_made(
        f"为截至本期连续{when}的期数；{gaps}",
        f"is the number of periods in a row, up to this one, in which {when}; {gaps}",
    )


def _tally(said: _Measuring, rule: Tally) -> Clause:
    when = said.condition(rule.when)
    if rule.last:
        return said.is_made(
            f"为最近{rule.last}期（含本期）中{when}的期数",
            f"is the number of periods among the last {rule.last}, this one included, in which {when}",
        )
    return said.is_made(
        f"为本自然年度内（含本期）{when}的期数",
        f"is the number of periods of this calendar year, this one included, in which {when}",
    )


def _allocate(said: _Measuring, rule: Allocate) -> Clause:
    pool, by = said.formula(rule.pool.expression), said.formula(rule.by.expression)
    places = (
        said.say(f"保留{rule.places}位小数", f"to {rule.places} decimal places")
        if rule.places
        else said.say("取整数", "in whole numbers")
    )
    return said.is_made(
        f"为{pool}按各人（{by}）的比例所分得的份额，{places}，余数从大到小补足，各份之和等于总额；负数按0计",
        f"is the share of {pool} that goes by everybody's ({by}), {places}; the largest remainders get what is left, "
        "so that the shares add up, and less than nothing counts as nothing",
    )


_SAY: Mapping[type[MeasureRule], Callable[[_Measuring, Any], Clause]] = {
    Formula: _formula,
    Cases: _cases,
    Bands: _bands,
    Points: _points,
    Weights: _weights,
    WeightsBy: _weights_by,
    Mean: _mean,
    ColumnMean: _column_mean,
    RowMean: _row_mean,
    Ratio: _ratio,
    Lookup: _lookup,
    RankPoints: _rank_points,
    Top: _top,
    Records: _records,
    Count: _count,
    Tabled: _tabled,
    Streak: _streak,
    Tally: _tally,
    Allocate: _allocate,
}
"""How each rule family is said; a test sees to it that none is missing."""
