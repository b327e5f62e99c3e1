from datetime import date

import pytest

from cycleflow.core.organisation import Person
from cycleflow.journeys.roster import cells
from cycleflow.journeys.roster.columns import known, likely
from cycleflow.journeys.roster.reporting import check_company, number_twins
from cycleflow.journeys.roster.roster import read_roster

NUMBERS = "use letters, digits, - and _, and not the words clock and system."
ROLES = "write for example hr, panel or auditor, with semicolons between them."
STATUSES = "active, probation, leave, left"
ONLY = "only by zeros or capitals"
ENGLISH = "number,name,email,manager,department,position,level,hired_on,status,locale,zone,roles"


@pytest.fixture
def read(tmp_path):
    def _read(*lines, headings=ENGLISH):
        path = tmp_path / "people.csv"
        path.write_text("\n".join([headings, *lines, ""]))
        return read_roster(path)

    return _read


def said(complaints):
    return [str(one)[str(one).index("people.csv") :] for one in complaints]


# -- headings


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("工号", "number"),
        (" Employee Number ", "number"),
        ("employee_number", "number"),
        ("E-Mail", "email"),
        ("Hired-On", "hired_on"),
        ("姓名*", "name"),
        ("ｎａｍｅ", "name"),
        ("Time Zone", "zone"),
        ("成本中心", None),
    ],
)
def test_headings_are_known_in_both_languages_however_they_are_written(heading, column):
    assert known(heading) == column


@pytest.mark.parametrize(
    ("heading", "column"),
    [("managr", "manager"), ("Departement", "department"), ("hire_on", "hired_on"), ("region", None)],
)
def test_a_mistyped_heading_is_recognised(heading, column):
    assert likely(heading) == column


def test_a_mistyped_heading_is_warned_about_and_kept_as_an_attribute(read):
    roster = read("7,Ann,ann@example.com,8", headings="number,name,email,managr")

    assert said(roster.warnings) == [
        "people.csv:1: column managr: Is it meant to be manager (上级工号)? It is kept as an attribute of that name."
    ]
    assert roster.people["7"].attributes == {"managr": "8"}


def test_other_columns_are_attributes(read):
    roster = read("7,Ann,ann@example.com,Shanghai,", headings="number,name,email,分公司,levels of detail")

    assert roster.people["7"].attributes == {"分公司": "Shanghai", "levels of detail": ""}
    assert roster.columns == {"number", "name", "email", "attributes"}
    assert not roster.warnings


def test_missing_doubled_and_nameless_columns_are_named_at_once(read):
    roster = read("Ann,Ann,x,y,z", headings="name,姓名,,salary,salary")

    assert said(roster.complaints) == [
        "people.csv:1: column 姓名: Two columns are headed name; delete one.",
        "people.csv:1: column 3: Column 3 has no heading.",
        "people.csv:1: column salary: Two columns are headed salary; delete one.",
        "people.csv:1: column number: There is no such column; head it number (工号).",
        "people.csv:1: column email: There is no such column; head it email (邮箱).",
    ]


# -- cells


@pytest.mark.parametrize(
    "text", ["2024-03-01", "2024-3-1", "2024/3/1", "2024.03.01", "2024年3月1日", "20240301", "2024-03-01 00:00:00"]
)
def test_a_day_is_read_with_the_year_first(text):
    assert cells.day(text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["03/04/2024", "2024-02-30", "2024-3/1", "45352", "1 March 2024", "0999-01-01", "2101-01-01", "２０２４-１-"],
)
def test_an_ambiguous_or_impossible_day_is_refused(text):
    with pytest.raises(cells.DayError, match="is no day; write it like 2026-11-03"):
        cells.day(text)


@pytest.mark.parametrize("text", ["", "zh", "ZH-cn", "zh_Hans", "中文", "Chinese"])
def test_a_language_may_be_written_in_many_ways(text):
    assert not text or cells.locale(text) == "zh"


def test_a_zone_is_known_by_its_name_only():
    assert cells.zone("asia/shanghai") == "Asia/Shanghai"
    assert cells.zone("America/New York") == "America/New_York"
    for text in ("Mars/One", "../etc/passwd", "localtime", "+08:00"):
        with pytest.raises(cells.UnknownZoneError):
            cells.zone(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("在职", "active"),
        ("Active", "active"),
        ("试用期", "probation"),
        ("离职", "left"),
        ("On leave", "leave"),
        ("外派", "外派"),
    ],
)
def test_a_status_is_told_in_our_words_where_we_have_one(text, status):
    assert cells.status(text) == status


