"""What a heading stands for, and what a cell means there."""

import pytest

from cycleflow.core.workflow import Field, FieldKind
from cycleflow.journeys.data.columns import Target, UnclearError, plain, read, targets


def field(name, kind=FieldKind.NUMBER, zh="", **more):
    return Field(name=name, title={"zh": zh or name, "en": name}, kind=kind, **more)


TICK = Target(field=field("slip", FieldKind.TICK))


def test_a_heading_that_could_mean_two_fields_means_none():
    fields = {"a": field("a", zh="得分"), "b": field("b", zh="得分")}

    assert set(targets(fields)) == {"a", "b"}


@pytest.mark.parametrize("heading", ["满意率（%）", "满意率 (%)", " 满意率", "满 意率"])
def test_width_blanks_and_units_do_not_matter(heading):
    assert plain(heading) == "满意率"


@pytest.mark.parametrize(("text", "said"), [("是", True), ("YES", True), ("否", None), ("0", None), ("", None)])
def test_yes_and_no_in_both_languages(text, said):
    assert read(TICK, text) is said


def test_what_is_neither_is_refused():
    with pytest.raises(UnclearError, match="perhaps is neither yes nor no"):
        read(TICK, "perhaps")


def test_a_text_stays_a_text_and_an_unknown_option_too():
    choice = field("kind", FieldKind.CHOICE, options={"a": {"zh": "甲", "en": "First"}})

    assert read(Target(field=field("note", FieldKind.TEXT)), "a|b") == "a|b"
    assert [read(Target(field=choice), text) for text in ("first", "a", "c")] == ["a", "a", "c"]


def test_an_empty_list_is_blank():
    values = field("peers", FieldKind.ROWS, columns={"value": field("value")})

    assert read(Target(field=values), " ; ") is None
