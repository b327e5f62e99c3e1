"""Every door is shut to whoever has no business behind it; a route that names no gate is shut to everybody."""

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from cycleflow.journeys.office import open_office
from cycleflow.settings import Settings
from cycleflow.web.app import ROUTERS, create_app
from cycleflow.web.failure import answer_failures
from cycleflow.web.gate import ROLES, Gate, guard
from tests.web.conftest import Browser, Post

EXPECTED = {
    Gate.PUBLIC: {"/sign-in", "/sign-in/{token}", "/static/{name}"},
    Gate.FREE: {"/language"},
    Gate.LINK: {"/t/{token}", "/t/{token}/draft", "/t/{token}/fresh"},
    Gate.SIGNED_IN: {
        "/",
        "/mine/{appraisal}",
        "/open",
        "/open/{appraisal}",
        "/sign-out",
        "/tasks/{task}",
        "/tasks/{task}/draft",
        "/regulations/{cycle}",
        "/regulations/{cycle}/course.svg",
    },
    Gate.HR: {
        "/hr",
        "/hr/cycles/{cycle}",
        "/hr/cycles/{cycle}/people",
        "/hr/cycles/{cycle}/results.xlsx",
        "/hr/appraisals/{appraisal}",
    },
    Gate.PANEL: {"/calibration", "/calibration/{cycle}", "/calibration/{cycle}/{appraisal}"},
    Gate.AUDITOR: {
        "/audit",
        "/audit/cycles/{cycle}",
        "/audit/cycles/{cycle}/export.jsonl",
        "/audit/appraisals/{appraisal}",
        "/audit/appraisals/{appraisal}/history.jsonl",
    },
}
MAY = {"E2": {Gate.HR, Gate.PANEL}, "E4": {Gate.PANEL, Gate.AUDITOR}, "E8": set()}
"""What the roles of the people file open, besides what is open to everybody signed in."""

STALE = "This form is too old or came from elsewhere"


def routes():
    """Yield every route as (method, path, gate)."""
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            (tag,) = route.tags
            yield from ((method, route.path, Gate(str(tag))) for method in sorted(route.methods or ()))


def filled(path, cycle):
    facts = {"cycle": cycle.id, "appraisal": f"{cycle.id}.E7", "task": f"{cycle.id}.E7.0.0", "token": "a" * 24}
    return path.format(name="x.css", **facts)


def test_every_route_stands_behind_the_gate_it_should():
    found: dict[Gate, set[str]] = {gate: set() for gate in Gate}
    for _, path, gate in routes():
        found[gate].add(path)

    assert found == EXPECTED


def test_whoever_is_not_signed_in_is_shown_the_way_in(browser, cycle):
    for method, path, gate in routes():
        if gate in ROLES:
            answer = browser.client.request(method, filled(path, cycle))
            assert (answer.status_code, answer.headers.get("location")) == (303, "/sign-in"), (method, path)


def test_a_cookie_somebody_made_up_is_no_session(browser, cycle):
    browser.client.cookies.set("cycleflow", "a" * 48)

    assert browser.get("/").headers["location"] == "/sign-in"


@pytest.mark.parametrize("number", MAY)
def test_who_is_signed_in_passes_where_the_roles_say_so_and_nowhere_else(visitor, cycle, number):
    browser = visitor(number)

    for method, path, gate in routes():
        if gate not in ROLES or path == "/sign-out":
            continue
        answer = browser.client.request(method, filled(path, cycle))
        may = gate is Gate.SIGNED_IN or gate in MAY[number]
        is_refused = answer.status_code == 403 and STALE not in answer.text
        assert is_refused is not may, (method, path)


def test_no_change_is_taken_without_the_token_of_its_form(visitor, cycle):
    browsers = {gate: visitor("E4") for gate in (Gate.SIGNED_IN, Gate.PANEL, Gate.AUDITOR)}
    browsers |= {Gate.HR: visitor("E2"), Gate.PUBLIC: visitor("E8"), Gate.LINK: visitor("E8")}

    for method, path, gate in routes():
        if method != "POST" or gate is Gate.FREE:
            continue
        for token in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "中"}):
            answer = browsers[gate].client.post(filled(path, cycle), data=token)
            assert answer.status_code == 403, (path, token)
            assert STALE in answer.text


def test_the_token_of_one_form_does_not_open_another(browser, post, cycle):
    mine, others = post.link_to("E8"), post.link_to("E7")
    browser.get(mine)

    assert browser.post(others, {"do": "draft"}).status_code == 403


def test_a_route_that_names_no_gate_is_shut(office, clock):
    app = FastAPI(dependencies=[Depends(guard)])
    app.state.desk = create_app(office).state.desk
    answer_failures(app)
    app.get("/forgotten")(lambda: "secret")
    app.get("/torn", tags=[Gate.PUBLIC, Gate.HR])(lambda: "secret")
    client = TestClient(app)

    assert client.get("/forgotten").status_code == 403
    assert client.get("/torn").status_code == 403


def test_somebody_who_has_left_is_no_longer_let_in(visitor, leave):
    browser = visitor("E8")
    assert browser.get("/").status_code == 200

    leave("E8")

    assert browser.get("/").headers["location"] == "/sign-in"


def test_roles_of_the_settings_open_doors_too(store, clock, cycle):
    settings = Settings(
        database_url="sqlite://", secret="k" * 64, base_url="http://cycleflow.example", groups={"auditor": ["E8"]}
    )
    office = open_office(store, settings)

    browser = Browser(create_app(office)).sign_in(Post(office), "E8")

    assert browser.get("/audit").status_code == 200
    assert browser.get("/hr").status_code == 403
