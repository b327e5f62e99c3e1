"""What is handed out is read on the pages: beside each row that is rated, and on one's own record."""

from cycleflow.journeys.disclosure import for_ratee
from cycleflow.journeys.launch import launch
from cycleflow.journeys.survey import LaunchOrder
from tests.journeys.test_handed_out import GOALS, TEXT, get, order, read  # noqa: F401 - one is a fixture
from tests.offices import LAUNCH


def test_the_rows_stand_beside_what_is_asked_about_them(office, visitor, order):  # noqa: F811
    launch(office, order(), LAUNCH)

    page = visitor("E6").get(f"/tasks/{get(office).open_tasks[0].id}").text

    assert page.count("Keep the files, all of them") == 2
    assert "Post sheet" in page


def test_everybody_reads_his_own_sheet(office, visitor, order):  # noqa: F811
    launch(office, order(), LAUNCH)

    page = visitor("P1").get("/mine/posts-2026-Q4.P1").text

    assert "岗位表" in page
    assert "Reply within a day" in page


def test_a_table_without_rows_is_not_shown(office, order):  # noqa: F811
    text = TEXT.replace("rows: 1..9", "rows: 0..9").replace("score: {after", "# score: {after")
    workflow = read(text=text, goals=GOALS.replace("Clerk", "Cook"))
    launch(office, LaunchOrder(workflow=workflow, period="2026-Q4", by="E2"), LAUNCH)

    (shown,) = for_ratee(workflow, get(office))

    assert (shown.state.name, shown.answers) == ("post", {})
