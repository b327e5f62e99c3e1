"""What is handed out is read on the pages: beside each row that is rated, and on one's own record."""

from cycleflow.journeys.launch import launch
from tests.journeys.test_handed_out import get, order  # noqa: F401 - a fixture
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
