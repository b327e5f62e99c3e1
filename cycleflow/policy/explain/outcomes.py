"""Chapter 10: what a result causes: when it is worked out, from what, on which proof, and what somebody must do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.outcomes import Consequence, Outcomes
from cycleflow.core.scoring.card import Card
from cycleflow.core.scoring.formula import Formula
from cycleflow.core.scoring.guarded import Guarded
from cycleflow.core.workflow import Status
from cycleflow.policy.explain.document import Article, Chapter, article, clause
from cycleflow.policy.explain.grades import base
from cycleflow.policy.explain.measures import measure
from cycleflow.policy.explain.prose import Prose

_PROOFS: Mapping[str, tuple[str, str]] = {
    "method": ("考核方法已经约定", "that the way of appraising was agreed"),
    "requirement": ("要求已经告知", "that it was said what was asked"),
    "held": ("考核已经进行", "that the appraisal took place"),
}


def outcomes(prose: Prose) -> Chapter:
    found = prose.workflow.outcomes
    return Chapter(prose.say("结果运用", "What a result causes"), tuple(_articles(prose, found)) if found else ())


def _articles(prose: Prose, found: Outcomes) -> Iterator[Article]:
    assert isinstance(found.rule, Card), "outcomes are worked out on a card"
    yield _settling(prose, found)
    if found.evidence:
        yield _evidence(prose, found)
    for name in found.measures:
        yield article(
            prose.pick(prose.outcome_names[name].title), *measure(prose, found.rule.measures[name], prose.outcome_names)
        )
    if found.money:
        yield _money(prose, found, found.rule)
    if found.told:
        told = prose.listed(prose.name(name, prose.outcome_names) for name in found.told)
        yield article(
            prose.say("告知", "What is told"),
            prose.say(f"{told}告知本人，并列入结果。", f"{told} are shown to the person and among the results."),
        )
    if found.consequences:
        yield _consequences(prose, found, found.rule)


def _settling(prose: Prose, found: Outcomes) -> Article:
    say, state = prose.say, prose.state(found.settle)
    over = base(prose, found.base)
    together = say(
        f"涉及名次、人数或分配的，以{over}为范围相互比较，待范围内尚可能到达该环节的考核均已到达或结束时一并核定。",
        f"Where the others count, people are compared over {over}, and all are settled together, once nobody who may "
        "still get there is on the way.",
    )
    return article(
        say("核定", "When it is worked out"),
        say(
            f"进入{state}时即核定结果运用；其后结果变更的重新核定，前后均存档。缺少数据的项目从缺，并予注明。",
            f"Outcomes are worked out on entering {state}, and again whenever the result changes; both stay on "
            "record. What lacks its figures is left out and named.",
        ),
        together if found.is_cohort else "",
    )


def _evidence(prose: Prose, found: Outcomes) -> Article:
    say = prose.say
    items = []
    for proof, (state, answer) in found.evidence.items():
        title = prose.title(prose.workflow.stages[state].answers[answer].title) if answer else ""
        answered = say(f"答复{title}", f"the answer {title}" if title else "an answer")
        given = say(f"在{prose.state(state)}中{answered}", f"{answered} at {prose.state(state)}")
        what = say(*_PROOFS[proof])
        items.append(say(f"{what}：以{given}为证", f"{what}: {given}"))
    return article(
        say("证据", "Evidence"),
        clause(say("考核以下列事项为证：", "These prove an appraisal:"), items),
        say(
            "无人答复、经免除或未填表的答复，不构成证据。",
            "Silence, a waiver or an answer without a sheet proves nothing.",
        ),
    )


def _money(prose: Prose, found: Outcomes, card: Card) -> Article:
    say, names = prose.say, prose.outcome_names
    money = prose.listed(prose.name(name, names) for name in found.money)
    clauses = [
        say(
            f"{money}为金额。",
            f"These are sums of money: {money}.",
        )
    ]
    if prose.workflow.status is Status.TRIAL:
        clauses.append(say("试行期间不予发放。", "While these rules are on trial, they are not payable."))
    for name in found.money:
        rule = card.measures[name].rule
        if isinstance(rule, Guarded) and rule.unproven:
            full, one = prose.formula(rule.unproven.expression, names), prose.name(name, names)
            clauses.append(
                say(
                    f"证据不全期间，{one}不作扣减，按{full}计；按规则所得更多的，从其多。",
                    f"While the evidence is incomplete, {one} is not cut: it is {full}, or more where the rules give "
                    "more.",
                )
            )
    return article(say("金额", "Money"), *clauses)


def _consequences(prose: Prose, found: Outcomes, card: Card) -> Article:
    say = prose.say
    return article(
        say("后续处理", "Consequences"),
        clause(
            say(
                "核定时有下列情形的，产生相应的处理事项；产生同一事项的，以列于前者为准：",
                "When a result is settled, these follow; of several that raise the same, the first that holds counts:",
            ),
            [_consequence(prose, one, card) for one in found.consequences],
        ),
        say(
            "结果变更后情形不复成立的，撤回该事项，并告知受其要求的人。",
            "When the result changes and it no longer holds, it is withdrawn, and whoever was asked is told.",
        ),
    )


def _consequence(prose: Prose, one: Consequence, card: Card) -> str:
    rule = card.measures[one.measure].rule
    assert isinstance(rule, Formula), "it is a condition"
    when = prose.condition(rule.expression, prose.outcome_names)
    duty, reason = prose.state(one.raises), prose.title(one.reason)
    return prose.say(f"{when}的，产生{duty}，理由：{reason}", f"where {when}: {duty}; the reason: {reason}")
