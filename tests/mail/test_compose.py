from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow import policy, shipped
from cycleflow.core.model import Json
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import Status, Workflow
from cycleflow.mail.address import AddressError, NoAddressError, parse
from cycleflow.mail.compose import MOST_ITEMS, Letterhead, Matter, Reader, compose, message_id
from cycleflow.mail.message import as_bytes

NOW = datetime(2026, 10, 20, 1, tzinfo=UTC)
DUE = datetime(2026, 11, 3, 10, tzinfo=UTC)
PAST = datetime(2026, 10, 19, 10, tzinfo=UTC)
LINK = "https://kaohe.firm.example/t/mfrggzdfmztwq2lknnwg23tp"
HEAD = Letterhead(sender=parse("人力资源部 <hr@firm.example>"), site="https://kaohe.firm.example")

LI = Person(number="E7", name="李娜", email="li.na@firm.example", locale="zh")
TOM = Person(number="E8", name="Tom Becker", email="tom@firm.example", locale="en", zone="Europe/Berlin")
WANG = Person(number="E2", name="王芳", email="wang.fang@firm.example")
NAMES = {one.number: one.name for one in (LI, TOM, WANG)} | {"E9": "张伟"}

WITH_A_LINK = ("task", "returned", "reminder", "reassigned", "resumed", "extended")
FACTS: dict[str, dict[str, Json]] = {
    "returned": {"reason": "请补充衡量标准"},
    "escalation": {"asked": "E9", "task": "t", "late_since": PAST.isoformat()},
    "invitation": {"state": "interview", "held_at": "2026-11-03T06:00:00.000000Z", "place": "3号楼301"},
    "reassigned": {"why": "reassign", "from": "E9", "reason": "休假"},
    "relieved": {"to": "E9", "reason": "休假"},
    "withdrawn": {"reason": "长期休假"},
    "called_off": {"reason": "改判"},
    "overturned": {},
    "paused": {"reason": "长期休假"},
    "resumed": {"reason": "已返岗"},
    "extended": {"reason": "出差"},
    "launch_summary": {"by": "E2", "launched": 38, "excluded": 2, "warnings": 1},
}
NOTICES = sorted(path.parent.name for path in (shipped.templates() / "email").glob("*/subject.txt"))


def reader(person=LI, *, contact: Person | None = WANG) -> Reader:
    return Reader(person=person, zone=person.zone or "Asia/Shanghai", contact=contact)


@pytest.fixture
def matter(quarterly):
    """Return a maker of matters: by notice, with what such a notice usually carries."""

    def make(notice, *, ratee: Person | None = LI, due_at=DUE, facts=None, **changes):
        is_asked = notice in WITH_A_LINK
        usual = Matter(
            notice=notice,
            facts={"state": "goal_setting", **FACTS.get(notice, {}), **(facts or {})},
            appraisal="quarterly-2026-Q4.E7",
            seq=3,
            workflow=quarterly,
            period="2026-Q4",
            ratee=ratee,
            due_at=due_at if is_asked else None,
            link=LINK if is_asked else None,
            link_until=NOW + timedelta(days=14) if is_asked else None,
            names=NAMES,
        )
        if notice == "sign_in":
            usual = Matter(notice="sign_in", link=LINK)
        return replace(usual, **changes)

    return make


def letter_of(*matters, to=None, name="quarterly-2026-Q4.E7.3.0"):
    return compose(matters, to or reader(), HEAD, name=name, now=NOW)


def plain(html: str) -> str:
    """Return what a reader of the HTML sees."""
    return " ".join(re.sub("<[^>]+>", " ", re.sub("(?s)<(style|title).*?</\\1>", "", html)).split())


@pytest.mark.parametrize("person", [LI, TOM], ids=["zh", "en"])
@pytest.mark.parametrize("ratee", [LI, TOM], ids=["about li", "about tom"])
@pytest.mark.parametrize("notice", [notice for notice in NOTICES if notice != "digest"])
def test_every_notice_can_be_written(matter, notice, ratee, person) -> None:
    letter = letter_of(matter(notice, ratee=ratee), to=reader(person))

    assert letter.subject
    assert person.name in letter.text
    assert person.name in letter.html
    assert WANG.email in letter.text
    assert WANG.email in letter.html
    assert letter.locale == {"zh": "zh-CN", "en": "en"}[person.locale]


def test_notices_are_those_the_engine_and_the_journeys_owe() -> None:
    assert set(NOTICES) == {
        *("task", "reminder", "escalation", "invitation", "closed", "returned", "reassigned", "relieved"),
        *(
            "withdrawn",
            "called_off",
            "overturned",
            "paused",
            "resumed",
            "extended",
            "digest",
            "sign_in",
            "launch_summary",
            "rescored",
            "for_information",
        ),
    }


