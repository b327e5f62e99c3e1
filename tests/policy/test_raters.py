"""What a regulation may not say of people who are named, of committees and of raters."""

import pytest

from tests.raters import FEEDBACK, INVITING

GUESTS = "rows: 1..3"
ASK = "ask: {guests: view}"
PATH = "named(invite.guests.who)"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (PATH, "§named(invite.guests)", "Nobody is named in 'invite.guests'; name a field of the kind person."),
        (PATH, "§named(views.view)", "Nobody is named in 'views.view'; name a field of the kind person."),
        (PATH, "§named(nowhere.who)", "Nobody is named in 'nowhere.who'; name a field of the kind person."),
        (PATH, "§named(invite)", None),
        ("person: colleagues", "person: §coleagues", "There is no role 'coleagues'; did you mean 'colleagues'?"),
        (GUESTS, "rows: 0..3", "'guests' may not have been named before 'views': invite → views."),
        (
            "{ask: {employee: invite}, due: opened + 5 workdays,",
            "{ask: {employee: invite}, due: opened + 5 workdays, silence: {after: 1 day, to: views},",
            "'guests' may not have been named before 'views': invite → views.",
        ),
        (
            f"{ASK}, complete: any",
            "ask: §{guests: view}",
            "Several people may be 'guests', but the sheet is kept once; write complete: any.",
        ),
    ],
)
def test_who_is_named_must_be_named_somewhere(complain, place, old, new, sentence):
    assert INVITING.count(old) == 1
    text = INVITING.replace(old, new)
    if "§" not in text:
        text = text.replace(ASK, ASK.replace("{", "§{", 1))

    found = complain(text.replace("§", ""))

    if sentence:
        assert found == [f"{place(text)}: {sentence}"]
    else:
        assert found[0].startswith(f"{place(text)}: 'named(invite)' leads to nobody")


def test_nobody_need_be_named_where_somebody_else_is_asked_too(read):
    text = INVITING.replace(ASK, "ask: {guests: view, manager: view}").replace(GUESTS, "rows: 0..3")

    assert read(text).states


GATHER = "gather: {anonymous: [peers, reports], at_least: 3}"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (GATHER, "gather: §maybe", "Only true can stand here, not 'maybe'; leave the key out otherwise."),
        (GATHER, "gather: §[peers]", "Here what is gathered is expected: keys, each with a colon and what it holds."),
        (GATHER, "gather: §{at_least: 3}", "What is gathered needs 'anonymous'."),
        (
            GATHER,
            "gather: {anonymous: [§hr]}",
            "There is no role asked here 'hr'; known are employee, manager, peers, reports.",
        ),
        (GATHER, "gather: {anonymous: §[manager]}", "'manager' is one person, whom everybody knows."),
        (
            GATHER,
            "gather: {anonymous: [peers], at_least: §1}",
            "Whoever is the only one is known to everybody; write 2 or more.",
        ),
        (
            f"{GATHER}\n",
            f"{GATHER}\n    complete: §any\n",
            "With 'any' the first answer would be the only one, and anonymous no more.",
        ),
        (
            "silence: {after: 5 workdays, to: review}",
            "silence: {after: 5 workdays, hand_to: §hr}",
            "A sheet of one's own cannot be handed over; write 'to' the state that goes on with what there is.",
        ),
        (
            "employee: marks, manager",
            "employee: §answer, manager",
            "Which sheet 'employee' fills in is missing; without one there is nothing to gather.",
        ),
        ("peers: 同事 | Colleagues, ", "", "How the role 'peers' is called is missing under words, roles."),
        (
            "peers: 同事 | Colleagues, ",
            "peers: 同事 | Colleagues, §pears: 梨 | Pears, ",
            "There is no role 'pears'; did you mean 'peers'?",
        ),
        (
            "again: {title",
            "by: {title",
            "A field of a gathered sheet cannot be called 'by'; that is whose sheet it is.",
        ),
        (
            "words: {title: 评语 | Words, text: 500, optional: true}",
            "words: {title: 评语 | Words, rows: 1..3, columns: {a: {title: 甲 | A, text: 5}}}",
            "Each sheet becomes a row of a table, so it cannot hold the table 'words'.",
        ),
        (
            "quality: {title: 质量 | Quality, number: 0..100}",
            "quality: {title: 质量 | Quality, number: 0..100, sets: score}",
            "'quality' sets the score, but of several sheets none alone can.",
        ),
        (
            "after: review",
            "after: §feedback",
            "'feedback' is left by several, and nobody of them could answer for the score; name a later state.",
        ),
        (
            "of: feedback.peers.quality",
            "of: §feedback.peers.quantity",
            "There is no table 'feedback.peers.quantity'; did you mean 'feedback.peers.quality'?",
        ),
        (
            "of: feedback.peers, each",
            "of: §feedback.pears, each",
            "There is no table 'feedback.pears'; did you mean 'feedback.peers'?",
        ),
        ("each: listens * 20", "each: §speaks * 20", None),
        (
            "each: listens * 20}",
            "each: listens * 20, §by: quality}",
            "'by' weighs a column; a formula over the columns can weigh by itself.",
        ),
        ("answers: {submit: review}\n", "answers: {submit: {to: {§quality > 50: review, otherwise: talk}}}\n", None),
    ],
)
def test_what_is_gathered_must_be_rows_of_people_nobody_recognises(complain, place, old, new, sentence):
    assert FEEDBACK.count(old) == 1
    text = FEEDBACK.replace(old, new)
    marked = text if "§" in text else ""

    found = complain(text.replace("§", ""))

    if sentence and marked:
        assert f"{place(marked)}: {sentence}" in found
    elif sentence:
        assert sentence in {one.partition(": ")[2] for one in found}
    else:
        assert any(one.startswith(f"{place(marked)}: ") for one in found)


