"""What is wrong with a feed is said at its place."""
# ruff: noqa: E501 - a line says what is wrong, where, and what is said of it

import pytest

from tests.feeding import own, regulation

SOURCE = "taken: {title: 引用 | Taken, KIND, from: {SOURCE}}"


COUNTED = {
    "list": "best: {top: {of: taken, share: 10}}",
    "choice": """best: {cases: {'taken == "A"': 1, otherwise: 2}}""",
    "tick": "best: {cases: {taken: 1, otherwise: 2}}",
}
PARTS = "spread: {top: {of: many, share: 50}}, graded: {lookup: {by: tier, in: {A: 1, B: 2}}}"


def taking(source="regulation: survey", kind="number: 0..100", **more):
    """Return a regulation that takes `taken` from somewhere, and uses one indicator of each kind."""
    indicators = [
        own(),
        "ticked: {title: 勾 | Ticked, tick: true, by: hr}",
        "tier: {title: 级 | Level, choice: {A: 甲 | A, B: 乙 | B}, by: hr}",
        "many: {title: 多 | Many, list: 0..9, by: hr}",
        SOURCE.replace("KIND", kind).replace("SOURCE", source),
    ]
    counted = COUNTED.get(kind.split(":")[0], "best: {formula: taken}")
    total = "total: {points: {start: own, best: +1 each, spread: +1 each, graded: +1 each, ticked: '+1'}}"
    return regulation("taking", indicators, f"{counted}, {PARTS}, {total}", **{"unless": "false", **more})


GOOD = [
    ("regulation: survey", {}),
    ("regulation: survey, of: department, take: score", {}),
    ("regulation: survey, of: members, as: mean", {"appraises": "department"}),
    ("period: previous", {}),
    ("period: previous, take: own", {}),
    ("of: manager, take: own", {}),
    ("of: reports, take: ticked, as: count", {}),
    ("of: reports, take: tier, as: count", {}),
    ("of: same position, take: own, as: mean", {"figures_first": True}),
    ("of: same skill_group, period: previous, take: total, as: max", {}),
    ("regulation: survey, of: same department, as: max", {"appraises": "team"}),
    ("period: each month, take: own, as: mean", {"period": "[month, quarter]"}),
    ("period: within, take: own, as: mean", {"period": "[month, quarter]"}),
    ("regulation: survey, period: within, as: mean", {}),
    ("regulation: survey, take: tier", {"kind": "choice: {A: 甲 | A, B: 乙 | B}"}),
    ("of: manager, take: tier", {"kind": "choice: {A: 甲 | A, B: 乙 | B}"}),
    ("of: manager, take: ticked", {"kind": "tick: true"}),
    ("period: previous, of: everybody", {"kind": "list: 0..100"}),
]


@pytest.mark.parametrize(("source", "more"), GOOD)
def test_what_can_be_taken_is_read(source, more, read):
    feed = read(taking(source, **more)).indicators["taken"].feed

    assert feed
    assert feed.take in source or feed.take == "score"


def test_its_own_name_is_this_regulation(read):
    feed = read(taking("regulation: taking, period: previous")).indicators["taken"].feed

    assert feed.regulation is None


