"""What raters were promised: nobody learns who said what, in whatever place he looks."""

from dataclasses import replace

import pytest

from cycleflow.core.model import Channel
from cycleflow.journeys.answer import answer
from cycleflow.journeys.confidence import RatersProtectedError
from cycleflow.journeys.disclosure import everything, for_holder, for_ratee, people_of
from cycleflow.journeys.dossier import check_may_export, dossier, sealed
from cycleflow.journeys.home import own_record
from cycleflow.journeys.receipt import receipt
from cycleflow.journeys.visit import by_name, visit
from cycleflow.store import people
from tests.offices import COMPANY, LAUNCH
from tests.raters import COLLEAGUES, FEEDBACK, feedback, get, rate, rate_all, start


@pytest.fixture
def open_office(office):
    start(office)
    return office


def summaries(shown):
    return {one.role["en"]: one.summary for one in shown if one.summary}


def tasks_of(entry) -> list[dict[str, str]]:
    tasks: list[dict[str, str]] = entry.changed["tasks"]
    return tasks


def whole(shown):
    """Return everything a reader could find in what he is shown."""
    return "\n".join(map(repr, shown))


def test_of_an_anonymous_role_only_figures_and_texts_are_shown(open_office):
    shown = everything(feedback(), rate_all(open_office))

    (colleagues,) = summaries(shown).values()
    assert (colleagues.count, colleagues.is_told, colleagues.alike) == (4, True, 0)
    assert [(one.field.name, one.count, one.mean) for one in colleagues.figures] == [
        ("quality", 4, 85),
        ("praise", 4, None),
    ]
    assert sorted(colleagues.texts[0].texts) == [f"words of {number}" for number in COLLEAGUES]
    assert not people_of(shown) & set(COLLEAGUES)
    assert [one.by for one in shown if one.by] == [("E8",), ("E6",)]


def test_too_few_tell_nothing(open_office):
    rate(open_office, E8={"quality": "90"}, E7={"quality": "71", "words": "secret"}, E9={"quality": "72"})
    shown = everything(feedback(), replace(get(open_office), state="review"))

    (colleagues,) = summaries(shown).values()
    assert (colleagues.count, colleagues.is_told, colleagues.figures, colleagues.texts) == (2, False, (), ())
    assert "secret" not in whole(shown)


def test_a_question_few_have_answered_is_not_shown(open_office):
    liked = {"quality": "80", "listens": "5", "again": "gladly", "praise": True}
    found = rate_all(open_office, E7=liked, E9=liked, X1={**liked, "listens": ""})

    (colleagues,) = summaries(everything(feedback(), found)).values()
    figures = {one.field.name: (one.count, one.mean, one.chosen) for one in colleagues.figures}
    assert set(figures) == {"quality", "again", "praise"}
    assert figures["again"] == (3, None, {"gladly": 3, "rather_not": 0})
    assert figures["praise"] == (4, None, {"true": 3})


def test_whoever_leaves_out_a_tick_has_answered_too(open_office):
    found = rate_all(open_office, E7={"quality": "80", "praise": True})

    (colleagues,) = summaries(everything(feedback(), found)).values()
    assert {one.field.name: (one.count, one.chosen) for one in colleagues.figures}["praise"] == (4, {"true": 1})


def test_forms_that_are_alike_to_the_letter_are_counted(open_office):
    copied = {"quality": "80", "listens": "5", "words": "good"}
    found = rate_all(open_office, E7=copied, E9=copied, X1=copied)

    (colleagues,) = summaries(everything(feedback(), found)).values()
    assert colleagues.alike == 3


def test_a_role_nobody_holds_is_not_shown(open_office):
    assert "Reports" not in summaries(everything(feedback(), rate_all(open_office)))


def test_nothing_is_shown_before_the_state_is_left(open_office):
    found = rate(open_office, E8={"quality": "90"}, E7={"quality": "71"})
    manager = next(one for one in found.open_tasks if one.member.person == "E6")

    assert for_holder(feedback(), found, manager) == ()
    assert for_ratee(feedback(), found) == ()


def test_if_nobody_answers_that_is_all_there_is_to_say(open_office):
    found = replace(get(open_office), state="review")
    given = {"feedback": replace(rate_all(open_office).given["feedback"], by=(), forfeited=True)}

    (shown,) = everything(feedback(), replace(found, given=given))

    assert shown.forfeited
    assert shown.answers == {}