def test_no_sheet_takes_the_place_of_what_several_gave(complain):
    text = FEEDBACK.replace("answers: {submit: talk,", "answers: {submit: {to: talk, adopts: {feedback: review}},")

    assert any("Sheets that are gathered are each rater's own; none replaces another." in one for one in complain(text))


def test_a_panel_gathers_nothing(complain):
    text = FEEDBACK.replace("{employee: marks, manager: marks, peers: marks, reports: marks}", "{hr: cohort}")

    assert any("A panel decides together; there are no sheets to gather." in one for one in complain(text))


def test_indicators_are_not_gathered(complain):
    text = FEEDBACK.replace("reports: marks}", "reports: marks, hr: hr_indicators}").replace(
        "score:\n", "indicators: {late: {title: 迟到 | Late, count: 0.., by: hr}}\nscore:\n"
    )

    assert any(
        "Indicators are given once for all; ask for them in a state of their own." in one for one in complain(text)
    )


def test_what_counts_must_have_been_gathered_on_every_way(complain):
    start = "  start: {ask: {hr: answer}, due: opened + 1 day, answers: {submit: feedback, again: review}}"
    text = FEEDBACK.replace("states:\n", f"states:\n{start}\n", 1)
    text = text.replace("states: {feedback", "states: {start: 开始 | Start, feedback")

    found = complain(text)

    assert any("'feedback.peers' may not have been gathered by then: start → review." in one for one in found)


def test_no_more_are_named_than_could_ever_be_enough(complain):
    text = FEEDBACK.replace("peers: peers,", "peers: named(invite.who.one),").replace(
        "sheets:\n",
        "sheets:\n  invite: {who: {title: 谁 | Who, rows: 1..2, columns: {one: {title: 谁 | Who, person: anybody}}}}\n",
    )
    text = text.replace(
        "states:\n",
        "states:\n  invite: {ask: {employee: invite}, due: opened + 1 day, answers: {submit: feedback}}\n",
        1,
    )
    text = text.replace("states: {feedback", "states: {invite: 邀请 | Invite, feedback")

    assert any("At most 2 are named as 'peers', but 3 must have answered." in one for one in complain(text))


