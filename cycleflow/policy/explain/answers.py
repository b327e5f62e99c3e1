"""Says the answers to a state: where each leads on which condition, until when, and when it is not taken."""

from __future__ import annotations

from collections.abc import Iterator

from cycleflow.core.workflow import Answer, State
from cycleflow.policy.explain.document import Clause, clause
from cycleflow.policy.explain.names import Names, counted, terms
from cycleflow.policy.explain.prose import Prose


def answers(prose: Prose, state: State) -> Iterator[Clause]:
    """Yield the answers that can be given, each with all there is to say of it."""
    names = names_at(prose, state)
    found = list(state.answers.values())
    if len(found) == 1 and not (found[0].routes or found[0].refuses):
        yield _joined(prose, found[0])
    else:
        lead = prose.say("可以作出下列答复之一：", "One of these answers can be given:")
        yield clause(lead, [_answer(prose, one, names) for one in found])


def names_at(prose: Prose, state: State) -> Names:
    """Return what conditions may ask for there: what is filled in hides what is called the same elsewhere."""
    if state.gather:
        return prose.flow_names
    found: Names = prose.flow_names
    for sheet in state.ask.values():
        if sheet:
            asked = prose.workflow.sheets[sheet].fields
            own = {name: term for name, term in terms(asked).items() if name != asked[name].sets}
            found = {**found, **counted(asked), **own}
    return found


def _joined(prose: Prose, answer: Answer) -> Clause:
    parts = [_leads(prose, answer, answer.to), *_notes(prose, answer)]
    return clause(prose.say("；", "; ").join(parts) + prose.say("。", "."))


def _answer(prose: Prose, answer: Answer, names: Names) -> Clause:
    notes = list(_notes(prose, answer))
    refusals = [
        prose.say(
            f"{prose.condition(one.when, names)}的，不予接受，并告知：{prose.title(one.words)}",
            f"where {prose.condition(one.when, names)}, it is not taken, and told: {prose.title(one.words)}",
        )
        for one in answer.refuses
    ]
    if not answer.routes:
        return clause(prose.say("；", "; ").join([_leads(prose, answer, answer.to), *notes]), refusals)
    title = prose.title(answer.title)
    routes = [
        prose.say(
            f"{prose.condition(one.when, names)}的，进入{prose.state(one.to)}",
            f"where {prose.condition(one.when, names)}: to {prose.state(one.to)}",
        )
        for one in answer.routes
    ]
    routes.append(prose.say(f"其他情形，进入{prose.state(answer.to)}", f"otherwise: to {prose.state(answer.to)}"))
    lead = prose.say("；", "; ").join([title, *notes])
    first = prose.say("，以第一个成立的为准", ", the first that holds") if len(answer.routes) > 1 else ""
    return clause(f"{lead}{first}", [*refusals, *routes])


def _leads(prose: Prose, answer: Answer, to: str) -> str:
    title = prose.title(answer.title)
    return prose.say(f"答复{title}的，进入{prose.state(to)}", f"{title} leads to {prose.state(to)}")


def _notes(prose: Prose, answer: Answer) -> Iterator[str]:
    say = prose.say
    if answer.blank:
        yield say("无须填表", "nothing need be filled in")
    if answer.until:
        rule = prose.rule(answer.until)
        yield say(f"最迟至{rule}", f"possible until {rule}")
    for old, new in answer.adopts.items():
        yield say(
            f"{prose.state(new)}所填内容取代{prose.state(old)}的内容，此前仍以原内容为准，两者均留存并展示",
            f"what was filled in at {prose.state(new)} takes the place of {prose.state(old)}, which is in force "
            "until then; both are kept and shown",
        )
    if answer.raises:
        duties = prose.listed(map(prose.state, answer.raises))
        yield say(f"由此产生义务{duties}", f"the duty {duties} follows")
