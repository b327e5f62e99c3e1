"""Chapter 9: what is asked beside the course: how often, by when, and what follows from it or from missing it."""

from __future__ import annotations

from collections.abc import Iterator

from cycleflow.core.workflow import Answer, Duty
from cycleflow.policy.explain.course import asked, complete, due, reminded, told
from cycleflow.policy.explain.document import Article, Chapter, Clause, article, clause
from cycleflow.policy.explain.prose import Prose


def duties(prose: Prose) -> Chapter:
    found = [_duty(prose, duty) for duty in prose.workflow.duties.values()]
    return Chapter(prose.say("考核期间的义务", "Duties"), (_general(prose), *found) if found else ())


def _general(prose: Prose) -> Article:
    return article(
        prose.say("性质", "What they are"),
        prose.say(
            "下列义务与考核程序并行，不因进入其他环节而终止；每次要求均记入台账，逾期未完成的也记入。",
            "These are asked beside the course and are not over with a step of it. Each time is a row of a log, "
            "also what is overdue.",
        ),
        prose.say(
            "得分算出时台账即告截止：此后补做或者缺失的，不再影响该得分及其结果运用。",
            "When the score is made the logs are closed: what is done or missed later changes neither it nor what "
            "follows from it.",
        )
        if prose.workflow.scorecard
        else "",
    )


def _duty(prose: Prose, duty: Duty) -> Article:
    return article(
        prose.pick(duty.title),
        asked(prose, duty),
        *_when(prose, duty),
        *complete(prose, duty),
        *_answers(prose, duty),
        *_missed(prose, duty),
        *reminded(prose, duty),
        *told(prose, duty.tell),
    )


def _when(prose: Prose, duty: Duty) -> Iterator[str]:
    say = prose.say
    if duty.every:
        often = prose.every(duty.every)
        times = say(f"，每次须完成{duty.times}回", f", {duty.times} times each") if duty.times > 1 else ""
        yield say(
            f"考核期内{often}到期{times}；自考核期开始时提出，其后于上一次到期时提出。",
            f"It recurs while the period lasts: {often}{times}; it is first asked as the period begins, then as the "
            "one before falls due.",
        )
        return
    yield say(
        "仅在因答复、结果或其他义务而产生时提出。",
        "It is asked only when an answer, a result or another duty raises it.",
    )
    yield due(prose, duty)


def _answers(prose: Prose, duty: Duty) -> Iterator[Clause]:
    found = [_answer(prose, one) for one in duty.answers.values()]
    if len(found) == 1:
        yield clause(prose.say(f"以答复{found[0]}为准。", f"It is answered by {found[0]}."))
        return
    yield clause(prose.say("可以作出下列答复之一：", "It is answered by one of these:"), found)


def _answer(prose: Prose, answer: Answer) -> str:
    parts = [prose.title(answer.title)]
    if answer.blank:
        parts.append(prose.say("无须填表", "nothing need be filled in"))
    if answer.raises:
        parts.append(
            prose.say(
                f"由此产生义务{_raised(prose, answer.raises)}", f"the duty {_raised(prose, answer.raises)} follows"
            )
        )
    return prose.say("，", ", ").join(parts)


def _raised(prose: Prose, names: tuple[str, ...]) -> str:
    return prose.listed(map(prose.state, names))


def _missed(prose: Prose, duty: Duty) -> Iterator[str]:
    say, missed = prose.say, duty.missed
    if missed is None:
        yield (
            say("到下一次到期时仍未完成的，视为缺失，不再补做。", "What is not done when it falls due again is missed.")
            if duty.every
            else say("逾期仍须完成。", "It can always be done late.")
        )
        return
    after = prose.offset(missed.after)
    raised = _raised(prose, missed.raises)
    follows = say(f"，由此产生义务{raised}", f", and the duty {raised} follows") if missed.raises else ""
    yield say(
        f"逾期{after}仍未完成的，视为缺失，不再补做{follows}。",
        f"What is not done {after} after it was due is missed{follows}.",
    )
