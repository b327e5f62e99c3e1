"""What a regulation may not say of people who are named, of committees and of raters."""

import pytest

from tests.raters import INVITING

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