def test_a_silence_that_holds_everywhere_hands_no_sheet_over(read):
    text = FEEDBACK.replace("    silence: {after: 5 workdays, to: review}\n", "").replace(
        "states:\n", "silence: {after: 5 workdays, hand_to: hr}\nstates:\n", 1
    )

    workflow = read(text)

    assert workflow.states["feedback"].silence is None
    assert workflow.states["review"].silence


def test_unless_it_says_otherwise_three_must_have_answered(read):
    assert read(FEEDBACK.replace(", at_least: 3", "")).states["feedback"].gather.at_least == 3


def test_examples_try_gathered_tables_out(read, complain):
    examples = """
examples:
  - {given: {feedback.employee: [90], feedback.manager: [80], feedback.peers: [85, 80, 90]}, expect: {score: 83.5}}
  - {given: {feedback.peers: [{quality: 85, listens: 5}, {quality: 80, listens: 4}, {quality: 90, listens: 3}]},
    expect: {colleagues: 85, listening: 80}}
  - {given: {feedback.peers: [101, 80, 90]}, refused: feedback.peers}
  - {given: {feedback.employee: [90], feedback.manager: [80], feedback.peers: [0, 0]}, expect: {score: 82.86}}
"""
    assert read(FEEDBACK + examples).states

    (found,) = complain(FEEDBACK + "\nexamples: [{given: {feedback.peers: [9, 9]}, expect: {colleagues: 9}}]\n")

    assert "does not apply" in found


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("{who: §boss, when: level == 'M'}", "'boss' leads to nobody; write self"),
        ("§{when: level == 'M'}", "A role needs 'who'."),
        ("{who: reports, when: §lvl == 'M'}", "'lvl'"),
        (
            "{who: reports, when: §service_days > 30}",
            "'service_days' changes from cycle to cycle; ask for what the people file says.",
        ),
    ],
)
def test_a_role_is_held_by_what_the_people_file_says(complain, place, new, sentence):
    text = FEEDBACK.replace("reports: reports", f"reports: {new}")

    found = complain(text.replace("§", ""))

    assert any(one.startswith(f"{place(text)}: ") and sentence in one for one in found)


@pytest.mark.parametrize(
    ("committees", "sentence"),
    [
        ("{§hrr: {members: 3}}", "There is no role 'hrr'; did you mean 'hr'?"),
        ("{§zzzzz: {members: 3}}", "There is no role 'zzzzz'; known are employee, manager, peers, reports, hr."),
        ("{hr: {members: §0..3}}", "'0..3' is not a number of members; write it like 6, 3.. or 3..7."),
        ("{hr: {members: §few}}", "'few..few' is not a range; write it like 1..8."),
        ("{hr: {size: 3}}", None),
        ("{hr: §{members: 3, with: {chair: 4}}}", "4 of 'chair' cannot sit among 3 members."),
        ("{hr: {with: {§Chair: 1}}}", None),
        ("{§manager: {members: 1}}", "'manager' is one person and no committee."),
    ],
)
def test_a_committee_must_be_able_to_meet(complain, place, committees, sentence):
    text = FEEDBACK.replace("sheets:\n", f"committees: {committees}\nsheets:\n", 1)

    found = complain(text.replace("§", ""))

    assert found
    if sentence:
        assert f"{place(text)}: {sentence}" in found


def test_whom_a_sheet_names_is_counted_by_its_rows(complain):
    text = INVITING.replace("sheets:\n", "committees: {guests: {members: 2}}\nsheets:\n", 1)

    (found,) = complain(text)

    assert found.endswith("Who is 'guests', a sheet says; how many there must be, its 'rows' say.")


def test_a_committee_is_read(read):
    text = FEEDBACK.replace("sheets:\n", "committees: {hr: {members: 2..5, with: {chair: 1}}}\nsheets:\n", 1)

    committee = read(text).committees["hr"]

    assert (committee.low, committee.high, committee.groups) == (2, 5, {"chair": 1})
