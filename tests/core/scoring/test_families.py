"""The rule families of a card: exact, total, monotone where they should be, and blank where they do not apply."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.scoring.bands import Band, Bands
from cycleflow.core.scoring.card import Card, Measure, MissingInputError, NothingToScoreError, Override
from cycleflow.core.scoring.cases import Case, Cases
from cycleflow.core.scoring.count import Count
from cycleflow.core.scoring.formula import Formula, shown
from cycleflow.core.scoring.inputs import Gathered
from cycleflow.core.scoring.lookup import Lookup
from cycleflow.core.scoring.mean import ColumnMean, Mean
from cycleflow.core.scoring.points import Item, Points
from cycleflow.core.scoring.rank_points import RankPoints
from cycleflow.core.scoring.ratio import Ratio
from cycleflow.core.scoring.records import Records
from cycleflow.core.scoring.scorecard import Rounding, Scorecard
from cycleflow.core.scoring.tabled import Tabled
from cycleflow.core.scoring.top import Top
from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.core.scoring.weights import Weights, WeightsBy
from cycleflow.core.workflow import Field, FieldKind
from cycleflow.policy.expression import ExpressionError
from cycleflow.policy.sections.families.formula import Level

D = Decimal
FIGURES = st.decimals(-1000, 1000, places=2)


class Says:
    """An expression made of a function, as `policy` would compile one."""

    names = ()

    def __init__(self, text, function):
        self.text = text
        self.function = function

    def evaluate(self, names):
        return self.function(names)

    def refuted(self, known):
        return False


def formula(text, *names, value):
    return Formula(expression=Says(text, value), names=names)


def reckon(rule, **given):
    card = Card(measures={"m": Measure(name="m", rule=rule)}, result="m")
    return card.reckon({}, given)


def come_to(rule, **given):
    return reckon(rule, **given).score().amount


def band(low, high, worth, *, low_open=False, high_open=True, names=()):
    return Band(text="a band", low=low, high=high, low_open=low_open, high_open=high_open, worth=worth, names=names)


STEPS = Bands(of="x", bands=(band(D(75), None, D(100)), band(D(50), D(75), D(60)), band(None, D(50), D(0))))


@pytest.mark.parametrize(("x", "worth"), [("75", 100), ("74.99", 60), ("50", 60), ("49.99", 0), ("-5", 0)])
def test_an_edge_is_in_one_band(x, worth):
    assert come_to(STEPS, x=D(x)) == worth


def test_an_open_edge_is_not_in_its_band():
    above = Bands(of="x", bands=(band(D(8), None, D(2), low_open=True), band(None, D(8), D(1), high_open=False)))

    assert come_to(above, x=D(8)) == 1
    assert come_to(above, x=D("8.01")) == 2


@given(FIGURES, FIGURES)
def test_bands_that_rise_never_fall(one, two):
    lower, higher = sorted((one, two))

    assert come_to(STEPS, x=lower) <= come_to(STEPS, x=higher)


def test_a_figure_in_no_band_does_not_apply():
    with pytest.raises(NothingToScoreError):
        come_to(Bands(of="x", bands=(band(D(0), D(1), D(1)),)), x=D(2))


def curve():
    worth = Says("5.4 + 4.2 * part * part", lambda names: D("5.4") + D("4.2") * names["part"] ** 2)
    inside = band("low", "high", worth, high_open=False, names=("part",))
    return Bands(of="x", bands=(band("high", None, D(10), low_open=True), inside, band(None, "low", D(0))))


@pytest.mark.parametrize(("x", "worth"), [("89.9", 0), ("90", "5.4"), ("92.5", "6.45"), ("95", "9.6"), ("95.1", 10)])
def test_a_curve_runs_through_its_band(x, worth):
    assert come_to(curve(), x=D(x), low=D(90), high=D(95)) == D(worth)


def test_a_band_of_one_figure_counts_as_its_upper_edge():
    assert come_to(curve(), x=D(90), low=D(90), high=D(90)) == D("9.6")


def test_a_curve_may_ask_for_other_figures():
    worth = Says("x * factor", lambda names: names["x"] * names["factor"])
    rule = Bands(of="x", bands=(band(None, None, worth, names=("x", "factor")),))

    assert come_to(rule, x=D(3), factor=D(2)) == 6


def test_a_band_can_be_worth_a_level():
    rule = Bands(of="x", bands=(band(D(100), None, "A", low_open=True), band(None, D(100), "B", high_open=False)))

    assert come_to(rule, x=D("100.1")) == "A"
    assert come_to(rule, x=D(100)) == "B"


def item(of="n", text="…", points="-2", **more):
    return Item(of=of, text=text, points=D(points), **more)


@pytest.mark.parametrize(
    ("rule", "n", "value"),
    [
        (item(step=D(1)), 3, -6),
        (item(), 3, -2),
        (item(), 0, 0),
        (item(step=D(10), side="below", beyond=D(100)), 75, -4),
        (item(step=D(10), side="below", beyond=D(100), in_part=True), 75, -5),
        (item(step=D(10), side="below", beyond=D(100)), 130, 0),
        (item(points="0.05", step=D(1), most=D("0.2")), 5, "0.2"),
        (item(step=D(1), most=D(5)), 9, -5),
        (item(step=D(1), doubled_from=3), 2, -4),
        (item(step=D(1), doubled_from=3), 4, -12),
    ],
)
def test_points_count_full_steps(rule, n, value):
    assert come_to(Points(start=D(0), items=(rule,)), n=D(n)) == D(value)


def test_a_tick_counts_once_and_what_does_not_apply_counts_nothing():
    rule = Points(start="base", items=(item("slip"), item("unknown")))

    assert come_to(rule, base=D(100), slip=True, unknown=None) == 98


@given(st.integers(0, 100), st.integers(0, 100))
def test_deductions_never_rise_with_what_they_are_for(one, two):
    rule = Points(start=D(100), items=(item(step=D(1), doubled_from=3, most=D(50)),))
    fewer, more = sorted((one, two))

    assert come_to(rule, n=D(fewer)) >= come_to(rule, n=D(more))


def test_weights_are_exact_and_what_does_not_apply_leaves_its_weight():
    rule = Weights(weights=(("a", D(70)), ("b", D(30))))

    assert come_to(rule, a=D("6.45"), b=D(10)) == D("7.515")
    assert come_to(rule, a=D(6), b=None) == 6


def test_nothing_to_weigh_does_not_apply():
    with pytest.raises(NothingToScoreError):
        come_to(Weights(weights=(("a", D(100)),)), a=None)


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 100)), min_size=1, max_size=6))
def test_weights_lie_between_the_lowest_and_the_highest(parts):
    total = sum(weight for weight, _ in parts)
    rule = Weights(weights=tuple((f"p{n}", D(weight) * 100 / total) for n, (weight, _) in enumerate(parts)))
    value = come_to(rule, **{f"p{n}": D(figure) for n, (_, figure) in enumerate(parts)})

    assert isinstance(value, D)
    assert min(figure for _, figure in parts) <= round(value, 9) <= max(figure for _, figure in parts)


def test_the_first_case_that_holds_counts():
    small = formula("n < 30", "n", value=lambda names: None if names["n"] is None else names["n"] < 30)
    own, group = (formula(name, name, value=lambda names, name=name: names[name]) for name in ("own", "group"))
    rule = Cases(cases=(Case(when=small, then=group), Case(when=None, then=own)))

    assert come_to(rule, n=D(29), own=D(95), group=D(90)) == 90
    assert come_to(rule, n=D(30), own=D(95), group=D(90)) == 95
    assert come_to(rule, n=None, own=D(95), group=D(90)) == 95


def test_a_formula_that_lacks_a_figure_does_not_apply():
    nothing = formula("a + 1", "a", value=lambda names: None)

    with pytest.raises(NothingToScoreError):
        come_to(nothing, a=None)


def test_a_formula_can_say_a_level_or_a_truth():
    assert come_to(formula("A", value=lambda names: "A")) == "A"
    assert come_to(formula("1 < 2", value=lambda names: True)) is True


def test_the_mean_leaves_out_what_does_not_apply():
    assert come_to(Mean(names=("a", "b", "c")), a=D(80), b=D(90), c=None) == 85


ROWS = ({"score": D(90), "weight": D(1)}, {"score": D(80), "weight": D(3)}, {"score": None, "weight": D(9)})


def test_the_mean_of_a_column_with_and_without_weights():
    assert come_to(ColumnMean(table="t", of="score"), t=ROWS) == 85
    assert come_to(ColumnMean(table="t", of="score", by="weight"), t=ROWS) == D("82.5")


def test_too_few_values_have_no_mean():
    with pytest.raises(NothingToScoreError):
        come_to(ColumnMean(table="t", of="score", at_least=3), t=ROWS)


def test_a_weight_that_is_missing_leaves_no_mean():
    with pytest.raises(NothingToScoreError):
        come_to(ColumnMean(table="t", of="score", by="none"), t=ROWS)


def test_a_ratio_of_nothing_does_not_apply_unless_something_is_granted():
    assert come_to(Ratio(of="done", to="due"), done=D(475), due=D(500)) == 95
    assert come_to(Ratio(of="done", to="due", empty=D(100)), done=D(0), due=D(0)) == 100
    with pytest.raises(NothingToScoreError):
        come_to(Ratio(of="done", to="due"), done=D(0), due=D(0))


def test_a_table_of_two_sides():
    rule = Lookup(sides=("goal", "value"), cells={("4", "A"): D("1.5"), ("3", "A"): "B"})

    assert come_to(rule, goal=D(4), value="A") == D("1.5")
    assert come_to(rule, goal=D(3), value="A") == "B"
    with pytest.raises(NothingToScoreError):
        come_to(rule, goal=D(1), value="A")


@pytest.mark.parametrize(("rank", "among", "points"), [(1, 5, 10), (5, 5, 6), (2, 7, "9.3333"), (1, 1, 10)])
def test_the_first_has_most_and_the_last_least(rank, among, points):
    rule = RankPoints(rank="rank", among="among", first=D(10), last=D(6))

    value = come_to(rule, rank=D(rank), among=D(among))

    assert isinstance(value, D)
    assert round(value, 4) == D(points)


def test_a_rank_there_is_not_does_not_apply():
    with pytest.raises(NothingToScoreError):
        come_to(RankPoints(rank="rank", among="among", first=D(10), last=D(6)), rank=D(6), among=D(5))


@pytest.mark.parametrize(("heads", "found"), [(20, 19), (10, 10), (3, 3), (29, 28)])
def test_the_threshold_is_the_lowest_of_the_best_tenth(heads, found):
    rows = tuple({"value": D(n)} for n in range(1, heads + 1))

    assert come_to(Top(table="last", of="value", share=D(10)), last=rows) == found


def test_without_a_group_there_is_no_threshold():
    with pytest.raises(NothingToScoreError):
        come_to(Top(table="last", of="value", share=D(10)), last=())


LOG = (
    {"kind": "close", "late": True, "poor": False, "ok": True},
    {"kind": "close", "late": False, "poor": True, "ok": True},
    {"kind": "close", "late": True, "poor": True, "ok": True},
    {"kind": "other", "late": True, "poor": True, "ok": False},
    {"kind": "other", "late": False, "poor": False, "ok": True},
)
EACH = (
    (Says("late and poor", lambda row: row["late"] and row["poor"]), Says("-5", lambda row: D(-5))),
    (Says("late or poor", lambda row: row["late"] or row["poor"]), Says("-2", lambda row: D(-2))),
)
VERIFIED = Says("ok", lambda row: row["ok"])


def test_late_and_poor_together_weigh_more_than_the_two_alone():
    assert come_to(Records(table="log", each=EACH, when=VERIFIED), log=LOG) == -9


def test_the_third_of_the_same_counts_twice():
    assert come_to(Records(table="log", each=EACH, when=VERIFIED, same="kind", doubled_from=3), log=LOG) == -14


def test_otherwise_catches_every_record():
    otherwise = ((None, Says("points", lambda row: row["points"])),)

    assert come_to(Records(table="log", each=otherwise), log=({"points": D(3)}, {"points": None})) == 3


def test_a_count_counts_the_rows_that_count():
    log = ({"kind": "slow", "ok": True}, {"kind": "slow", "ok": False}, {"kind": "wrong", "ok": True}, {"ok": True})
    verified = Says("ok", lambda row: row["ok"])

    assert come_to(Count(table="log"), log=log) == 4
    assert come_to(Count(table="log", when=verified), log=log) == 3
    assert come_to(Count(table="log", different="kind"), log=log) == 2
    assert come_to(Count(table="log", when=verified), log=()) == 0


def test_a_count_may_ask_figures_beside_the_columns_and_a_column_hides_them():
    above = Says("value > own", lambda row: row.get("value", 0) > row["own"])
    rule = Count(table="marks", when=above, names=("own",))

    assert come_to(rule, marks=({"value": D(3)}, {"value": D(5)}, {"value": D(1)}), own=D(4)) == 1
    assert come_to(rule, marks=({"value": D(5), "own": D(9)},), own=D(4)) == 0


def test_a_count_over_what_nobody_gave_does_not_apply():
    with pytest.raises(MissingInputError, match="log"):
        come_to(Count(table="log"))


def test_a_score_over_sheets_can_be_one_measure():
    rule = Tabled(rule=WeightedMean(scores=("review", "goals", "score"), weights=("plan", "goals", "weight")))
    card = Card(measures={"m": Measure(name="m", rule=rule)}, result="m")
    sheets = {"review": {"goals": ({"score": "4"},)}, "plan": {"goals": ({"weight": "100"},)}}

    assert card.evaluate(sheets).value == 4


def test_sheets_that_are_not_filled_in_yet_leave_a_condition_open():
    """What is needed of somebody is asked before anything is there; then an override must not stop it."""
    rule = Tabled(rule=WeightedMean(scores=("review", "goals", "score"), weights=("plan", "goals", "weight")))
    low = Says("m > level", lambda row: True)
    override = Override(when=Formula(expression=low, names=("m", "level")), text="m > level", reason={}, score=D(1))
    fields = {"level": Field(name="level", title={"en": "level"}, kind=FieldKind.TEXT)}
    card = Card(measures={"m": Measure(name="m", rule=rule)}, result="m", overrides=(override,), facts=fields)

    assert card.needs({"level": "L1"}) == frozenset()
    with pytest.raises(MissingInputError, match=r"review\.goals\.score"):
        card.evaluate({})


def test_a_measure_is_limited_and_then_rounded():
    rule = Points(start="n", items=())
    measure = Measure(name="m", rule=rule, low=D(0), high=D("9.876"), places=2, rounding=Rounding.HALF_UP)
    card = Card(measures={"m": measure}, result="m")

    assert card.reckon({}, {"n": D(12)}).score().value == D("9.88")
    assert card.reckon({}, {"n": D(-3)}).score().value == D("0.00")
    assert "limited to 9.876, rounded to 9.88" in card.reckon({}, {"n": D(12)}).score().sentence


def test_every_missing_figure_is_named_at_once():
    with pytest.raises(MissingInputError, match="a, b"):
        reckon(Weights(weights=(("a", D(50)), ("b", D(50))))).score()


def test_a_missing_table_is_named():
    with pytest.raises(MissingInputError, match="last"):
        reckon(Top(table="last", of="value", share=D(10))).score()


def test_a_table_that_may_be_left_out_does_not_apply():
    with pytest.raises(NothingToScoreError):
        come_to(Top(table="last", of="value", share=D(10)), last=None)


def test_only_what_the_result_needs_is_asked_for():
    measures = {
        "one": Measure(name="one", rule=Points(start="a", items=())),
        "two": Measure(name="two", rule=Points(start="b", items=())),
    }

    assert Card(measures=measures, result="one").reckon({}, {"a": D(1)}).score().value == 1


def test_a_measure_that_is_given_is_not_worked_out():
    card = Card(measures={"m": Measure(name="m", rule=Points(start="a", items=()))}, result="m")

    assert card.reckon({}, {"m": D(7)}).score().value == 7


def test_the_first_override_that_holds_decides():
    overrides = tuple(
        Override(
            when=formula(name, name, value=lambda names, name=name: names[name]), text=name, reason={}, grade=grade
        )
        for name, grade in (("slip", "D"), ("award", "A"))
    )
    rule = Measure(name="m", rule=Points(start=D(1), items=()))
    card = Card(measures={"m": rule}, result="m", overrides=overrides, defaults={"slip": False, "award": False})

    assert card.reckon({}).overruled() is None
    both = card.reckon({}, {"slip": True, "award": True}).overruled()
    assert both
    assert both.grade == "D"
    with pytest.raises(MissingInputError):
        Card(measures={"m": rule}, result="m", overrides=overrides).reckon({}).overruled()


def test_inputs_are_found_in_any_sheet_and_a_later_one_prevails():
    title = {"zh": "", "en": ""}
    table = Field(
        name="t", title=title, kind=FieldKind.ROWS, columns={"v": Field(name="v", title=title, kind=FieldKind.NUMBER)}
    )
    fields = {
        "n": Field(name="n", title=title, kind=FieldKind.NUMBER),
        "level": Field(name="level", title=title, kind=FieldKind.CHOICE, options={"A": title}),
        "mark": Field(name="mark", title=title, kind=FieldKind.SCALE, options={"5": title, "4": title}),
        "tick": Field(name="tick", title=title, kind=FieldKind.TICK),
        "t": table,
    }
    card = Card(measures={}, result="n", fields=fields, defaults={"tick": False})
    first = {"n": "1", "level": "A", "mark": "5", "t": ({"v": "2"}, {}), "other": "x"}

    reckoning = card.reckon({"one": first, "two": {"n": "3", "tick": True}})

    assert reckoning.amounts(["n", "level", "mark", "tick"]) == {"n": 3, "level": "A", "mark": 5, "tick": True}
    assert list(reckoning.rows("t")) == [{"v": 2}, {"v": None}]


def test_measures_told_beside_the_score_leave_out_what_does_not_apply():
    measures = {name: Measure(name=name, rule=Points(start=name[0], items=())) for name in ("a_", "b_")}
    card = Card(measures=measures, result="a_", also=("a_", "b_"), defaults={"b": None})

    assert [step.name for step in card.reckon({}, {"a": D(1)}).also()] == ["a_"]


def test_a_measure_told_beside_the_score_is_not_told_from_half_its_figures():
    measures = {
        "score": Measure(name="score", rule=Points(start="a", items=())),
        "pay": Measure(name="pay", rule=Points(start="a", items=(item("bonus"),))),
    }
    card = Card(measures=measures, result="score", also=("pay",))

    assert card.reckon({}, {"a": D(1)}).also() == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [(D("7.500"), "7.5"), (D(2) / 3, "0.666667"), (D("1E+2"), "100"), (True, "true"), ("A", "A"), (D("0.00"), "0")],
)
def test_figures_are_shown_plainly(value, text):
    assert shown(value) == text


def test_a_score_may_be_rounded_half_to_even():
    card = Card(measures={"m": Measure(name="m", rule=formula("x", "x", value=lambda names: names["x"]))}, result="m")
    half = Scorecard(after="figures", rule=card, places=1, rounding=Rounding.HALF_EVEN)

    made = half.finish(card.reckon({}, {"x": D("0.25")}).score())

    assert (made.value, made.sentence) == (D("0.2"), "0.25 rounded half to even to 0.2")


def test_a_level_is_no_condition_and_is_never_refuted():
    assert not Level("优").refuted({"position": "经理"})


def test_weights_by_a_level_that_cannot_be_computed_ask_for_all_of_them():
    def breaks(names):
        raise ExpressionError("Cannot compute it.")

    side = Measure(name="side", rule=formula("1 / 0", value=breaks))
    by = WeightsBy(by="side", levels={one: Weights(weights=((one, D(100)),)) for one in ("calls", "trips")})
    card = Card(measures={"side": side, "m": Measure(name="m", rule=by)}, result="m")

    assert set(by.asks(card.reckon({}))) == {"side", "calls", "trips"}


def test_marks_of_rows_that_are_other_ones_now_are_no_marks():
    columns = {name: Field(name=name, title={}, kind=FieldKind.TEXT) for name in ("goal", "mark")}
    table = Field(name="review.goals", title={}, kind=FieldKind.ROWS, columns=columns)
    marks = Gathered(
        state="review", role="goals", asked=table, at_least=0, is_filled=True, repeats=(("agreed", "goals"),)
    )
    review = {"goals": ({"mark": "good"}, {"mark": "poor"})}
    agreed = {"goals": ({"goal": "sell"}, {"goal": "learn"})}

    assert marks.found({"agreed": agreed, "review": review}) == (
        {"goal": "sell", "mark": "good"},
        {"goal": "learn", "mark": "poor"},
    )
    assert marks.found({"agreed": {"goals": agreed["goals"][:1]}, "review": review}) is None
    assert marks.found({"review": review}) is None