@pytest.mark.parametrize("text", ["hr;panel;auditor", "HR, Panel / auditor", "人事、评审；审计", "hr|panel auditor"])
def test_roles_may_be_listed_in_many_ways(text):
    assert cells.roles(text) == {"hr", "panel", "auditor"}


def test_a_role_that_is_no_word_is_refused():
    with pytest.raises(cells.RoleError, match="<b> is no role"):
        cells.roles("hr;<b>")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Wang.Wei+hr@EXAMPLE.com", "Wang.Wei+hr@example.com"),
        ("ｗｗ@example.com", "ww@example.com"),
        ("ww@corp.local", "ww@corp.local"),
        ("ww@localhost", "ww@localhost"),
        ("o'neil@example.test", "o'neil@example.test"),
        ("ww@例子.公司", "ww@xn--fsqu00a.xn--55qx5d"),
    ],
)
def test_an_address_is_kept_in_its_normal_form(text, address):
    assert cells.email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "ww",
        "@example.com",
        "ww@",
        "w w@example.com",
        "ww@company",
        "a@b@example.com",
        "王伟@example.com",
        "W <ww@example.com>",
        "ww@exam_ple.com",
        f"{'w' * 65}@example.com",
        "ww@[127.0.0.1]",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(cells.AddressError, match="is no mail address"):
        cells.email(text)


@pytest.mark.parametrize(
    ("text", "number"), [("00123", "00123"), ("Ａ１２", "A12"), ("员001", "员001"), ("A.1-b_2", "A.1-b_2")]
)
def test_an_employee_number_stays_as_it_is(text, number):
    assert cells.number(text) == number


@pytest.mark.parametrize("text", ["a b", "../1", "1/2", "clock", "System", "-1", "<b>"])
def test_what_would_confuse_a_history_or_an_address_is_no_employee_number(text):
    with pytest.raises(cells.NumberError):
        cells.number(text)


def test_a_number_a_spreadsheet_has_spoilt_is_refused():
    with pytest.raises(cells.SpoiltNumberError, match="format the column as text"):
        cells.number("1.23457E+11")
    assert cells.number("12E3") == "12E3"


# -- whole lines


def test_every_mistake_is_named_at_once_by_line_and_column(read):
    roster = read(
        "001,张三,zs@example.com,,,,,2024-03-01,在职,zh,Asia/Shanghai,hr",
        "002,,li@example.com,1/2,,,,03/04/2024,active,fr,Mars/One,<b>",
        ",王五,not an address,,,,,,,,,",
        "001,赵六,ZS@example.com,,,,,,,,,",
        "005,孙七,sq@example.com",
        '006,"Qian\nBcc: all@example.com",q@example.com,,,,,,,,,',
        f"007,周八,z@example.com,,{'x' * 1001},,,,,,,",
    )

    assert said(sorted(roster.complaints, key=lambda one: one.line)) == [
        "people.csv:3: column name: This cell may not be empty.",
        "people.csv:3: column manager: 1/2 is no employee number; " + NUMBERS,
        "people.csv:3: column hired_on: 03/04/2024 is no day; write it like 2026-11-03.",
        "people.csv:3: column locale: fr is no language cycleflow speaks; write zh or en.",
        "people.csv:3: column zone: Mars/One is no time zone; write for example Asia/Shanghai.",
        "people.csv:3: column roles: <b> is no role; " + ROLES,
        "people.csv:4: column number: This cell may not be empty.",
        "people.csv:4: column email: not an address is no mail address. An email address must have an @-sign.",
        "people.csv:5: column number: 001 already stands in line 2.",
        "people.csv:5: column email: ZS@example.com already stands in line 2.",
        "people.csv:6: There are 3 cells where the headings are 12.",
        "people.csv:7: column name: The cell holds a character that is no text (U+000A); delete it.",
        "people.csv:9: column department: The cell is 1001 characters long; at most 1000 are possible.",
    ]


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\u202e", "\u2028", "\ufffd"])
def test_control_characters_and_reversed_text_are_refused_anywhere(read, mark):
    roster = read(f"7,Ann,ann@example.com,x{mark}y", headings="number,name,email,notes")

    assert said(roster.complaints) == [
        f"people.csv:2: column notes: The cell holds a character that is no text (U+{ord(mark):04X}); delete it."
    ]


@pytest.mark.parametrize("text", ["=1+1", "+49", "@SUM(A1)", "-2", '=HYPERLINK("http://x")'])
def test_what_looks_like_a_formula_is_plain_text(read, text):
    quoted = '"' + text.replace('"', '""') + '"'
    roster = read(f"7,Ann,ann@example.com,{quoted}", headings="number,name,email,notes")

    assert roster.people["7"].attributes["notes"] == text


