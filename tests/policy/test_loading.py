"""A regulation is pinned by what it means, and comes back the same for ever."""

import hashlib
import json
import time
from datetime import date

import holidays
import pytest
from ruamel.yaml import YAML

from cycleflow import policy, shipped
from cycleflow.core.calendar import Offset, Unit
from cycleflow.errors import NotFoundError
from cycleflow.policy.loading import LETTER, UnreadableError, shipped_notices

QUARTERLY = shipped.workflows() / "quarterly.yaml"


def fault_of(path):
    with pytest.raises(policy.PolicyError) as caught:
        policy.load_file(path, years=[2026])
    return str(caught.value)


def test_comments_quotes_and_layout_do_not_change_a_fingerprint(read, base):
    text = "# A comment\n" + base.replace("status: trial", "status:   'trial'  # said otherwise").replace(
        "answers: {submit: talk}\n", "answers:\n      submit: talk\n"
    )

    assert read(text).fingerprint == read(base).fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("status: trial", "status: effective"),
        ("10 workdays, at least", "11 workdays, at least"),
        ("Fair", "fair"),
        ("{change: closed, uphold: closed}", "{uphold: closed, change: closed}"),
        ("zone: Asia/Shanghai}", "zone: Asia/Shanghai, own_holidays: [2026-12-24]}"),
    ],
)
def test_whatever_has_a_meaning_changes_the_fingerprint(read, base, old, new):
    assert read(base.replace(old, new)).fingerprint != read(base).fingerprint


def test_the_working_days_are_part_of_the_fingerprint(base):
    notices = {"closed"}

    one, two = (policy.load(base, years=years, notices=notices) for years in ([2026], [2026, 2027]))

    assert one.fingerprint != two.fingerprint


def test_anybody_can_compute_the_fingerprint(read, base):
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor.add_constructor("tag:yaml.org,2002:int", lambda _, node: node.value)
    yaml.Constructor.add_constructor("tag:yaml.org,2002:bool", lambda _, node: node.value)
    regulation = yaml.load(base)
    calendar = json.loads(policy.pin(read(base))[1])

    compact = json.dumps({"calendar": calendar, "regulation": regulation}, ensure_ascii=False, separators=(",", ":"))

    assert hashlib.sha256(compact.encode()).hexdigest() == read(base).fingerprint


def test_a_pinned_regulation_comes_back_whatever_the_holidays_have_become(read, base, monkeypatch):
    workflow = read(base)
    text, days, _ = policy.pin(workflow)
    monkeypatch.setattr(holidays, "country_holidays", None)

    again = policy.load_pinned(text, days)

    assert again.fingerprint == workflow.fingerprint
    assert again.calendar == workflow.calendar
    assert again.states == workflow.states
    assert again.sheets == workflow.sheets
    assert again.scorecard == workflow.scorecard


def test_a_pinned_regulation_is_not_judged_again(read, base):
    text, days, _ = policy.pin(read(base))
    stricter = text.replace("panel: group(panel)}", "panel: group(panel), peer: peers}").replace("closed}}", "gone}}")

    assert policy.load_pinned(stricter, days).roles["peer"] == "peers"


@pytest.mark.parametrize("text", ["", "a: [", "workflow: x"])
def test_what_was_never_pinned_cannot_be_read_back(read, base, text):
    with pytest.raises(policy.PolicyError):
        policy.load_pinned(text, policy.pin(read(base))[1])


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"There is no file .*gone\.yaml"):
        policy.load_file(tmp_path / "gone.yaml")


def test_a_folder_is_no_regulation(tmp_path):
    with pytest.raises(NotFoundError, match="There is no file"):
        policy.load_file(tmp_path)


def test_a_file_that_cannot_be_opened_is_named():
    with pytest.raises(UnreadableError, match=r"The file .* cannot be read: File name too long\."):
        policy.load_file("x" * 5000)


