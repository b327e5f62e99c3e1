"""Regulations that take figures from each other, launched for the small company, and figures given in them."""

from datetime import UTC, datetime

from cycleflow import policy
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.launch import launch
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import appraisals, histories

AT = datetime(2027, 1, 11, 2, tzinfo=UTC)

_FRAME = """
workflow: NAME
title: NAME
status: STATUS
period: PERIOD
calendar: {country: CN, zone: Asia/Shanghai}
appraises: APPRAISES
attributes: [skill_group]
roles: {ratee: self, hr: group(hr)}
eligibility: [{when: UNLESS, then: excluded, reason: 不在范围 | Out of scope}]
indicators:
INDICATORS
sheets:
  sight: {remark: {title: 意见 | Remark, text: 200, optional: true}}
  ruling:
    corrected: {title: 改判 | Corrected, number: 0..1000, sets: score}
    why: {title: 理由 | Why, text: 200}
score: {after: rating, result: total, measures: {MEASURES}MORE}
states:
FIRST
  reading:
    ask: {ratee: sight}
    marks: published
    due: published + 5 workdays
    answers: {accept: closed, appeal: review}
  review: {ask: {hr: ruling}, complete: any, due: opened + 5 workdays, answers: {change: closed}}
  closed: {}
words:
  states: {TITLErating: 评分 | Rating, reading: 确认 | Reading, review: 复核 | Review, closed: 归档 | Closed}
  answers: {submit: 提交 | Submit, accept: 接受 | Accept, appeal: 申诉 | Appeal, change: 改判 | Change}
"""
_RATING = "  rating: {ask: SHEET, complete: any, due: cycle.end + 5 workdays, answers: {submit: reading}}"
_FIGURES = _RATING.replace("rating", "figures").replace("reading", "rating").replace("+ 5", "+ 3")
_SHEET = "{hr: hr_indicators}"


def regulation(
    name,
    indicators,
    measures,
    *,
    period="quarter",
    appraises="person",
    unless='department != "Sales"',
    status="effective",
    more="",
    figures_first=False,
):
    """Return the text of a regulation whose figures HR gives, and whose result the ratee reads."""
    first = _RATING.replace("SHEET", _SHEET)
    if figures_first:
        first = "\n".join((_FIGURES.replace("SHEET", _SHEET), _RATING.replace("SHEET", "hr")))
    said = {
        "NAME": name,
        "PERIOD": period,
        "APPRAISES": appraises,
        "UNLESS": unless,
        "STATUS": status,
        "INDICATORS": "\n".join(f"  {line}" for line in indicators),
        "MEASURES": measures,
        "MORE": more,
        "FIRST": first,
        "TITLE": "figures: 数据 | Figures, " if figures_first else "",
    }
    text = _FRAME
    for word, replaced in said.items():
        text = text.replace(word, replaced)
    return text


def own(name="own", by="hr", more=""):
    return f"{name}: {{title: {name}, number: 0..1000, {more}by: {by}}}"


def start(office, text, period, now=AT):
    """Launch a regulation for whoever is in it, and return its cycle."""
    return launch(office, LaunchOrder(workflow=policy.load(text), period=period, by="E2"), now).cycle.id


def get(office, name):
    with office.store.read() as conn:
        return appraisals.get(conn, name)


def give(office, name, choice="submit", *, now=AT, **figures):
    """Give figures in an appraisal as whoever is asked first."""
    task = get(office, name).open_tasks[0]
    sheet = {key: tuple(value) if isinstance(value, list) else value for key, value in figures.items()}
    return answer(office, task.id, task.member.person, choice=choice, sheet=sheet, channel=Channel.PAGE, now=now)


def correct(office, name, score, now=AT):
    """Have an appraisal's result corrected on appeal."""
    give(office, name, "appeal", now=now)
    return give(office, name, "change", now=now, corrected=score, why="因")


def do(office, name, deed, now=AT, **inputs):
    action = Action(
        deed=deed, actor="E3", standing=Standing.HR, channel=Channel.PAGE, inputs={"reason": "因", **inputs}
    )
    return act(office, name, action, now)


def entries(office, name):
    with office.store.read() as conn:
        return histories.entries(conn, name)


REOPEN = Deed.REOPEN