GRADED = {"kind": "number: 0..9"}
WRONG = [
    ("regulation: survey, of: §me", {}, "'me' is nobody to take from; write self, manager, team, led team, department, company, reports, members, everybody, or 'same position' and the like."),
    ("regulation: survey, of: §members, as: sum", {}, "A person has no members; write 'reports', or 'same department' and the like."),
    ("regulation: survey, of: §same skil_group, as: sum", {}, "There is no column 'skil_group'; did you mean 'skill_group'?"),
    ("regulation: survey, of: §same shoe, as: sum", {}, "There is no column 'shoe'; known are department, position, level or skill_group."),
    ("regulation: survey, of: §same shoe, as: sum", {"appraises": "team"}, "There is no column 'shoe'; known are department, position, level or skill_group."),
    ("regulation: survey, period: §each month, as: sum", {"period": "month"}, "No month lies within a month."),
    ("regulation: survey, period: §within, as: sum", {"period": "month"}, "Nothing lies within a month."),
    ("period: §each month, as: sum", {}, "This regulation has no cycles of a month."),
    ("period: §within, as: sum", {}, "What lies within is not one kind of cycle here; write another 'regulation'."),
    ("period: §within, as: sum", {"period": "[month, quarter, year]"}, "What lies within is not one kind of cycle here; write each month or each quarter."),
    ("regulation: survey, of: §reports", {}, "Several appraisals give it; say with 'as' how they make one figure, or take a 'list'."),
    ("regulation: survey, as: §sum", {}, "Only one appraisal gives it, so there is nothing to make one figure of."),
    ("regulation: survey, of: reports, as: §sum", {"kind": "list: 0..9"}, "A list takes all there are; 'as' makes one figure of them."),
    ("regulation: survey, of: reports, as: §count", {"kind": "tick: true"}, "The count of many is a number; the indicator is none."),
    ("period: previous, take: §ovn", {}, "There is no 'ovn' to take; did you mean 'own'?"),
    ("period: previous, take: §zzzzzz", {}, "There is no 'zzzzzz' to take."),
    ("period: previous, take: §many", {}, "'many' is no single figure or level, so others cannot take it."),
    ("§", {}, "It would wait for itself: this appraisal is among those it is taken from."),
    ("take: §own", {}, "It would wait for itself: this appraisal is among those it is taken from."),
    ("of: everybody, take: §total, as: sum", {}, "It would wait for itself: this appraisal is among those it is taken from."),
    ("of: same level, take: §taken, as: sum", {}, "It would wait for itself: this appraisal is among those it is taken from."),
    ("of: same level, take: §own, as: sum", {}, "Each would wait for all others: 'own' is given in 'rating', with the score; ask for it before."),
    ("period: previous, take: §tier", {}, "'tier' is of another kind than the indicator that takes it."),
    ("period: previous, take: §ticked", {}, "'ticked' is of another kind than the indicator that takes it."),
    ("period: previous, take: §own", {"kind": "tick: true"}, "'own' is of another kind than the indicator that takes it."),
    ("period: previous, take: §score", {"kind": "tick: true"}, "'score' is of another kind than the indicator that takes it."),
    ("period: previous, take: §grade", {}, "'grade' is of another kind than the indicator that takes it."),
    ("regulation: survey, as: §most", {}, "There is no way to make one figure of many 'most'; known are mean, sum, count, min, max."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "more", "sentence"), WRONG)
def test_what_cannot_be_taken_is_refused_at_its_place(source, more, sentence, complain, place):
    text = taking(source, **more)
    if "grade" in source:
        text = text.replace("\nstates:", "\ngrades: {A: from 90, B: below 90}\nstates:")
    found = complain(text.replace("§", ""))

    where = place(text) if source != "§" else f"{text[: text.index('  taken:')].count(chr(10)) + 1}:"
    assert any(one.startswith(where) and one.endswith(sentence) for one in found), found


def test_a_score_may_be_taken_as_one_of_figures(read):
    text = taking("of: manager, take: grade", kind="number: 1..5")
    text = text.replace(
        "\nstates:", "\ngrades: {5: from 90, 4: below 90}\nscales: {five: {5: 优 | 5, 4: 良 | 4}}\nstates:"
    )
    text = text.replace(own(), own("own").replace("number: 0..1000", "scale: five"))

    assert read(text).indicators["taken"].feed.take == "grade"


ROWS = [
    (SOURCE.replace("KIND", "text: 20").replace("SOURCE", "regulation: survey"), "What other appraisals give has no 'text'; nobody fills it in."),
    (SOURCE.replace("KIND", "number: 0..9, places: 1").replace("SOURCE", "regulation: survey"), "What other appraisals give has no 'places'; nobody fills it in."),
    ("taken: {title: 引用 | Taken, number: 0..9, by: hr, from: {regulation: survey}}", "An indicator is given either 'by' a role, or 'from' other appraisals."),
    ("taken: {title: 引用 | Taken, number: 0..9}", "An indicator needs 'by', or 'from' where other appraisals give it."),
    ("taken: {title: 引用 | Taken, number: 0..9, from: survey}", "Here a feed is expected: keys, each with a colon and what it holds."),
]  # fmt: skip


@pytest.mark.parametrize(("line", "sentence"), ROWS)
def test_how_it_is_given_is_said_in_one_way(line, sentence, complain):
    text = regulation("taking", [own(), line], "total: {formula: own + taken}")

    assert any(one.endswith(sentence) for one in complain(text))
