"""What a cycle came to, read back from a real workbook."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from cycleflow.core.model import Deed
from cycleflow.core.verdict import Effect, Occasion, Verdict
from cycleflow.errors import NotFoundError
from cycleflow.journeys.eligible import decided
from cycleflow.journeys.results.pages import Column, Page, _figure, _shown, grade_page, pages_of, result_page
from cycleflow.journeys.results.results import results_of
from cycleflow.journeys.results.workbook import workbook_of
from tests.offices import launch
from tests.settled import hr, rate, say, settled

CYCLE = "monthly-2026-01"
MEMBERS = ("E7", "E8", "E9")
WITH_QUOTAS = (
    ("outcomes:\n", "distribution: {base: company, rounding: floor, shares: {A: 50, B: 50, C: 0}}\noutcomes:\n"),
    ("answers: {submit: result}", "answers: {submit: panel}"),
    (
        "  result: {ask",
        "  panel: {ask: {hr: cohort}, due: cycle.end + 9 days, answers: {issue: result}}\n  result: {ask",
    ),
    ("result: 结果", "panel: 校准 | Panel, result: 结果"),
    ("rule: 裁定", "issue: 发布 | Issue, rule: 裁定"),
)


@pytest.fixture
def month(office):
    """E7 is excellent, E8 poor, E9 has agreed on nothing yet."""
    launch(office, settled(), period="2026-01", members=MEMBERS)
    rate(office, f"{CYCLE}.E7", 90)
    rate(office, f"{CYCLE}.E8", 34)


def read(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def row(page, number):
    return dict(zip([one.title for one in page.columns], next(r for r in page.rows if r[0] == number), strict=True))


def test_everybody_is_listed_with_what_there_is(office, month):
    page = result_page(results_of(office, CYCLE), "en")

    assert [line[0] for line in page.rows] == list(MEMBERS)
    assert row(page, "E7") == {
        "Number": "E7", "Name": "王芳", "Department": "Sales", "Position": "", "Step": "Result",
        "Score": Decimal("90.00"), "Grade": "A", "By the rules alone": None, "Eligibility": "",
        "Performance pay": Decimal("1800.00"),
        "Low in a row": Decimal(0), "Poor this year": Decimal(0), "What follows": "",
    }  # fmt: skip
    assert row(page, "E9")["Step"] == "Agreement"
    assert row(page, "E9")["Score"] is None


def test_the_workbook_speaks_the_readers_language_and_keeps_figures_as_figures(office, month):
    sheets = read(workbook_of(pages_of(results_of(office, CYCLE), "zh")))

    assert list(sheets) == ["结果", "数据", "等级", "关于"]
    assert sheets["结果"][1][:7] == ["E7", "王芳", "Sales", "", "结果", 90.0, "A"]
    assert sheets["数据"][1][sheets["数据"][0].index("分数")] == 90.0
    assert ["考核制度", "月度考核"] in sheets["关于"]
    assert ["已有结果", "2 / 3"] in sheets["关于"]


def test_where_no_figure_has_a_name_there_is_no_page_of_them(office):
    launch(office, settled(), period="2026-01", members=MEMBERS)

    assert [page.title for page in pages_of(results_of(office, CYCLE), "en")] == ["Results", "Grades", "About"]


def test_the_grades_are_counted_and_drawn(office, month):
    page = grade_page(results_of(office, CYCLE), "en")
    content = workbook_of(pages_of(results_of(office, CYCLE), "en"))

    assert [line[:4] for line in page.rows] == [
        ("everybody", "A", Decimal(1), Decimal("50.0")),
        ("everybody", "B", Decimal(0), Decimal("0.0")),
        ("everybody", "C", Decimal(1), Decimal("50.0")),
    ]
    with ZipFile(BytesIO(content)) as archive:
        assert "xl/charts/chart1.xml" in archive.namelist()


def test_quotas_stand_beside_the_grades(office):
    launch(office, settled(*WITH_QUOTAS), period="2026-01", members=MEMBERS[:2])
    rate(office, f"{CYCLE}.E7", 90)
    rate(office, f"{CYCLE}.E8", 95)

    page = grade_page(results_of(office, CYCLE), "en")

    assert page.rows[0] == ("everybody", "A", Decimal(2), Decimal("100.0"), Decimal(1), Decimal(1))
    assert page.rows[1] == ("everybody", "B", Decimal(0), Decimal("0.0"), Decimal(1), Decimal(-1))


def test_what_people_set_stands_beside_what_the_rules_gave(office, month):
    hr(office, f"{CYCLE}.E8", Deed.WITHDRAW, reason="left")
    say(office, f"{CYCLE}.E7", "appeal")
    say(office, f"{CYCLE}.E7", "rule", {"score": "95", "why": "a sale was forgotten"})

    page = result_page(results_of(office, CYCLE), "en")

    assert row(page, "E7")["Score"] == Decimal("95.00")
    assert row(page, "E7")["By the rules alone"] == "90.00 A"
    assert row(page, "E8")["Step"] == "Withdrawn"


def test_a_proposal_is_named_with_its_reason(office):
    for period in ("2026-01", "2026-02"):
        launch(office, settled(), period=period, members=("E8",))
        rate(office, f"monthly-{period}.E8", 34)

    page = result_page(results_of(office, "monthly-2026-02"), "en")

    assert row(page, "E8")["What follows"] == "Proposal to eliminate: Twice running below 35"


def test_the_reader_does_not_see_his_own_before_it_is_published(office):
    launch(office, settled(), period="2026-01", members=MEMBERS[:2])
    rate(office, f"{CYCLE}.E8", 90)

    def listed(reader):
        return [line.person.number for line in results_of(office, CYCLE, reader=reader).lines]

    assert listed("E7") == ["E8"]
    assert listed("E8") == listed("E1") == ["E7", "E8"]


def test_on_trial_it_says_that_nothing_is_paid(office):
    launch(office, settled(("status: effective", "status: trial")), period="2026-01", members=("E7",))

    about = pages_of(results_of(office, CYCLE), "en")[-1]

    assert ("Note", "The regulation is on trial: no sum in here is paid.") in about.rows


def test_a_name_that_looks_like_a_formula_is_a_name(office, month):
    page = result_page(results_of(office, CYCLE), "en")
    hostile = ("=HYPERLINK(1)", *page.rows[0][1:])

    sheets = read(workbook_of([type(page)(title="x", columns=page.columns, rows=(hostile,))]))

    assert sheets["x"][1][0] == "=HYPERLINK(1)"


def test_a_cycle_that_does_not_exist_is_named(office):
    with pytest.raises(NotFoundError, match="nothing-2026"):
        results_of(office, "nothing-2026")


@pytest.mark.parametrize(
    ("effect", "particulars", "said"),
    [
        (Effect.COUNTS_AS, {"grade": "B"}, "Counts as B"),
        (Effect.PRO_RATED, {"share": Decimal("0.5")}, "Pro-rated: 0.5"),
        (Effect.UNPAID, {}, "Not paid"),
        (Effect.CANCELLED, {}, "Qualification cancelled"),
        (Effect.NOT_ASSESSED, {}, "Not assessed"),
    ],
)
def test_a_verdict_is_said_in_a_word(effect, particulars, said):
    verdict = Verdict(at=Occasion.SCORING, then=effect, rule="late > 5", reason={"en": "late"}, **particulars)

    assert decided(verdict, "en") == said


def test_a_level_is_shown_as_it_is_called_and_an_empty_page_has_its_headings():
    assert _shown("优", "zh") == "优"
    assert _figure("优") == "优"
    assert _figure("NaN") == "NaN"
    page = Page(title="x", columns=(Column(title="Number"),), rows=())

    assert read(workbook_of([page]))["x"] == [["Number"]]
