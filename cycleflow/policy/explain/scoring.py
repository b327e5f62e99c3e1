"""Chapter 6: when the score is made, by which steps, what overrides it, and what is told beside it."""

from __future__ import annotations

from collections.abc import Iterator

from cycleflow.core.scoring.card import Card, Override
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.scoring.scorecard import Scorecard
from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.policy.explain.document import Article, Chapter, article, clause
from cycleflow.policy.explain.measures import measure, weighted
from cycleflow.policy.explain.prose import Prose


def scoring(prose: Prose) -> Chapter:
    scorecard = prose.workflow.scorecard
    articles = () if scorecard is None else tuple(_articles(prose, scorecard))
    return Chapter(prose.say("计分", "The score"), articles)


def _articles(prose: Prose, scorecard: Scorecard) -> Iterator[Article]:
    say, after = prose.say, prose.state(scorecard.after)
    card = scorecard.rule if isinstance(scorecard.rule, Card) else None
    yield article(
        say("计分时间", "When it is made"),
        say(f"{after}提交后即计算得分。", f"The score is worked out as soon as {after} has been answered."),
        *_principles(prose, card),
    )
    if card:
        for name, one in card.measures.items():
            yield article(prose.pick(prose.names[name].title), *measure(prose, one, prose.names))
    yield _result(prose, scorecard)
    if card and card.overrides:
        yield _overrides(prose, card)
    if card and card.also:
        names = prose.listed(map(prose.name, card.also))
        yield article(
            say("一并告知", "Told beside it"),
            say(f"{names}随得分一并告知，不适用的不列。", f"{names} are told beside the score, as far as they apply."),
        )


def _principles(prose: Prose, card: Card | None) -> Iterator[str]:
    if card:
        yield prose.say(
            "只计算得分所需的各项；计算过程中除另有规定外不作舍入；不适用的项目不计，加权计算中其权重按比例分给其余各项。",
            "Only what the score needs is worked out, and nothing is rounded on the way unless it says so. What "
            "does not apply does not count; among weights it leaves its own to the rest, in their proportion.",
        )


def _result(prose: Prose, scorecard: Scorecard) -> Article:
    rounded = prose.rounded(scorecard.places, scorecard.rounding)
    if isinstance(scorecard.rule, Card):
        name = prose.name(scorecard.rule.result)
        return article(
            prose.say("最终得分", "Final score"),
            prose.say(f"最终得分为{name}，{rounded}。", f"The final score is {name}, {rounded}."),
        )
    assert isinstance(scorecard.rule, WeightedMean), "a score is made by a card, or over one table"
    made = weighted(prose, scorecard.rule)
    score = prose.say("得分", "The score")
    return article(prose.say("得分", "Score"), score + made, prose.say(f"得分{rounded}。", f"It is {rounded}."))


def _overrides(prose: Prose, card: Card) -> Article:
    lead = prose.say(
        "有下列情形之一的，不论计算结果如何，均按其规定；几个情形同时成立的，以列于前者为准：",
        "Whatever the figures say, this holds; of several, the one listed first:",
    )
    return article(
        prose.say("特别规定", "What overrides it"), clause(lead, [_override(prose, one) for one in card.overrides])
    )


def _override(prose: Prose, one: Override) -> str:
    when = prose.sayer.condition_text(one.text, prose.names)
    if one.grade is not None:
        grade = prose.quoted(prose.grade(one.grade))
        then = prose.say(f"等级为{grade}", f"the grade is {grade}")
    else:
        then = prose.say(f"得分为{shown(one.score)}", f"the score is {shown(one.score)}")
    reason = prose.title(one.reason)
    return prose.say(f"{when}的，{then}，理由：{reason}", f"where {when}, {then}; the reason: {reason}")