def test_the_ratee_reads_his_own_sheet_and_the_rest_once_it_is_published(open_office):
    found = rate_all(open_office)
    assert [one.by for one in for_ratee(feedback(), found)] == [("E8",)]

    rate(open_office, E6={})

    shown = own_record(open_office, get(open_office).id, "E8").shown
    assert [one.by for one in shown] == [("E8",), ("E6",), (), ("E6",)]
    assert set(summaries(shown)) == {"Colleagues"}


def test_what_a_rater_sent_only_his_own_receipt_tells(open_office):
    task = next(one for one in get(open_office).open_tasks if one.member.person == "E7")
    rate_all(open_office)

    assert receipt(open_office, task.id).given["words"] == "words of E7"


def test_asked_again_who_gave_his_name_corrects_his_sheet_and_nobody_else(open_office):
    rate_all(open_office)
    (task,) = get(open_office).open_tasks
    answer(open_office, task.id, "E6", choice="again", sheet={}, channel=Channel.PAGE, now=LAUNCH)

    typed = {}
    for one in get(open_office).open_tasks:
        with open_office.store.read() as conn:
            holder = people.get(conn, one.member.person)
        assert holder
        seen = visit(open_office, by_name(open_office, one.id, holder).row, LAUNCH)
        assert seen
        typed[holder.number] = seen.typed.get("words")
        assert not seen.may_delegate
        assert seen.is_nameless == (holder.number in COLLEAGUES)
    assert typed == {"E8": "words of E8", "E6": "words of E6", **dict.fromkeys(COLLEAGUES)}


def test_in_the_history_hr_reads_anonymous_raters_go_by_their_role(open_office):
    rate_all(open_office)

    found = dossier(open_office, get(open_office).id, "E2")

    entries = [line.entry for line in found.lines if line.entry]
    named = {entry.actor: found.nameless(entry) for entry in entries[1:]}
    assert {actor for actor, words in named.items() if words is None} == {"E8", "E6"}
    assert {words["en"] for words in named.values() if words} == {"Colleagues"}
    assert found.nameless(entries[0]) is None
    tasks = [(found, entry, task) for entry in entries for task in tasks_of(entry)]
    closed = {
        task["person"]: found.nameless_task(entry, task) for found, entry, task in tasks if task["status"] != "open"
    }
    assert {person for person, words in closed.items() if words is None} == {"E8", "E6"}
    assert all(found.nameless_task(entries[0], task) is None for task in tasks_of(entries[0]))


@pytest.mark.parametrize("reader", ["E8", "E6", "E5", "E1"])
def test_whoever_is_appraised_or_stands_above_never_reads_the_very_history(open_office, reader):
    rate_all(open_office)
    rate(open_office, E6={})

    with pytest.raises(RatersProtectedError):
        sealed(open_office, get(open_office).id, reader)
    with pytest.raises(RatersProtectedError):
        check_may_export(open_office, "feedback-2026-H2", reader)


@pytest.mark.parametrize("reader", ["E4", "E7"])
def test_an_auditor_beside_reads_it(open_office, reader):
    rate_all(open_office)

    assert sealed(open_office, get(open_office).id, reader).lines
    check_may_export(open_office, "feedback-2026-H2", reader)


def test_a_functional_superior_stands_above_too(office):
    text = FEEDBACK.replace("roles: {", "attributes: [expert]\nroles: {expert: people(expert), ", 1).replace(
        "closed: {tell: {employee: closed}}", "closed: {tell: {employee: closed, expert: closed}}"
    )
    with office.store.begin() as conn:
        people.save_people(conn, [replace(COMPANY[7], attributes={"expert": "E4"})], LAUNCH)
    start(office, text)

    with pytest.raises(RatersProtectedError):
        sealed(office, get(office).id, "E4")


def test_where_every_rater_gives_his_name_the_history_is_open(office):
    start(office, FEEDBACK.replace("gather: {anonymous: [peers, reports], at_least: 3}", "gather: true"))
    found = rate_all(office)

    shown = everything(office.workflows(found.fingerprint), found)

    assert sealed(office, found.id, "E6").lines
    check_may_export(office, "feedback-2026-H2", "E6")
    assert {who for one in shown for who in one.by} == {"E8", "E6", *COLLEAGUES}