def test_a_file_in_another_encoding_is_refused_at_its_place(tmp_path):
    path = tmp_path / "gb.yaml"
    path.write_bytes(b"a: b\nc: " + "考核".encode("gb18030"))

    assert fault_of(path) == f"{path}:2:4: The file is not in UTF-8; it looks like GB18030. Save it again as UTF-8."


def test_a_file_in_no_encoding_is_refused(tmp_path):
    path = tmp_path / "raw.yaml"
    path.write_bytes(b"a: \xff\xff\xff")

    assert fault_of(path) == f"{path}:1:4: The file is not in UTF-8. Save it again as UTF-8."


def test_the_mark_some_editors_put_first_is_no_harm(tmp_path, base):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + base.encode())

    assert policy.load_file(path, years=[2026], notices={"closed"}).name == "small"


def test_the_shipped_regulation_is_fit_to_run():
    workflow = policy.load_file(QUARTERLY)

    assert workflow.name == "quarterly"
    assert len(workflow.states) == 16
    assert workflow.calendar.provisional_from == date(2027, 1, 1)


def test_the_shipped_regulation_fits_on_two_screens():
    rules, _, examples = QUARTERLY.read_text(encoding="utf-8").partition("\nexamples:\n")
    pointer, *lines = rules.splitlines()

    assert pointer.endswith("regulation.schema.json")
    assert len(lines) <= 150
    assert max(map(len, (*lines, *examples.splitlines()))) <= 150


def test_the_shipped_regulation_loads_in_well_under_a_second():
    started = time.process_time()

    policy.load_file(QUARTERLY)

    assert time.process_time() - started < 1


def test_a_notice_needs_its_whole_letter(monkeypatch, tmp_path):
    for notice, parts in (("whole", LETTER), ("half", LETTER[:2])):
        folder = tmp_path / "email" / notice
        folder.mkdir(parents=True)
        for part in parts:
            (folder / part).write_text("x", encoding="utf-8")
    monkeypatch.setattr(shipped, "templates", lambda: tmp_path)

    assert shipped_notices() == {"whole"}


def test_a_state_inherits_reminders_and_escalations_unless_it_has_its_own(read, base):
    states = read(base).states

    assert states["review"].reminders == (
        Offset(count=-2, unit=Unit.WORKDAYS),
        Offset(count=0, unit=Unit.DAYS),
        Offset(count=1, unit=Unit.WORKDAYS),
    )
    assert [step.role for step in states["review"].escalations] == ["hr"]
    assert states["sign_off"].reminders == (Offset(count=-1, unit=Unit.DAYS),)
    assert states["sign_off"].escalations == ()
    assert states["closed"].reminders == states["closed"].escalations == ()


def test_nobody_is_told_by_default_about_himself(read, base):
    assert read(base).states["appeal"].escalations == ()


def test_who_is_asked_without_a_sheet_may_be_one_or_many(read, base):
    text = base.replace("{hr: ruling}", "[hr, head]").replace("panel: cohort", "panel: cohort")
    text = text[: text.index("  ruling: ")] + text[text.index("score: {after") :]

    workflow = read(
        text.replace("    due: opened + 5 workdays\n    answers: {release", "    due: opened\n    answers: {release")
    )

    assert dict(workflow.states["appeal"].ask) == {"hr": None, "head": None}
    assert workflow.states["calibration"].cohort
    assert dict(workflow.states["calibration"].ask) == {"panel": None}


def test_the_firm_s_days_and_hours_are_in_the_calendar(read, base):
    text = base.replace(
        "zone: Asia/Shanghai}",
        'zone: Asia/Shanghai, day: "08:30-17:30", own_holidays: [2026-12-24], own_workdays: [2026-12-26]}',
    )

    calendar = read(text.replace("attributes: [site]\n", "manager_change: stay\n")).calendar

    assert (calendar.day_starts.isoformat(), calendar.day_ends.isoformat()) == ("08:30:00", "17:30:00")
    assert not calendar.is_workday(date(2026, 12, 24))
    assert calendar.is_workday(date(2026, 12, 26))
