from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cycleflow.core.calendar import Calendar, Offset, Unit
from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.model import Appraisal
from cycleflow.core.workflow import Field, FieldKind, Sheet
from cycleflow.journeys.filling import Page
from cycleflow.journeys.filling import fill as fill_in
from tests.core.samples import SHEETS, Condition, field, fields, words

NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)
COLLEAGUES = [f"p{number}" for number in range(30)]
CALENDAR = Calendar(zone="Asia/Shanghai", country="CN", holidays=frozenset({date(2026, 10, 15)}))


def page(answer="submit", *, sheets=None, score=None, writer="ann", locale="en", phrases=None):
    appraisal = Appraisal(
        id="c.ann",
        cycle="c",
        person="ann",
        fingerprint="f",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        sheets=sheets or {},
        score=score,
    )
    setting = Setting(
        answer=answer, appraisal=appraisal, calendar=CALENDAR, zone="Asia/Shanghai", now=NOW, people=COLLEAGUES
    )
    return Page(setting=setting, writer=writer, locale=locale, phrases=phrases or {}, colleagues=COLLEAGUES)


def fill(sheet, front) -> Any:
    return fill_in(sheet, front)


def one_field(**rest):
    return Sheet(name="s", fields=fields(field("asked", **rest)))


def figures(places):
    return st.decimals(min_value=0, max_value=1000, places=places)


@st.composite
def columns(draw):
    kind = draw(st.sampled_from([kind for kind in FieldKind if kind is not FieldKind.ROWS]))
    places = draw(st.integers(0, 3))
    low, high = sorted(draw(st.tuples(figures(places), figures(places))))
    options = {name: words(name) for name in draw(st.lists(st.text("abc12345", min_size=1), min_size=1, unique=True))}
    return {
        "kind": kind,
        "places": places,
        "low": draw(st.sampled_from([None, low])) if kind is FieldKind.NUMBER else None,
        "high": high if kind is FieldKind.NUMBER else draw(st.sampled_from([None, Decimal(1), Decimal(300)])),
        "options": options,
        "optional": draw(st.booleans()),
        "needed_for": draw(st.sampled_from([(), ("submit",), ("other",)])),
        "ahead": draw(st.sampled_from([None, Offset(count=7, unit=Unit.DAYS), Offset(count=3)])),
        "sets": draw(st.sampled_from([None, "score"])) if kind is FieldKind.NUMBER else None,
    }


@st.composite
def tables(draw):
    low = draw(st.integers(0, 4))
    high = draw(st.sampled_from([None, low, low + 3, low + 9]))
    inside = {f"c{number}": draw(columns()) for number in range(draw(st.integers(1, 3)))}
    return {
        "kind": FieldKind.ROWS,
        "low": Decimal(low),
        "high": None if high is None else Decimal(high),
        "columns": fields(*(field(name, **rest) for name, rest in inside.items())),
    }


@given(st.lists(st.one_of(columns(), tables()), max_size=5), st.text("xyz", min_size=1), st.decimals(1, 5, places=2))
def test_whatever_a_sheet_asks_it_is_filled_in_validly(asked, writer, score):
    sheet = Sheet(name="s", fields=fields(*(field(f"f{number}", **rest) for number, rest in enumerate(asked))))
    front = page(writer=writer, score=score)

    check_sheet(sheet, fill(sheet, front), front.setting)


@given(st.integers(1, 9), st.integers(1, 30), st.sampled_from(["100", "1", "10", "99.5"]), st.integers(0, 3))
def test_figures_add_up_to_their_total(rows, low, total, places):
    total = Decimal(total)
    assume(total == round(total, places) and low <= total)
    weight = field("weight", kind=FieldKind.NUMBER, places=places, low=Decimal(low), high=total, total=total)
    sheet = one_field(kind=FieldKind.ROWS, low=Decimal(1), high=Decimal(rows), columns=fields(weight))
    front = page()

    check_sheet(sheet, fill(sheet, front), front.setting)


