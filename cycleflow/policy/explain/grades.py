"""Chapter 7: which score has which grade, and how grades may be spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cycleflow.core.cohort import COMPANY, DEPARTMENT, TEAM
from cycleflow.core.quota import Distribution, TeamShares
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.workflow import Grade
from cycleflow.policy.explain.document import Article, Chapter, Clause, article, clause
from cycleflow.policy.explain.items import grade_edges
from cycleflow.policy.explain.prose import Prose

_BASES: Mapping[str, tuple[str, str]] = {
    COMPANY: ("全公司", "the whole company"),
    DEPARTMENT: ("各部门", "each department"),
    TEAM: ("各团队（同一上级的人员）", "each team, the people of one manager"),
}
_ROUNDINGS: Mapping[str, tuple[str, str]] = {
    "largest_remainder": (
        "先舍去小数，余下的名额依小数部分由大到小分配",
        "rounded down, what is left going to the largest remainders",
    ),
    "floor": ("舍去小数", "rounded down"),
    "half_up": ("四舍五入", "rounded half up"),
}


def grades(prose: Prose) -> Chapter:
    title = prose.say("等级与分布", "Grades and their spread")
    return Chapter(title, (*_grades(prose), *_distributions(prose)))


def _grades(prose: Prose) -> Iterator[Article]:
    found = prose.workflow.grades
    if found:
        lead = prose.say("等级由优至劣为：", "The grades are, the best first:")
        yield article(prose.say("等级", "Grades"), clause(lead, [_grade(prose, grade) for grade in found]))


def _grade(prose: Prose, grade: Grade) -> str:
    called = prose.grade(grade.name)
    if grade.by_rank:
        return prose.say(f"{called}：由名次和分布确定", f"{called}: by rank and distribution")
    where = grade_edges(prose, grade)
    return prose.say(f"{called}：得分{where}", f"{called}: a score of {where}")


def base(prose: Prose, name: str) -> str:
    """Return over whom people are compared."""
    if name in _BASES:
        return prose.say(*_BASES[name])
    column = prose.name(name, prose.flow_names)
    return prose.say(f"{column}相同的人员", f"all of the same {column}")


def _distributions(prose: Prose) -> Iterator[Article]:
    title = prose.say("分布", "Distribution")
    for number, one in enumerate(prose.workflow.distributions):
        yield article(title, *_whose(prose, one, is_first=not number), *_distribution(prose, one))


def _whose(prose: Prose, one: Distribution, *, is_first: bool) -> Iterator[str]:
    """Say for whom a distribution is; of several the first that is for somebody decides."""
    when = prose.condition(one.when, prose.flow_names) if one.when else ""
    if when and is_first:
        yield prose.say(f"本条适用于{when}的考核。", f"This is for all of whom {when}.")
    elif when:
        yield prose.say(
            f"不属于前条的考核中，本条适用于{when}的。", f"Of all others, this is for those of whom {when}."
        )
    elif not is_first:
        yield prose.say("本条适用于其他考核。", "This is for all others.")


def _distribution(prose: Prose, one: Distribution) -> Iterator[Clause | str]:
    say = prose.say
    over = base(prose, one.base)
    if one.teams:
        lead = say(
            f"等级以{over}为单位分布；{_ranked(prose, one)}，名额依其排名为：",
            f"Grades are spread over {over}; {_ranked(prose, one)}, and have by their rank:",
        )
        above = [None, *(row.upto for row in one.teams)]
        yield clause(lead, [_team(prose, row, after) for row, after in zip(one.teams, above, strict=False)])
    else:
        lead = say(f"等级以{over}为单位，按下列比例分布：", f"Grades are spread over {over}, in these shares:")
        yield clause(lead, [_share(prose, key, one) for key in _keys(one)])
    yield from _details(prose, one)


def _ranked(prose: Prose, one: Distribution) -> str:
    """Say what ranks the teams."""
    if one.rank is None or one.among is None:
        return prose.say("各团队按成员平均得分排名", "teams are ranked by the mean score of their members")
    rank, among = (prose.name(name, prose.flow_names) for name in (one.rank, one.among))
    return prose.say(
        f"各团队的名次为{rank}，排名团队数为{among}", f"teams have the place that {rank} says, among {among}"
    )


def _keys(one: Distribution) -> list[str]:
    """Return the grades with a share, and the one that takes the rest."""
    return [*one.shares, *([one.rest] if one.rest and one.rest not in one.shares else [])]


def _share(prose: Prose, key: str, one: Distribution) -> str:
    if key not in one.shares:
        return prose.say(f"{prose.grade(key)}：其余", f"{prose.grade(key)}: the rest")
    bound = {None: "", "at_most": prose.say("至多", "at most "), "at_least": prose.say("至少", "at least ")}[
        one.bounds.get(key)
    ]
    joined = prose.say("合计", " together") if "+" in key else ""
    return f"{prose.grade(key)}{joined}{prose.say('：', ': ')}{bound}{shown(one.shares[key])}%"


def _team(prose: Prose, row: TeamShares, after: Decimal | None) -> str:
    """Return the shares of the teams that rank within a part of all, and not within the part before."""
    listed = prose.say("，", ", ").join(
        f"{prose.grade(key)}{prose.say('合计', ' together ') if '+' in key else ' '}{shown(share)}%"
        for key, share in row.shares.items()
    )
    upto = shown(row.upto)
    if after is None:
        return prose.say(f"排名在前{upto}%的团队：{listed}", f"teams among the best {upto}%: {listed}")
    return prose.say(
        f"排名在前{shown(after)}%之后、前{upto}%以内的团队：{listed}",
        f"teams after the best {shown(after)}%, up to {upto}%: {listed}",
    )


def _details(prose: Prose, one: Distribution) -> Iterator[str]:
    say = prose.say
    yield say(f"人数{_ROUNDINGS[one.rounding][0]}。", f"Heads are {_ROUNDINGS[one.rounding][1]}.")
    if one.rest and (one.teams or one.rest in one.shares):
        rest = prose.grade(one.rest)
        yield say(f"未分配的名额归入{rest}。", f"What is left goes to {rest}.")
    if one.tolerance:
        yield say(
            f"各等级的人数与名额可以相差{one.tolerance}人。",
            f"A grade may have {one.tolerance} more or fewer than its share.",
        )
    if one.ties == "together":
        yield say(
            "得分相同的，等级相同，从优；但不因此突破上限。",
            "Equal scores get the same, better grade; but no tie breaks a cap.",
        )
    else:
        yield say("得分相同的，依名单先后。", "Equal scores are taken in the order they are listed.")
    yield say(
        "有人尚未评定或者人数不符分布的，须说明理由方可发布。",
        "Where somebody is not rated yet, or heads do not fit, a release needs a reason.",
    )