@pytest.mark.parametrize("notice", WITH_A_LINK)
def test_who_is_asked_reads_what_by_when_and_where(matter, notice) -> None:
    letter = letter_of(matter(notice), to=reader(TOM))

    for words in (letter.text, plain(letter.html)):
        assert "Goal setting" in words
        assert "Quarterly appraisal (Q4 2026)" in words
        assert "Tuesday, 3 November 2026, 11:00 (Central European Standard Time)" in words
        assert LINK in words
        assert "This link is yours alone" in words
        assert "It works until Tuesday, 3 November 2026." in words
    assert letter.html.count(f'href="{LINK}"') == 2


def test_a_chinese_reader_reads_chinese_on_the_clock_of_the_regulation(matter) -> None:
    letter = letter_of(matter("task"))

    assert letter.subject == "请您在11月3日周二前完成：目标设定"
    assert "您的季度岗位责任考核（2026年第四季度）已进入“目标设定”环节" in letter.text
    assert "2026年11月3日星期二 18:00（中国标准时间）" in letter.text


def test_who_acts_on_somebody_else_reads_whose_appraisal_it_is(matter) -> None:
    letter = letter_of(matter("task", facts={"state": "manager_review"}), to=reader(TOM))

    assert letter.subject == "Your turn: Manager's review of 李娜, by Tue 3 Nov"
    assert "the Quarterly appraisal (Q4 2026) of 李娜" in letter.text


def test_a_late_reminder_says_since_when(matter) -> None:
    letter = letter_of(matter("reminder", due_at=PAST), to=reader(TOM))

    assert letter.subject.startswith("Overdue:")
    assert "It was due on: Monday, 19 October 2026, 12:00" in letter.text
    assert "Please answer by" not in letter.text


def test_an_escalation_names_who_has_not_answered_and_gives_no_link(matter) -> None:
    letter = letter_of(matter("escalation"), to=reader(TOM))

    assert letter.subject == "Overdue: 张伟 has not answered yet (Goal setting of 李娜)"
    assert "/t/" not in letter.html


def test_an_escalation_about_the_person_appraised_names_him_once(matter) -> None:
    letter = letter_of(matter("escalation", facts={"asked": "E7"}), to=reader(TOM))

    assert letter.subject == "Overdue: 李娜 has not answered yet (Goal setting)"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("silence", "Nobody answered in time"),
        ("recast", "you take over the step “Goal setting” of the Quarterly appraisal (Q4 2026) of 李娜 from 张伟"),
        ("delegate", "张伟 asks you"),
        ("reassign", "HR has given you the step"),
    ],
)
def test_who_takes_over_reads_why(matter, why, words) -> None:
    assert words in letter_of(matter("reassigned", facts={"why": why}), to=reader(TOM)).text


def test_a_reason_is_told_where_there_is_one(matter) -> None:
    with_reason, without = letter_of(matter("returned")), letter_of(matter("returned", facts={"reason": ""}))

    assert "原因：请补充衡量标准" in with_reason.text
    assert "请补充衡量标准" in with_reason.html
    assert "原因" not in without.text


def test_without_hr_there_is_nobody_to_ask(matter) -> None:
    letter = letter_of(matter("task"), to=reader(contact=None))

    assert "如有疑问" not in letter.text
    assert "mailto:" not in letter.html


def test_a_launch_is_told_in_figures(matter) -> None:
    text = letter_of(matter("launch_summary", ratee=None, appraisal=None), to=reader(TOM)).text

    assert "王芳 has launched the Quarterly appraisal (Q4 2026)." in text
    assert "38 appraisals have begun." in text
    assert "2 are left out" in text
    assert "1 warning" in text


def test_a_launch_by_nobody_in_person_just_happened(matter) -> None:
    facts = {"by": "clock", "excluded": 0, "warnings": 0}

    text = letter_of(matter("launch_summary", ratee=None, appraisal=None, facts=facts), to=reader(TOM)).text

    assert "The Quarterly appraisal (Q4 2026) is launched." in text
    assert "left out" not in text


def test_a_state_the_workflow_does_not_know_is_called_by_its_name(matter) -> None:
    assert "limbo" in letter_of(matter("task", facts={"state": "limbo"})).subject


# -- digests -----------------------------------------------------------------------------------------------------


def test_matters_of_a_day_travel_in_one_letter_the_most_urgent_first(matter) -> None:
    letter = letter_of(
        matter("task", link=f"{LINK}1"),
        matter("reminder", due_at=PAST, link=f"{LINK}2"),
        matter("escalation"),
        to=reader(TOM),
    )

    assert letter.subject == "3 appraisal matters for you today"
    assert re.findall(r"^\d\. (\w+)", letter.text, re.MULTILINE) == ["Overdue", "Overdue", "Your"]
    for link in (f"{LINK}1", f"{LINK}2"):
        assert letter.text.count(link) == 1
        assert letter.html.count(f'href="{link}"') == 1
    assert letter.thread is None


def test_a_digest_gives_the_reason_of_each_matter(matter) -> None:
    letter = letter_of(matter("returned"), matter("task"))

    assert "原因：请补充衡量标准" in letter.text
    assert "请补充衡量标准" in letter.html


