"""Chapter 8: the course, stage by stage: who is asked what and by when, where each answer leads, what silence means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.calendar import Offset
from cycleflow.core.daterule import OPENED
from cycleflow.core.workflow import Gather, Silence, State, Tell
from cycleflow.policy.explain.answers import answers
from cycleflow.policy.explain.document import Article, Chapter, Clause, article, clause
from cycleflow.policy.explain.prose import Prose
from cycleflow.policy.explain.sheets import INDICATORS, sheet_title

_NOTICES: Mapping[str, tuple[str, str]] = {
    "closed": ("归档通知", "the notice of completion"),
    "invitation": ("面谈邀请", "the invitation"),
    "for_information": ("抄送", "a copy for information"),
}
_COMPLETE: Mapping[str, tuple[str, str]] = {
    "all": (
        "被要求的人均须答复；答复不一的，以本条列于前者为准。",
        "All who are asked must answer; where they differ, the answer listed first prevails.",
    ),
    "any": ("被要求的人有数人的，任何一人答复即可。", "The answer of any one of them is enough."),
    "majority": (
        "过半数作出同一答复即为决定；均不过半的，以得票最多者为准，票数相同的以列于前者为准。",
        (
            "It is decided once more than half have given the same answer; where nobody has a majority, what most have "
            "answered prevails, of equals the one listed first."
        ),
    ),
    "each": (
        "各角色均须有一人答复；同一角色有数人的，一人即可；没有其所填内容的角色不作要求。",
        "Each role must answer, one of those who hold it; a role that has nothing to fill in is not asked.",
    ),
}
_OF_ONE = ("self", "manager", "head(")
"""How paths begin that lead to one person."""


def course(prose: Prose) -> Chapter:
    return Chapter(
        prose.say("考核程序", "The course"),
        (_begins(prose), *(_state(prose, one) for one in prose.workflow.states.values())),
    )


def _begins(prose: Prose) -> Article:
    first = prose.title(prose.workflow.initial.title)
    return article(
        prose.say("开始", "How it begins"),
        prose.say(
            f"考核自{first}开始，依下列各条进行，直至不再要求任何人答复的环节为止。",
            f"It begins with {first} and goes on as follows, until nobody is asked any more.",
        ),
        prose.say(
            "某一环节应办理的角色无人担任的，由该环节最先被告知逾期的角色代为办理。",
            "Where nobody holds a role that is asked, the first one told of what is overdue there stands in.",
        ),
    )


def _state(prose: Prose, state: State) -> Article:
    if state.is_end:
        return article(
            prose.pick(state.title),
            prose.say(
                f"到达{prose.title(state.title)}，考核即告结束。",
                f"With {prose.title(state.title)} the appraisal is over.",
            ),
            *told(prose, state.tell),
        )
    return article(
        prose.pick(state.title),
        asked(prose, state),
        *complete(prose, state),
        *_gathered(prose, state.gather),
        *_public(prose, state),
        *_limits(prose, state),
        *_when(prose, state),
        *answers(prose, state),
        *reminded(prose, state),
        *_silence(prose, state.silence),
        *told(prose, state.tell),
    )


def asked(prose: Prose, state: State) -> Clause | str:
    """Return who is asked, and what each fills in."""
    say = prose.say
    if state.cohort:
        roles = prose.all_roles(state.ask)
        return say(
            f"由{roles}对全部考核一并审议，可以更正得分或等级，但须说明理由；审议完毕后一并发布。",
            f"{roles} looks at all appraisals together, may correct scores or grades with a reason, and releases "
            "them together.",
        )
    items = [_task(prose, role, sheet) for role, sheet in state.ask.items()]
    if len(items) == 1:
        return say(f"{items[0]}。", f"{items[0]}.")
    return clause(say("分别由下列人员办理：", "These are asked:"), items)


def _task(prose: Prose, role: str, sheet: str | None) -> str:
    who = prose.role(role)
    if sheet is None:
        return prose.say(f"由{who}答复", f"{who} answers")
    if sheet == f"{role}{INDICATORS}" and sheet not in prose.written.get("sheets", {}):
        return prose.say(f"由{who}提供其所负责的指标", f"{who} gives the indicators listed under that name")
    return prose.say(f"由{who}填写{sheet_title(prose, sheet)}", f"{who} fills in {sheet_title(prose, sheet)}")


def _when(prose: Prose, state: State) -> Iterator[str]:
    if state.opens and state.opens.anchor == OPENED and state.opens.offset.count:
        length = prose.offset(state.opens.offset)
        yield prose.say(
            f"进入本环节满{length}后方可办理。", f"Nobody is asked until {length} after this step is entered."
        )
    elif state.opens:
        rule = prose.rule(state.opens)
        yield prose.say(f"自{rule}起方可办理。", f"Nobody is asked before {rule}.")
    yield due(prose, state)


def due(prose: Prose, stage: State) -> str:
    """Return when something falls due."""
    if stage.due is None:
        return prose.say("期限为提出当日工作时间结束时。", "It is due when the working day ends on which it is asked.")
    rule = prose.due_rule(stage.due)
    return prose.say(f"期限为{rule}。", f"It is due {rule}.")


def complete(prose: Prose, state: State) -> Iterator[str]:
    """Yield how many must answer, unless it is one person who is asked."""
    is_one = len(state.ask) == 1 and prose.workflow.roles[next(iter(state.ask))].startswith(_OF_ONE)
    if not state.cohort and not (is_one and state.complete == "all"):
        yield prose.say(*_COMPLETE[state.complete])


def _gathered(prose: Prose, gather: Gather | None) -> Iterator[str]:
    if gather is None:
        return
    yield prose.say(
        "被要求的人各填一份，本环节结束前互不可见。",
        "Everybody fills in a sheet of his own, which nobody else sees before this step is over.",
    )
    if gather.anonymous:
        roles, least = prose.all_roles(gather.anonymous), gather.at_least
        yield prose.say(
            f"{roles}的填写匿名：除审计人员查阅历史外，任何人不得知悉何人所填；满{least}人后才合并公布和计入，文字打乱顺序。",
            f"What {roles} say is anonymous: but for the auditor's history nobody learns who said what; it is shown "
            f"and counts only together, once at least {least} have answered, texts in no order.",
        )


def _public(prose: Prose, state: State) -> Iterator[str]:
    if state.public:
        yield prose.say(
            "所填内容在本环节结束后向全体在职人员公开。",
            "What is filled in is open to everybody at work once this step is over.",
        )


def reminded(prose: Prose, state: State) -> Iterator[str]:
    """Yield who is reminded when, and who is told of what is overdue."""
    if state.reminders:
        times = prose.listed(_reminder(prose, offset) for offset in state.reminders)
        yield prose.say(f"于{times}提醒尚未答复的人。", f"Whoever has not answered is reminded {times}.")
    if state.escalations:
        steps = [
            prose.say(
                f"逾期{prose.offset(one.after)}的，告知{prose.role(one.role)}",
                f"{prose.role(one.role)} {prose.offset(one.after)} after it was due",
            )
            for one in state.escalations
        ]
        chinese = "；".join(steps)
        yield prose.say(f"{chinese}。", f"Of what is overdue are told: {prose.listed(steps)}.")


def _reminder(prose: Prose, offset: Offset) -> str:
    length = prose.offset(offset)
    if not offset.count:
        return prose.say("到期当日", "on the day")
    if offset.count < 0:
        return prose.say(f"到期前{length}", f"{length} before")
    return prose.say(f"逾期后{length}", f"{length} after the due time")


def _silence(prose: Prose, silence: Silence | None) -> Iterator[str]:
    if silence is None:
        return
    late = prose.say("到期", "when it is due")
    if silence.after.count:
        length = prose.offset(silence.after)
        late = prose.say(f"逾期{length}", f"{length} after it was due")
    if silence.to:
        to = prose.state(silence.to)
        yield prose.say(
            f"{late}仍无人答复的，视为放弃，转入{to}。",
            f"Where nobody has answered {late}, it is forfeited, and goes on to {to}.",
        )
    else:
        heir = prose.role(silence.hand_to or "")
        yield prose.say(
            f"{late}仍无人答复的，移交{heir}办理。", f"Where nobody has answered {late}, it is handed to {heir}."
        )


def _limits(prose: Prose, state: State) -> Iterator[str]:
    """Yield what must come before, who must not be asked, and which dates are counted from here."""
    if state.needs:
        states = prose.listed(map(prose.state, state.needs))
        yield prose.say(
            f"须待{states}已经答复、完成或者视为放弃。", f"It needs {states} to have been answered, done or forfeited."
        )
    if state.never:
        states = prose.listed(map(prose.state, state.never))
        yield prose.say(
            f"曾在{states}中答复的人不得办理本环节。", f"Whoever answered at {states} cannot be asked here."
        )
    if state.marks:
        title = prose.title(state.title)
        yield prose.say(
            f"进入{title}的时刻予以记录，供计算其他期限。",
            f"The moment of entering {title} is kept, for dates that are counted from it.",
        )


def told(prose: Prose, tell: tuple[Tell, ...]) -> Iterator[str]:
    """Yield who else gets which notice."""
    if tell:
        notices = prose.listed(
            prose.say(
                f"{prose.role(one.role)}（{_notice(prose, one.notice)}）",
                f"{prose.role(one.role)} ({_notice(prose, one.notice)})",
            )
            for one in tell
        )
        yield prose.say(f"同时通知{notices}。", f"These are told: {notices}.")


def _notice(prose: Prose, name: str) -> str:
    return prose.say(*_NOTICES[name]) if name in _NOTICES else prose.quoted(name.replace("_", " "))