def test_a_table_repeats_the_rows_of_another_sheet():
    front = page(sheets={"plan": {"goals": ({"goal": "a"}, {"goal": "b"}, {"goal": "c"})}})

    filled = fill(SHEETS["rating"], front)

    assert len(filled["goals"]) == 3
    check_sheet(SHEETS["rating"], filled, front.setting)


def test_a_table_whose_source_was_forfeited_stays_empty():
    assert fill(SHEETS["rating"], page())["goals"] == []


def test_facts_are_given_only_where_the_rule_asks_for_them():
    front = page(sheets={"plan": {"goals": tuple({"goal": str(number)} for number in range(20))}})

    rows = fill(SHEETS["rating"], front)["goals"]

    assert {"facts" in row for row in rows} == {True, False}
    assert all(("facts" in row) == (row["score"] in "125") for row in rows)


def test_a_rule_that_looks_at_no_row_is_asked_as_well():
    asked = one_field(needed_when=Condition("never", lambda names: False))

    assert fill(asked, page()) == {}


def test_a_table_that_is_not_needed_is_left_out():
    rows = {"kind": FieldKind.ROWS, "low": Decimal(1), "high": Decimal(3), "columns": fields(field("said"))}
    sheet = Sheet(name="s", fields=fields(field("table", needed_when=Condition("no", lambda _: False), **rows)))

    assert fill(sheet, page()) == {}


def test_what_only_another_answer_needs_is_left_out():
    assert fill(SHEETS["consent"], page("sign")) == {}
    assert set(fill(SHEETS["consent"], page("appeal"))) == {"comment"}


def test_at_the_third_attempt_there_are_as_few_rows_and_as_low_figures_as_there_may_be():
    table = field("table", kind=FieldKind.ROWS, low=Decimal(3), high=Decimal(9), columns=fields(field("said")))
    figure = field("figure", kind=FieldKind.NUMBER, low=Decimal(1), high=Decimal(8))

    found = fill(Sheet(name="s", fields=fields(table, figure)), replace(page(), attempt=4))

    assert (len(found["table"]), found["figure"]) == (3, "1.0")


def test_at_the_second_attempt_what_may_be_empty_is_and_figures_are_the_highest():
    table = field("table", kind=FieldKind.ROWS, low=Decimal(0), high=Decimal(9), columns=fields(field("said")))
    sheet = Sheet(
        name="s", fields=fields(table, field("figure", kind=FieldKind.NUMBER, low=Decimal(0), high=Decimal(8)))
    )

    found = fill(sheet, replace(page(), attempt=2))

    assert found == {"table": [], "figure": "8.0"}


def test_an_appointment_lies_as_far_ahead_as_it_must_and_on_a_working_day():
    held_at = datetime.fromisoformat(fill(SHEETS["meeting"], page())["held_at"])

    assert held_at.date() - NOW.date() >= timedelta(days=7)
    assert CALENDAR.is_workday(held_at.date())


def test_a_ruling_is_a_little_better_than_the_score():
    assert fill(SHEETS["ruling"], page("change", score=Decimal("3.10")))["score"] == "3.5"


def test_a_ruling_never_goes_beyond_the_scale():
    assert fill(SHEETS["ruling"], page("change", score=Decimal("4.90")))["score"] == "5"


@pytest.mark.parametrize(("locale", "written"), [("en", "sold"), ("zh", "卖"), ("fr", "卖")])
def test_people_write_the_phrases_they_know_in_their_language(locale, written):
    front = page(locale=locale, phrases={"asked": [{"zh": "卖", "en": "sold"}]})

    assert fill(one_field(), front) == {"asked": written}


def test_who_knows_no_phrase_writes_the_title():
    assert fill(Sheet(name="s", fields=fields(Field(name="asked", title={}, kind=FieldKind.TEXT))), page()) == {
        "asked": "asked"
    }


def test_an_answer_alone_needs_no_sheet():
    assert fill(None, page()) == {}


def test_the_same_person_fills_in_the_same_sheet_the_same_way():
    assert fill(SHEETS["plan"], page()) == fill(SHEETS["plan"], page())