def test_a_long_digest_lists_the_first_and_counts_the_rest(matter) -> None:
    letter = letter_of(*[matter("task", ratee=TOM)] * (MOST_ITEMS + 7), to=reader(TOM))

    assert letter.subject == f"{MOST_ITEMS + 7} appraisal matters for you today"
    assert letter.text.count(LINK) == MOST_ITEMS
    assert "And 7 more: sign in at https://kaohe.firm.example" in letter.text
    assert "And 7 more" in letter.html


# -- invitations -------------------------------------------------------------------------------------------------


def event(letter) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(letter.invitation)
    assert isinstance(calendar, icalendar.Calendar)
    assert calendar["METHOD"] == "REQUEST"
    (found,) = calendar.walk("VEVENT")
    assert isinstance(found, icalendar.Event)
    return found


def test_an_invitation_says_when_and_where_and_enters_the_calendar(matter) -> None:
    letter = letter_of(matter("invitation"))

    assert "2026年11月3日星期二 14:00（中国标准时间）" in letter.text
    assert "3号楼301" in letter.text
    entry = event(letter)
    assert entry.start == datetime(2026, 11, 3, 6, tzinfo=UTC)
    assert entry.duration == timedelta(hours=1)
    assert entry["LOCATION"] == "3号楼301"
    assert entry["ATTENDEE"] == "mailto:li.na@firm.example"
    assert entry["ORGANIZER"] == "mailto:hr@firm.example"


def test_a_moved_interview_is_the_same_entry_in_a_later_version(matter) -> None:
    first, moved = (event(letter_of(matter("invitation", seq=seq), to=reader(who))) for seq, who in ((3, LI), (9, TOM)))

    assert first["UID"] == moved["UID"]
    assert (first["SEQUENCE"], moved["SEQUENCE"]) == (3, 9)


def test_an_invitation_without_a_time_is_only_a_letter(matter) -> None:
    assert letter_of(matter("invitation", facts={"held_at": ""})).invitation is None
    assert letter_of(matter("invitation", workflow=None)).invitation is None


# -- what must not happen ----------------------------------------------------------------------------------------


def test_a_repeat_has_the_same_message_id(matter) -> None:
    assert letter_of(matter("task")).message_id == "<quarterly-2026-Q4.E7.3.0@firm.example>"


def test_letters_on_one_appraisal_belong_to_one_thread(matter) -> None:
    assert letter_of(matter("task")).thread == letter_of(matter("closed")).thread
    assert letter_of(matter("task")).thread != letter_of(matter("task", appraisal="quarterly-2026-Q4.E8")).thread
    assert letter_of(matter("sign_in")).thread is None


@given(st.text(min_size=1))
def test_any_name_makes_a_lawful_message_id(name) -> None:
    assert re.fullmatch(r"<[A-Za-z0-9._-]+@firm\.example>", message_id(name, HEAD.sender))


@pytest.mark.parametrize("email", ["", "  "])
def test_who_has_no_address_is_named(matter, email) -> None:
    with pytest.raises(NoAddressError, match="李娜 has no mail address"):
        letter_of(matter("task"), to=reader(replace(LI, email=email)))


def test_who_has_neither_address_nor_name_is_named_by_number(matter) -> None:
    with pytest.raises(NoAddressError, match="E7"):
        letter_of(matter("task"), to=reader(replace(LI, email="", name="\n")))


def test_an_address_that_is_none_is_refused(matter) -> None:
    with pytest.raises(AddressError):
        letter_of(matter("task"), to=reader(replace(LI, email="a@b\r\nBcc: c@d")))


@cache
def regulation() -> Workflow:
    return policy.load_file(shipped.workflows() / "quarterly.yaml")


@given(name=st.text(), reason=st.text())
def test_hostile_names_and_reasons_stay_where_they_belong(name, reason) -> None:
    hostile = f"Li{name}\r\nBcc: all@firm.example\r\n\r\n<script>{name}</script>"
    subject = Matter(
        notice="reassigned",
        facts={"state": "goal_setting", "from": "E9", "reason": f"So{reason}\r\n\r\nSigned: the CEO<img src=x>"},
        workflow=regulation(),
        period="2026-Q4",
        ratee=replace(TOM, name=hostile),
        due_at=DUE,
        link=LINK,
        names={"E9": hostile},
    )

    letter = letter_of(subject, to=reader(replace(LI, name=hostile), contact=replace(WANG, name=hostile)))
    message: EmailMessage = message_from_bytes(as_bytes(letter), policy=default)

    assert message["Bcc"] is None
    assert not [line for line in letter.text.splitlines() if line.startswith(("Bcc", "Signed"))]
    assert "<script" not in letter.html
    assert "<img" not in letter.html


def test_facts_nobody_may_read_are_not_for_templates(matter) -> None:
    letter = letter_of(matter("closed", facts={"score": "4.2", "grade": "5"}))

    assert "4.2" not in letter.text + letter.html


def test_a_mail_says_that_a_regulation_is_on_trial(matter, quarterly):
    letter = letter_of(matter("task", workflow=replace(quarterly, status=Status.TRIAL)))

    assert "季度岗位责任考核（试行）（2026年第四季度）" in letter.text