def test_one_complaint_about_a_cell_is_enough(read):
    roster = read('7,Ann,"a b\n@example.com"', headings="number,name,email")

    assert said(roster.complaints) == [
        "people.csv:2: column email: The cell holds a character that is no text (U+000A); delete it."
    ]


def test_what_is_left_blank_has_its_usual_value(read):
    roster = read("7,Ann,,,,,,,,,,")

    assert roster.people["7"] == Person(number="7", name="Ann", email="", zone=None, locale="zh", status="active")
    assert said(roster.warnings) == [
        "people.csv:2: column email: Ann has no mail address and cannot be asked anything."
    ]


def test_a_mistaken_line_is_not_warned_about_as_well(read):
    assert not read("7,,,,,,,,,,,").warnings


def test_strange_statuses_and_roles_are_warned_about_once(read):
    roster = read(
        "7,Ann,a@example.com,,,,,,actve,,,audtor;committee",
        "8,Bo,b@example.com,,,,,,actve,,,audtor",
        "9,Cy,c@example.com,,,,,,外派,,,",
    )

    assert said(roster.warnings) == [
        "people.csv:2: column status: Is actve meant to be active?",
        "people.csv:2: column roles: Is audtor meant to be auditor?",
        f"people.csv:4: column status: 外派 is none of {STATUSES}; whoever has it is not in active service.",
    ]


# -- people together


def person(number, manager=None, **more):
    return Person(
        number=number,
        name=more.pop("name", f"N{number}"),
        email=more.pop("email", f"{number}@example.com"),
        manager=manager,
        **more,
    )


def check(roster, *known):
    people = {one.number: one for one in known}
    return said(check_company(roster, people, {**people, **roster.people}))


SHORT = "number,name,email,manager"


def test_a_manager_may_stand_in_the_file_or_be_known_already(read):
    assert not check(read("7,Ann,a@example.com,8", "8,Bo,b@example.com,9", headings=SHORT), person("9"))


def test_a_missing_manager_is_named_and_a_likely_one_proposed(read):
    roster = read("7,Ann,a@example.com,99", "0008,Bo,b@example.com,7", "9,Cy,c@example.com,8", headings=SHORT)

    assert check(roster) == [
        "people.csv:2: column manager: There is no employee 99.",
        "people.csv:4: column manager: There is no employee 8; is 0008 meant?",
    ]


def test_a_manager_in_a_line_that_could_not_be_read_is_not_missing(read):
    assert not check(read("7,Ann,a@example.com,8", "8,Bo", headings=SHORT))


def test_nobody_is_his_own_manager(read):
    roster = read("7,Ann,a@example.com,7", headings=SHORT)

    assert check(roster) == ["people.csv:2: column manager: Nobody is his own manager; name another, or nobody."]


def test_a_circle_of_managers_is_named_once_and_whole(read):
    roster = read(
        "1,A,a@example.com,2",
        "5,E,e@example.com,2",
        "2,B,b@example.com,3",
        "3,C,c@example.com,2",
        "4,D,d@example.com,",
        headings=SHORT,
    )

    assert check(roster) == ["people.csv:4: column manager: The reporting line goes in a circle: 2 B → 3 C → 2 B."]


def test_a_circle_may_run_through_people_who_are_not_in_the_file(read):
    roster = read("1,A,a@example.com,3", headings=SHORT)

    assert check(roster, person("2", "1"), person("3", "2")) == [
        "people.csv:2: column manager: The reporting line goes in a circle: 1 A → 3 N3 → 2 N2 → 1 A."
    ]


def test_an_address_of_somebody_who_is_not_in_the_file_is_taken(read):
    roster = read("1,A,Ann@example.com,", "2,B,,", headings=SHORT)

    assert check(roster, person("9", email="ann@example.com"), person("8", email="")) == [
        "people.csv:2: column email: Ann@example.com belongs to 9 N9, who is not in the file."
    ]


def test_an_address_may_pass_from_one_person_to_another(read):
    roster = read("1,A,nine@example.com,", "9,B,new@example.com,", headings=SHORT)

    assert not check(roster, person("9", email="nine@example.com"))


def test_a_number_that_lost_its_zeros_is_no_new_colleague(read):
    roster = read("123,Ann,a@example.com,", headings=SHORT)

    assert check(roster, person("00123", name="Ann")) == [
        f"people.csv:2: column number: It differs from 00123 Ann, who is known already, {ONLY}; write 00123."
    ]


def test_numbers_of_one_file_that_differ_only_by_zeros_are_warned_about(read):
    roster = read("123,Ann,a@example.com,", "0123,Bo,b@example.com,", headings=SHORT)

    assert not check(roster)
    assert said(number_twins(roster)) == ["people.csv:3: column number: It differs from 123 only by zeros or capitals."]
