"""What is known of the person appraised can be asked for by name in every condition and measure."""

from pathlib import Path

import pytest

from cycleflow.core.workflow import FieldKind

KNOWN = (Path(__file__).parent / "known.yaml").read_text(encoding="utf-8")


@pytest.fixture
def breaking_known(complain, place):
    """Put something wrong into the regulation; return the complaints, and the one expected at the sign §."""

    def breaking_known(old, new, sentence):
        assert KNOWN.count(old) == 1
        text = KNOWN.replace(old, new)
        return complain(text.replace("§", "")), [f"{place(text)}: {sentence}"]

    return breaking_known


def test_only_the_facts_that_later_rules_ask_for_are_used(read):
    assert read(KNOWN).facts_used == ("position", "service_months", "joined_in_period", "month", "site")


def test_a_regulation_that_asks_for_nothing_uses_no_facts(read, base):
    assert read(base).facts_used == ()


def test_attributes_are_facts_too(read):
    assert {name: one.kind for name, one in read(KNOWN).attributes.items()} == {
        "site": FieldKind.TEXT,
        "quota": FieldKind.NUMBER,
        "confirmed_on": FieldKind.DATE,
        "member": FieldKind.TICK,
    }


def test_attributes_in_a_list_are_texts(read, base):
    assert [(name, one.kind) for name, one in read(base).attributes.items()] == [("site", FieldKind.TEXT)]


def test_an_attribute_may_be_called_as_people_call_it(read, base):
    site, day = "{title: 工作地 | Place of work}", "{title: 转正日期 | Confirmed on, kind: date}"
    text = base.replace("attributes: [site]", f"attributes: {{site: {site}, confirmed_on: {day}}}")

    assert [(one.title["zh"], one.kind) for one in read(text).attributes.values()] == [
        ("工作地", FieldKind.TEXT),
        ("转正日期", FieldKind.DATE),
    ]


def test_what_an_attribute_is_called_is_refused_where_it_says_more(breaking):
    found, expected = breaking(
        "attributes: [site]",
        "attributes: {site: {title: 工作地 | Place of work, §sort: text}}",
        "An attribute has no 'sort'; known are title, kind.",
    )

    assert found == expected


def test_an_attribute_is_of_a_kind_there_is(breaking_known):
    found, expected = breaking_known(
        "quota: number", "quota: §figure", "There is no kind of attribute 'figure'; known are text, number, date, tick."
    )

    assert found == expected


@pytest.mark.parametrize("name", ["department", "month", "site"])
def test_an_indicator_must_not_hide_a_fact(name, breaking_known):
    found, expected = breaking_known(
        "  calls: {title",
        f"  §{name}: {{title: 名 | Name, text: 9, by: hr}}\n  calls: {{title",
        f"{name!r} is known of everybody from the people file; choose another name.",
    )

    assert found[:1] == expected


def test_a_measure_must_not_hide_a_fact(breaking_known):
    found, expected = breaking_known(
        "    seniority: {bands",
        "    §level: {formula: calls}\n    seniority: {bands",
        "'level' is known of everybody from the people file; choose another name.",
    )

    assert set(expected) <= set(found)


def test_a_column_may_have_the_name_of_a_fact(read):
    text = KNOWN.replace(
        "columns: {kind:", "columns: {level: {title: 级 | Level, choice: {C: 丙 | C, D: 丁 | D}}, kind:"
    )
    text = text.replace("otherwise: -2}}}", 'level == "C": -3, otherwise: -2}}}').partition("examples:")[0]

    workflow = read(text)

    assert "level" not in workflow.facts_used


def test_a_fact_that_is_misspelt_is_named(breaking_known):
    found, expected = breaking_known(
        "of: service_months",
        "of: §servce_months",
        "There is no indicator or measure before this 'servce_months'; did you mean 'service_months'?",
    )

    assert found == expected


def test_a_fact_is_compared_with_what_it_is(breaking_known):
    found, expected = breaking_known(
        "'position == \"客服\"': calls",
        "§position > 3: calls",
        "This cannot be computed: it mixes kinds, such as a number with a text.",
    )

    assert set(expected) <= set(found)


def test_an_example_without_a_fact_it_needs_fails(complain):
    text = KNOWN.replace("given: {position: 客服, calls: 70,", "given: {calls: 70,")

    assert "worked out before these are given: position" in complain(text)[0]


def test_an_example_may_give_no_fact_the_rules_do_not_ask_for(complain):
    text = KNOWN.replace("given: {position: 客服, calls: 70,", "given: {name: 王芳, calls: 70,")

    assert "name: This sheet has no such field." in complain(text)[0]
