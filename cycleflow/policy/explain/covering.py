"""Chapter 2: whom the regulation covers, what is known of them, and what becomes of whom it does not cover in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from cycleflow.core.facts import fields_of
from cycleflow.core.parameter import Parameter
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.verdict import Effect, EligibilityRule, Occasion
from cycleflow.core.workflow import Appraised, FieldKind
from cycleflow.policy.explain.document import Article, Chapter, article, clause
from cycleflow.policy.explain.names import Names
from cycleflow.policy.explain.prose import Prose

_APPRAISED: Mapping[Appraised, tuple[str, str]] = {
    "person": ("本办法考核人员表所列的每一个人。", "Everybody in the people file is appraised."),
    "team": (
        "本办法以团队为考核对象：同一上级的人员为一个团队，由该上级代表团队接受考核。",
        "Teams are appraised: the people of one manager, who answers for them.",
    ),
    "department": (
        "本办法以部门为考核对象：部门内级别最高的上级代表部门接受考核。",
        "Departments are appraised; the highest superior inside each answers for it.",
    ),
    "company": (
        "本办法以公司为考核对象：没有上级的人代表公司接受考核。",
        "The company is appraised; whoever has no superior answers for it.",
    ),
}
_KINDS: Mapping[FieldKind, tuple[str, str]] = {
    FieldKind.TEXT: ("文字", "a text"),
    FieldKind.NUMBER: ("数字", "a number"),
    FieldKind.DATE: ("日期", "a date"),
    FieldKind.TICK: ("是或否", "yes or no"),
}
_DERIVED: Mapping[str, tuple[str, str]] = {
    "hired_on": ("人员表所载日期；未载明的视为早已入职", "the date in the people file; long ago where it does not say"),
    "service_days": (
        "自入职日至考核期最后一日的天数，首尾两日均计入",
        "the days from the day of hiring to the last day of the period, both included",
    ),
    "service_months": (
        "自入职日至考核期最后一日的整月数",
        "the whole months from the day of hiring to the last day of the period",
    ),
    "joined_in_period": (
        "入职日不早于考核期第一日的，为是",
        "yes if somebody was hired on or after the first day of the period",
    ),
    "cadence": ("本次考核期的种类，如月度", "the kind of the period, such as month"),
    "period": ("本次考核期的编号，如2026-11", "the label of the period, such as 2026-11"),
    "month": ("考核期最后一日所在的月份，1至12", "the month of the period's last day, 1 to 12"),
    "members": ("该单位的人数", "how many people are in the unit"),
}
_OCCASIONS: Mapping[Occasion, tuple[str, str, str, str]] = {
    Occasion.LAUNCH: (
        "启动时的资格审查", "Eligibility at launch",
        "启动考核时依次审查下列情形，以第一个成立的为准：",
        "At launch these are looked at in turn, and the first that holds decides:",
    ),
    Occasion.SCORING: (
        "计分时的资格审查", "Eligibility when the score is made",
        "计分之前依次审查下列情形，以第一个成立的为准：",
        "Before anything is scored these are looked at in turn, and the first that holds decides:",
    ),
    Occasion.PAYOUT: (
        "兑现时的资格审查", "Eligibility at payout",
        "核定结果运用时依次审查下列情形，以第一个成立的为准：",
        "When outcomes are worked out these are looked at in turn, and the first that holds decides:",
    ),
}  # fmt: skip


def covering(prose: Prose) -> Chapter:
    say = prose.say
    return Chapter(
        say("适用范围", "Whom it covers"),
        (
            article(say("考核对象", "Who is appraised"), say(*_APPRAISED[prose.workflow.appraises])),
            *_facts(prose),
            *_parameters(prose),
            *_eligibility(prose),
        ),
    )


def _facts(prose: Prose) -> Iterator[Article]:
    """Say which columns of the people file are asked for, and what is made of them."""
    workflow, say = prose.workflow, prose.say
    asked = _asked(prose) - workflow.parameters.keys()
    items = [_fact(prose, name) for name in fields_of(workflow) if name in workflow.attributes or name in asked]
    if items:
        lead = say(
            "规则用到被考核人的下列信息，以人员表为准，于启动时记录，计分和核定结果运用时更新：",
            "The rules ask for what the people file says of the person appraised, as it is at launch, and anew when "
            "the score and the outcomes are worked out:",
        )
        yield article(say("所用信息", "What is known of people"), clause(lead, items))


def _asked(prose: Prose) -> frozenset[str]:
    """Return the facts that some rule asks for."""
    workflow = prose.workflow
    rules = [name for rule in workflow.eligibility for name in rule.names]
    held = [name for one in workflow.held_when.values() for name in one.names]
    return frozenset({*workflow.facts_used, *rules, *held})


def _fact(prose: Prose, name: str) -> str:
    said = prose.name(name)
    if name in _DERIVED:
        return prose.say(f"{said}：{_DERIVED[name][0]}", f"{said}: {_DERIVED[name][1]}")
    attribute = prose.workflow.attributes.get(name)
    if attribute is None:
        return said
    kind = prose.say(*_KINDS[attribute.kind])
    blank = prose.say("，空白为否", "; blank is no") if attribute.kind is FieldKind.TICK else ""
    same = prose.pick(attribute.title) == name
    column = prose.say("同名的" if same else f"“{name}”", "the column of that name" if same else f"the column “{name}”")
    return prose.say(f"{said}：人员表中{column}一栏，{kind}{blank}", f"{said}: {column}, {kind}{blank}")


def _parameters(prose: Prose) -> Iterator[Article]:
    parameters, say = prose.workflow.parameters, prose.say
    if parameters:
        lead = say(
            "本办法设定下列数值，每次考核以考核期第一日所适用的为准：",
            "These figures are set; an appraisal takes those that hold on the first day of its period:",
        )
        items = [_parameter(prose, one) for one in parameters.values()]
        yield article(say("设定的数值", "Figures that are set"), clause(lead, items))


def _parameter(prose: Prose, parameter: Parameter) -> str:
    said, steps = prose.title(parameter.title), parameter.steps
    figures = [prose.say("待定", "still open") if figure is None else shown(figure) for _, figure in steps]
    if len(steps) == 1:
        return prose.say(f"{said}：{figures[0]}", f"{said}: {figures[0]}")
    ends = [first - timedelta(days=1) for first, _ in steps if first]
    until = prose.say(f"至{ends[0]}为{figures[0]}", f"{figures[0]} until {ends[0]}")
    later = [
        prose.say(f"自{first}起为{figure}", f"{figure} from {first} on")
        for (first, _), figure in zip(steps[1:], figures[1:], strict=True)
    ]
    return prose.say(f"{said}：{'，'.join([until, *later])}", f"{said}: {', '.join([until, *later])}")


def _eligibility(prose: Prose) -> Iterator[Article]:
    rules = prose.workflow.eligibility
    for occasion, words in _OCCASIONS.items():
        items = [_rule(prose, rule, occasion) for rule in rules if occasion in rule.at]
        if items:
            yield article(prose.say(*words[:2]), clause(prose.say(*words[2:]), items))
    if any(Occasion.SCORING in rule.at or rule.then is Effect.COUNTS_AS for rule in rules):
        yield article(
            prose.say("免予提供数据", "Figures that are not needed"),
            prose.say(
                "不予评定、取消考核资格或者按某一等级计的人，除审查所需外无须提供数据。",
                "Of whoever is not assessed, disqualified or counted as a grade, no figures are needed but those "
                "looked at.",
            ),
        )


def _rule(prose: Prose, rule: EligibilityRule, occasion: Occasion) -> str:
    names: Names = prose.flow_names if occasion is Occasion.PAYOUT else prose.names
    when = prose.condition(rule.when, names)
    effect, reason = _effect(prose, rule, occasion, names), prose.title(rule.reason)
    return prose.say(f"{when}的，{effect}，理由：{reason}", f"where {when}: {effect}; the reason: {reason}")


def _effect(prose: Prose, rule: EligibilityRule, occasion: Occasion, names: Names) -> str:
    say = prose.say
    match rule.then:
        case Effect.EXCLUDED:
            return say("不参加考核", "not appraised")
        case Effect.NOT_ASSESSED | Effect.CANCELLED:
            is_lost = rule.then is Effect.CANCELLED
            what = say("取消考核资格" if is_lost else "不予评定", "disqualified" if is_lost else "not assessed")
            if occasion is Occasion.LAUNCH:
                return say(f"{what}，不启动考核", f"{what}, and no appraisal is launched")
            return say(
                f"{what}，无得分和等级，也不计入分布", f"{what}, without score or grade, and no place among the others"
            )
        case Effect.COUNTS_AS:
            grade = prose.quoted(prose.grade(rule.grade or ""))
            score = (
                say(f"，得分计{shown(rule.score)}", f" with the score {shown(rule.score)}")
                if rule.score is not None
                else ""
            )
            return say(f"按等级{grade}计{score}，并计入分布", f"counted as grade {grade}{score}, among the others too")
        case Effect.PRO_RATED:
            assert rule.share, "what is pro-rated has a share"
            share = prose.formula(rule.share, names)
            return say(
                f"考核照常，结果运用的“计发比例”为{share}",
                f"appraised as usual, but the “Share” of the outcomes that is due is {share}",
            )
        case _:
            return say("不发放金额", "not paid")
