"""Chapter 4: what is filled in, question by question; what is handed out; what a sheet must not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.handed import HandedOut, HandedTable
from cycleflow.core.model import Cell
from cycleflow.core.workflow import Check, Field, Sheet
from cycleflow.policy.explain.document import Article, Chapter, Clause, article, clause
from cycleflow.policy.explain.fields import fields, kind, scale_title, scales
from cycleflow.policy.explain.names import Names, Term, counted, terms
from cycleflow.policy.explain.prose import Prose

MOST_TITLES = 3
"""So many states a sheet is called by at most."""

INDICATORS = "_indicators"
"""The sheet of a role that provides indicators is called after it."""


def sheets(prose: Prose) -> Chapter:
    return Chapter(
        prose.say("填写内容", "What is filled in"),
        (*_scales(prose), *_handed(prose), *_needed(prose), *_sheets(prose)),
    )


def _scales(prose: Prose) -> Iterator[Article]:
    items = [
        prose.say(f"{scale_title(prose, number)}：", f"{scale_title(prose, number)}: ")
        + prose.say("、", ", ").join(prose.option(key, options) for key in options)
        for number, options in enumerate(scales(prose), 1)
    ]
    if items:
        lead = prose.say("评分采用下列标准，由优至劣排列：", "Marks are given by these scales, the best first:")
        yield article(prose.say("评分标准", "Scales"), clause(lead, items))


def own_sheets(prose: Prose) -> list[Sheet]:
    """Return the sheets people fill in that are neither handed out nor made of indicators."""
    provided = {f"{one.by}{INDICATORS}" for one in prose.workflow.indicators.values() if one.by}
    return [
        sheet
        for name, sheet in prose.workflow.sheets.items()
        if name not in prose.workflow.handed and name not in provided
    ]


def _needed(prose: Prose) -> Iterator[Article]:
    if own_sheets(prose):
        yield article(
            prose.say("必填", "What is needed"),
            prose.say(
                "下列各表除另有注明外均须填写完整，方可提交。",
                "All that follows must be filled in before it is sent, unless it says otherwise.",
            ),
        )


def _sheets(prose: Prose) -> Iterator[Article]:
    for sheet in own_sheets(prose):
        where = prose.listed(dict.fromkeys(prose.title(stage.title) for stage in prose.source_states(sheet.name)))
        used = (
            prose.say(f"用于{where}", f"It is filled in at {where}") if where else prose.say("未使用", "It is not used")
        )
        lead = prose.say(f"{used}，内容如下：", f"{used}, and asks for:")
        yield article(
            sheet_title(prose, sheet.name), clause(lead, fields(prose, sheet.fields)), *checks_of(prose, sheet)
        )


def sheet_title(prose: Prose, name: str) -> str:
    """Return what a sheet is called: by the states it is filled in at, and by whom if others fill in others."""
    stages = prose.source_states(name)
    if not stages:
        return prose.quoted(name.replace("_", " "))
    titles = list(dict.fromkeys(prose.pick(stage.title) for stage in stages))
    several = prose.say("等", " and others") if len(titles) > MOST_TITLES else ""
    title = prose.quoted(prose.say("/", " / ").join(titles[:MOST_TITLES]) + several)
    roles = [role for role, sheet in stages[0].ask.items() if sheet == name]
    alone = len({sheet for sheet in stages[0].ask.values() if sheet}) < 2
    by = "" if alone else prose.say(f"（{prose.all_roles(roles)}）", f" ({prose.all_roles(roles)})")
    return prose.say(f"{title}表{by}", f"the sheet {title}{by}")


def checks_of(prose: Prose, sheet: Sheet) -> Iterator[Clause]:
    """Yield what a sheet must not say, or is noted for."""
    checks = prose.workflow.checks.get(sheet.name, ())
    if checks:
        lead = prose.say("提交时另作下列检查：", "When it is sent, this is looked at besides:")
        yield clause(lead, [_check(prose, sheet, check) for check in checks])


def _check(prose: Prose, sheet: Sheet, check: Check) -> str:
    say = prose.say
    columns = terms(sheet.fields[check.of].columns) if check.of else {}
    names: Names = {
        **prose.flow_names,
        "answer": _answers(prose, sheet),
        **counted(sheet.fields),
        **terms(sheet.fields),
        **columns,
    }
    when, words = prose.condition(check.when, names), prose.title(check.words)
    table = prose.title(sheet.fields[check.of].title) if check.of else ""
    where = say(f"{table}某一行中", f"in a row of {table} ") if check.of else ""
    if check.then == "refuse":
        return say(
            f"{where}{when}的，不予接受，并告知：{words}", f"where {where}{when}, it is not taken, and told: {words}"
        )
    return say(
        f"{where}{when}的，予以接受，但注明并供其后查阅者知悉：{words}",
        f"where {where}{when}, it is taken, and noted for all who read it: {words}",
    )


def _answers(prose: Prose, sheet: Sheet) -> Term:
    """Return the answers that can be given with a sheet, as the values of one name."""
    options = {name: one.title for stage in prose.source_states(sheet.name) for name, one in stage.answers.items()}
    return Term(title={"zh": "答复", "en": "answer"}, options=options)


def _handed(prose: Prose) -> Iterator[Article]:
    for handed in prose.workflow.handed.values():
        sheet = prose.workflow.sheets[handed.name]
        yield article(
            prose.title(handed.title),
            prose.say(
                f"启动考核时向每人发给{prose.title(handed.title)}，视同已经填写；没有对应内容或行数不足的，不得启动。",
                f"At launch everybody is handed {prose.title(handed.title)}, as if it had been filled in; where it "
                "lacks rows for somebody, nothing is launched.",
            ),
            *_tables(prose, handed, sheet),
        )


def _tables(prose: Prose, handed: HandedOut, sheet: Sheet) -> Iterator[Clause]:
    for name, table in handed.tables.items():
        asked = sheet.fields[name]
        by = prose.listed([prose.name(fact) for fact in table.by])
        what = f"{prose.title(asked.title)}{prose.say('：', ': ')}{kind(prose, asked)}"
        yield clause(what + prose.say("：", ":"), fields(prose, asked.columns))
        lead = prose.say(f"{prose.title(asked.title)}按{by}分别为：", f"{prose.title(asked.title)} are, by {by}:")
        yield clause(lead, [_group(prose, table, level, asked) for level in table.rows])


def _group(prose: Prose, table: HandedTable, level: tuple[str, ...], asked: Field) -> Clause:
    """Return the rows of those of whom the facts the table goes by are these."""
    values = [prose.option(value, prose.names[name].options) for name, value in zip(table.by, level, strict=True)]
    whose = prose.say("、", ", ").join(values)
    return clause(whose + prose.say("：", ":"), [_row(prose, row, asked) for row in table.rows[level]])


def _row(prose: Prose, row: Mapping[str, Cell], asked: Field) -> str:
    cells = [
        f"{prose.title(asked.columns[name].title)}{prose.say('：', ': ')}{_cell(prose, value, asked.columns[name])}"
        for name, value in row.items()
    ]
    return prose.say("，", ", ").join(cells)


def _cell(prose: Prose, value: Cell, column: Field) -> str:
    return prose.say("是", "yes") if value is True else prose.option(str(value), column.options)
