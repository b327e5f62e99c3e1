"""Chapter 5: the figures a score is made of, by whom each is given, and how it is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.feed import Feed
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.workflow import Field, FieldKind, Indicator
from cycleflow.policy.explain.document import Article, Chapter, Clause, article, clause
from cycleflow.policy.explain.fields import fields, kind
from cycleflow.policy.explain.names import CADENCES
from cycleflow.policy.explain.prose import Prose
from cycleflow.policy.explain.sheets import INDICATORS, checks_of
from cycleflow.policy.sections.feeds import SAME

_WHOSE: Mapping[str, tuple[str, str]] = {
    "self": ("被考核人本人", "the person appraised"),
    "manager": ("被考核人的上级", "the person's manager"),
    "reports": ("被考核人的下属", "those who report to the person"),
    "members": ("该单位的成员", "the members of the unit"),
    "everybody": ("全体人员", "everybody"),
    "team": ("被考核人所在团队", "the team the person belongs to"),
    "led team": ("被考核人所带团队", "the team the person leads"),
    "department": ("被考核人所在部门", "the person's department"),
    "company": ("公司", "the company"),
}
_REACHES: Mapping[str, tuple[str, str]] = {
    "same": ("同一考核期", "of the same period"),
    "previous": ("上一考核期", "of the period before"),
    "within": ("本考核期之内各期", "of all periods within this one"),
    "each month": ("本考核期之内各月", "of each month within this one"),
    "each quarter": ("本考核期之内各季度", "of each quarter within this one"),
    "each half_year": ("本考核期之内各半年", "of each half-year within this one"),
}
_FOLDS: Mapping[str, tuple[str, str]] = {
    "mean": ("取平均数", "their mean"),
    "sum": ("取合计", "their sum"),
    "count": ("取个数，是否类指标取为是的个数", "how many there are, and of ticks how many are set"),
    "min": ("取最小者", "the least of them"),
    "max": ("取最大者", "the greatest of them"),
}


def indicators(prose: Prose) -> Chapter:
    return Chapter(prose.say("考核指标", "Indicators"), (*_general(prose), *_provided(prose), *_fed(prose)))


def _general(prose: Prose) -> Iterator[Article]:
    if prose.workflow.indicators:
        yield article(
            prose.say("提供指标", "Giving figures"),
            prose.say(
                "指标除另有注明外均须提供；所填的文字留作佐证，不参与计算；是否类指标在计算中是计1、否计0。",
                "Every indicator must be given unless it says otherwise. Texts are kept as evidence and do not "
                "count; yes counts 1 in arithmetic, and no counts 0.",
            ),
        )


def _provided(prose: Prose) -> Iterator[Article]:
    groups: dict[str, list[Indicator]] = {}
    for one in prose.workflow.indicators.values():
        if one.by:
            groups.setdefault(one.by, []).append(one)
    for role, found in groups.items():
        who = prose.role(role)
        yield article(
            prose.say(f"由{who}提供的指标", f"Given by {who}"),
            clause(
                prose.say(f"{who}提供下列指标：", f"These are given by {who}:"),
                [_indicator(prose, one) for one in found],
            ),
            *checks_of(prose, prose.workflow.sheets[f"{role}{INDICATORS}"]),
        )


def _indicator(prose: Prose, one: Indicator) -> Clause:
    values = _values(prose, one.asked)
    parts = [f"{_title(prose, one)}{prose.say('：', ': ')}{values}", *_notes(prose, one)]
    is_list = one.asked.kind is FieldKind.ROWS and set(one.asked.columns) == {"value"}
    return clause(prose.say("；", "; ").join(parts), () if is_list else fields(prose, one.asked.columns, prose.names))


def _title(prose: Prose, one: Indicator) -> str:
    unit = prose.say(f"（{one.unit}）", f" ({one.unit})") if one.unit else ""
    return f"{prose.title(one.asked.title)}{unit}"


def _values(prose: Prose, asked: Field) -> str:
    value = asked.columns.get("value") if len(asked.columns) == 1 else None
    if asked.kind is FieldKind.TICK:
        return prose.say("是或否", "yes or no")
    if value is None:
        return kind(prose, asked)
    return prose.say(f"多个数值，每个为{kind(prose, value)}", f"many figures, each {kind(prose, value)}")


def _notes(prose: Prose, one: Indicator) -> Iterator[str]:
    """Yield what else there is to say of an indicator."""
    say, asked = prose.say, one.asked
    if one.better:
        is_higher = one.better == "higher"
        yield say(
            "越高越好" if is_higher else "越低越好", "the higher the better" if is_higher else "the lower the better"
        )
    if one.meaning:
        yield say(f"计法：{prose.pick(one.meaning)}", f"counted as: {prose.pick(one.meaning)}")
    if asked.every:
        kinds = prose.listed(prose.pick(CADENCES[kind]) for kind in asked.every)
        yield say(
            f"仅在{kinds}考核中提供，其他考核不适用",
            f"asked only in appraisals of a {kinds}; in others it does not apply",
        )
    if asked.needed_when:
        when = prose.condition(asked.needed_when)
        yield say(f"仅在{when}时提供", f"given only where {when}")
    if one.default is not None:
        yield _default(prose, one)
    elif asked.optional:
        yield say(
            "可不适用；不适用时，依其计算的各项也不适用", "it may not apply; what needs it then does not apply either"
        )


def _default(prose: Prose, one: Indicator) -> str:
    if isinstance(one.default, bool):
        value = prose.say("是" if one.default else "否", "yes" if one.default else "no")
    else:
        value = prose.option(shown(one.default), one.asked.options)
    return prose.say(f"未提供的按{value}计", f"{value} where it is not given")


def _fed(prose: Prose) -> Iterator[Article]:
    found = [one for one in prose.workflow.indicators.values() if one.feed]
    if found:
        lead = prose.say(
            "下列指标取自其他考核，于得出得分的答复作出时自动汇集；所需结果尚未公布的，该答复不予接受，并告知尚待何项：",
            "These come from other appraisals and are gathered when the answer is given that completes the score; "
            "until what they need has been published, that answer is not taken, and it is said what it waits for:",
        )
        yield article(
            prose.say("取自其他考核的指标", "Taken from other appraisals"),
            clause(lead, [_from(prose, one, one.feed) for one in found if one.feed]),
            prose.say(
                "所取结果其后变更的，据以计算的各项随之重新计算，原结果存档。",
                "When such a result changes later, all that was made of it is worked out anew; the old stays on "
                "record.",
            ),
        )


def _from(prose: Prose, one: Indicator, feed: Feed) -> str:
    say = prose.say
    regulation = prose.quoted(feed.regulation.replace("_", " ")) if feed.regulation else say("本办法", "these rules")
    whose = _whose(prose, feed.of)
    reach, fold = say(*_REACHES[feed.period]), say(*_FOLDS[feed.fold]) if feed.fold else ""
    take = _taken(prose, feed)
    said = say(
        f"取{whose}在{regulation}下{reach}的{take}" + (f"，{fold}" if fold else ""),
        f"{take} of {whose} under {regulation}, {reach}" + (f"; {fold}" if fold else ""),
    )
    parts = [f"{_title(prose, one)}{say('：', ': ')}{_values(prose, one.asked)}", said, *_notes(prose, one)]
    return say("；", "; ").join(parts)


def _whose(prose: Prose, of: str) -> str:
    if of.startswith(SAME):
        column = prose.name(of.removeprefix(SAME), prose.flow_names)
        return prose.say(f"与被考核人{column}相同的全体人员", f"everybody of the same {column}")
    return prose.say(*_WHOSE[of])


def _taken(prose: Prose, feed: Feed) -> str:
    """Return what is taken of each; of another regulation only the name is known."""
    known = prose.flow_names if feed.regulation is None or feed.take in ("score", "grade") else {}
    return prose.name(feed.take, known) if feed.take in known else prose.quoted(feed.take.replace("_", " "))
