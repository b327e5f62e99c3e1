"""A small regulation with outcomes, and how tests vary it."""

from datetime import UTC, datetime
from pathlib import Path

from cycleflow import policy
from cycleflow.core.model import Action, Channel, Deed, Json, Standing
from cycleflow.journeys.answer import act, answer
from cycleflow.store import appraisals, histories

TEXT = Path(__file__).with_name("settled.yaml").read_text(encoding="utf-8")
NOTICES = {"closed"}


def settled(*changes: tuple[str, str], text: str = TEXT):
    """Return the regulation with parts of its text replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return policy.load(text, file="settled", years=[2025, 2026, 2027], notices=NOTICES)


WAGE = "  wage: {title: 绩效工资 | Performance wage, number: 0.., default: 2000, by: manager}\n"
PAY = "formula: wage * total / 100"
"""What `pay` is; with a `pool` it is a share of one, so the cohort is settled together."""

POOL = (PAY, "allocate: {pool: 1000, by: total}")


def without_examples() -> str:
    return TEXT[: TEXT.index("examples:")]


def _cut(text: str, start: str, end: str) -> str:
    return text[: text.index(start)] + text[text.index(end) :]


def without_duties(text: str) -> str:
    text = _cut(_cut(text, "duties:\n", "words:\n"), "  duties: {", "  states: {agreement")
    return text.replace(", approve: 批准 | Approve, reject: 否决 | Reject", "")


def without_outcomes() -> str:
    """Return the regulation as it was before it said what results cause, or raised anything."""
    return without_duties(_cut(without_examples(), "outcomes:\n", "states:\n  agreement").replace(WAGE, ""))


def without_score() -> str:
    """Return the regulation with the pay alone, made of the marks."""
    text = _cut(without_examples(), "score:\n", "outcomes:\n")
    text = _cut(_cut(text, "    low_run: {", "    pay: {"), "  consequences:", "states:\n  agreement")
    for old, new in (
        ("  told: [low_run, poor]\n", ""),
        ("wage * total / 100", "wage * marks / 100"),
        (", sets: score", ""),
    ):
        assert old in text, old
        text = text.replace(old, new)
    return without_duties(text)


def without_wage(pay: str) -> tuple[tuple[str, str], ...]:
    """Return the changes that make the pay something else than a part of the wage."""
    return ((PAY, pay), ("unproven: {pay: wage}", "unproven: {pay: 0}"), (WAGE, ""))


NOW = datetime(2026, 4, 1, 1, tzinfo=UTC)


def say(office, name, choice, sheet=None, *, now=NOW):
    """Let whoever is asked first in an appraisal answer."""
    with office.store.read() as conn:
        task = appraisals.get(conn, name).open_tasks[0]
    person = task.member.person
    return answer(office, task.id, person, choice=choice, sheet=sheet or {}, channel=Channel.PAGE, now=now)


def rate(office, name, marks, *, now=NOW, agreed=True):
    """Bring an appraisal from its agreement to its result."""
    say(office, name, "agree" if agreed else "object", {"goal": "sell"}, now=now)
    return say(office, name, "submit", {"marks": str(marks)}, now=now)


def rate_again(office, name, marks, *, now=NOW):
    """Have HR reopen an appraisal, and its manager rate it anew."""
    say(office, name, "accept", now=now)
    hr(office, name, Deed.REOPEN, now=now, to="review", reason="a figure was wrong")
    return say(office, name, "submit", {"marks": str(marks)}, now=now)


def hr(office, name, deed, *, now=NOW, **inputs: Json):
    """Let HR do something to an appraisal."""
    return act(
        office, name, Action(deed=deed, actor="E2", standing=Standing.HR, channel=Channel.PAGE, inputs=inputs), now
    )


def found(office, name):
    with office.store.read() as conn:
        return appraisals.get(conn, name)


def entries(office, name, deed=Deed.SETTLE):
    with office.store.read() as conn:
        return [entry for entry in histories.entries(conn, name) if entry.deed is deed]
