"""What a new version of a regulation changes is said rule by rule; what means the same is silent."""

import pytest

from cycleflow import policy, shipped
from cycleflow.policy.comparison import _meaning, compare
from tests.settled import settled, without_examples

QUARTERLY = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8")
OLD = policy.load(QUARTERLY, years=[2026])
SHOP = policy.load_file(shipped.workflows() / "shop-service-monthly.yaml", years=[2026])


def changed(*replacements):
    text = QUARTERLY
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return compare(OLD, policy.load(text, years=[2026]))


def said(*replacements):
    return [one.sentence for one in changed(*replacements)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("due: opened + 3 workdays", "due:   'opened + 3   workdays' # in quotes"),
        ("escalate: {hr: 5 workdays}", "escalate:\n  hr: 5 workday"),
        ("remind: [2 workdays before, 1 workday after]", "remind: [2 workday before, 1 workdays after]"),
    ],
)
def test_what_means_the_same_is_no_change(old, new):
    assert said((old, new)) == []


def test_open_days_are_counted_in_one_or_many_too():
    later = policy.load(OLD.text.replace("due: opened + 3 workdays", "due: opened + 1 open day"), years=[2026])
    again = policy.load(OLD.text.replace("due: opened + 3 workdays", "due: opened + 1 open days"), years=[2026])

    assert compare(later, again) == ()


def test_a_due_time_that_moves_is_told_with_the_state():
    (change,) = changed(("due: cycle.start + 10 workdays, at least", "due: cycle.start + 12 workdays, at least"))

    assert change.sentence == (
        "states › goal_setting › due was cycle.start + 10 workdays, at least 3 workdays, "
        "and is now cycle.start + 12 workdays, at least 3 workdays"
    )
    assert change.title == {"zh": "目标设定", "en": "Goal setting"}


def test_a_rule_that_is_new_and_one_that_is_gone():
    assert said(
        ("manager_change: move", "manager_change: stay"),
        ("    summary: {title: 评述 | Summary, text: 2000}\n", "    verdict: {title: 结论 | Verdict, text: 20}\n"),
    ) == [
        "manager_change was move, and is now stay",
        "sheets › review › verdict is new: {title: 结论 | Verdict, text: 20}",
        "sheets › review › summary is gone; it was {title: 评述 | Summary, text: 2000}",
    ]


def test_rules_without_a_name_are_compared_as_wholes():
    (gone, new) = changed(("service_days < 30, then", "service_days < 60, then"))

    assert (gone.path, new.path) == (("eligibility",), ("eligibility",))
    assert "service_days < 30" in str(gone.was)
    assert gone.becomes is None
    assert "service_days < 60" in str(new.becomes)


def test_rules_that_only_change_places():
    first = '  - {when: status != "active", then: excluded, reason: 不在职 | Not in active service}\n'
    (change,) = changed((first, ""), ("\nscales:", f"{first}\nscales:"))

    assert change.path == ("eligibility", "the order")


def test_a_list_of_texts_is_one_rule():
    (change,) = changed(("needs: [self_review]", "needs: [self_review, goal_setting]"))

    assert (change.was, change.becomes) == ("[self_review]", "[self_review, goal_setting]")


def test_the_first_case_that_holds_decides_so_their_order_has_a_meaning():
    cases = ['grade == "5": sign_off', "score > 4: closed"]
    both = [
        QUARTERLY.replace("{release: interview_invitation}", f"{{release: {{to: {{{', '.join(one)}}}}}}}")
        for one in ([*cases, "otherwise: interview_invitation"], [*reversed(cases), "otherwise: interview_invitation"])
    ]

    found = compare(*(policy.load(text, years=[2026]) for text in both))

    assert [one.where for one in found] == ["states › calibration › answers › release › to › the order"]


def test_of_several_answers_the_first_prevails_so_their_order_has_a_meaning():
    answers = ("return: goal_setting", "agree: mid_quarter_check")
    (change,) = changed((f"{{{', '.join(answers)}}}", f"{{{', '.join(reversed(answers))}}}"))

    assert change.where == "states › goal_agreement › answers › the order"


def test_the_order_of_states_has_a_meaning():
    one = "  closed: {tell: {employee: closed}}\n"
    found = changed((one, ""), ("  appeal_answer:\n", f"{one}  appeal_answer:\n"))

    assert [change.where for change in found] == ["states › the order"]


def test_an_indicator_is_called_by_its_title():
    text = SHOP.text.replace("attitude: {title: 工作态度", "attitude: {title: 态度", 1)
    changes = compare(SHOP, policy.load(text, years=[2026]))

    assert [(one.where, one.title and one.title["zh"]) for one in changes] == [
        ("indicators › attitude › title", "态度")
    ]


def test_a_measure_of_the_score_or_the_outcomes_is_called_by_its_title():
    old, new = (
        settled(text=without_examples()),
        settled(("wage * total / 100", "wage * total / 50"), text=without_examples()),
    )
    (change,) = compare(old, new)

    assert change.where == "outcomes › measures › pay › formula"
    assert change.title == {"zh": "绩效工资", "en": "Performance pay"}
    (change,) = compare(
        old, settled(("total: {formula: marks}", "total: {formula: marks * 1}"), text=without_examples())
    )
    assert (change.where, change.title) == ("score › measures › total › formula", {"zh": "得分", "en": "Score"})


def test_a_field_that_is_gone_keeps_its_title():
    (change, *_) = changed(("    summary: {title: 评述 | Summary, text: 2000}\n", ""))

    assert change.title == {"zh": "评述", "en": "Summary"}


def test_examples_are_no_rules():
    text = SHOP.text[: SHOP.text.index("\nexamples:")] + "\nexamples: []\n"

    assert compare(SHOP, policy.load(text, years=[2026])) == ()


def test_what_means_the_same_is_the_same_also_in_a_list():
    assert _meaning(["1 workday", " a  b "]) == ["1 workdays", "a b"]
