import io
import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.journeys.roster.complaint import RosterError, UnreadableError
from cycleflow.journeys.roster.encoding import decode
from cycleflow.journeys.roster.grid import clean
from cycleflow.journeys.roster.roster import LARGEST_FILE, read_roster
from cycleflow.journeys.roster.workbook import as_text
from tests.workbooks import book, table

ZEROS = "Some cells are numbers, which lose leading zeros (00123 becomes 123); make the column text."
ENGLISH = "number,name,email,manager,department,position,level,hired_on,status,locale,zone,roles"
CHINESE = "工号,姓名,邮箱,上级工号,部门,岗位,职级,入职日期,状态,语言,时区,角色"
LI = "00017,李娜,li.na@example.com,,研发部,工程师,P5,2021-03-01,在职,中文,Asia/Shanghai,人事；panel"


@pytest.fixture
def read(tmp_path):
    def _read(content, name="people.csv", encoding=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_roster(path, encoding)

    return _read


def workbook(*rows, name="员工"):
    return book({name: table(*rows)})


def said(roster):
    """The complaints as a person sees them, without the folder."""
    return [str(one)[str(one).index("people.csv") :] for one in roster.complaints]


def warned(roster):
    return [str(one)[str(one).index("people.csv") :] for one in roster.warnings]


# -- encodings and separators


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_was_saved_in(read, codec, name):
    roster = read(f"{CHINESE}\n{LI}\n".encode(codec))

    assert roster.how == f"{name}, separated by commas"
    assert roster.people["00017"].name == "李娜"


def test_gb18030_is_known_by_its_own_mark(read):
    assert read(f"\ufeff{CHINESE}\n{LI}\n".encode("gb18030")).people["00017"].name == "李娜"


def test_rare_characters_of_names_survive_gb18030(read):
    roster = read(f"{CHINESE}\n{LI.replace('李娜', '龘䶮𠮷')}\n".encode("gb18030"))

    assert roster.people["00017"].name == "龘䶮𠮷"


def test_an_encoding_may_be_named(read):
    roster = read(f"{ENGLISH}\n7,José,j@example.com,,,,,,,,,\n".encode("cp1252"), encoding="cp1252")

    assert roster.people["7"].name == "José"


@pytest.mark.parametrize(
    ("content", "encoding", "reason"),
    [
        ("number,name\n7,Müller\n8,Café Zoë\n".encode("cp1252"), None, "neither UTF-8 nor GB18030"),
        ("number,name\n7,Jos\xe9,\n".encode("latin-1"), None, "neither UTF-8 nor GB18030"),
        (f"{CHINESE}\n{LI}\n".encode("utf-16-le"), None, "UTF-16 without a mark"),
        (f"{CHINESE}\n".encode() + LI.encode()[:8] + b"\n", None, "UTF-8, but a character in line 2 is damaged"),
        (f"{CHINESE}\n{LI}\n".encode(), "ascii", "not ASCII all through; line 1"),
        (b"number", "klingon", "no encoding called klingon"),
        (b"\xff\xfea", None, "not UTF-16 all through"),
        (b"", None, "it is empty"),
        (b" \r\n \n", None, "it is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None, "an old or an encrypted workbook"),
    ],
)
def test_bytes_that_are_no_table_are_refused_in_a_sentence(read, content, encoding, reason):
    with pytest.raises(UnreadableError, match=reason):
        read(content, encoding=encoding)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="No such file"):
        read_roster(tmp_path / "nobody.csv")


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "people.csv"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)

    with pytest.raises(UnreadableError, match="larger than 64 MB"):
        read_roster(path)


@pytest.mark.parametrize(("separator", "name"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_commas_semicolons_and_tabs_separate(read, separator, name, end):
    lines = [ENGLISH, "7,Ann Lee,ann@example.com,,R&D,,,,,,,hr"]
    roster = read(end.join(lines).replace(",", separator) + end)

    assert roster.how.endswith(name)
    assert roster.people["7"].roles == {"hr"}


def test_the_line_in_which_excel_names_the_separator_is_passed_over(read):
    roster = read("sep=;\nnumber;name;email\n7;Lee, Ann;ann@example.com\n")

    assert roster.people["7"].name == "Lee, Ann"
    assert roster.lines["7"] == 3


def test_quoted_cells_hold_separators_and_quotation_marks(read):
    roster = read('"number","name","email"\n7,"Lee, ""Ann""",ann@example.com\n')

    assert roster.people["7"].name == 'Lee, "Ann"'


def test_blank_lines_and_blank_ends_are_nobody(read):
    roster = read("number,name,email,,\n\n7,Ann,ann@example.com,,\n,,,,\n")

    assert list(roster.people) == ["7"]
    assert not roster.complaints


def test_titles_above_the_headings_are_passed_over(read):
    roster = read("Example Ltd,,\nStaff 2026,,\nnumber,name,email\n7,Ann,ann@example.com\n")

    assert list(roster.people) == ["7"]
    assert warned(roster) == [
        "people.csv:1: This line stands above the headings and was passed over.",
        "people.csv:2: This line stands above the headings and was passed over.",
    ]


@pytest.mark.parametrize("content", ["number,name,email\n", "number,name,email\n,,\n"])
def test_a_file_without_people_is_refused(read, content):
    with pytest.raises(RosterError, match="There is nobody in it"):
        read(content)


def test_a_file_of_one_malformed_line_is_refused(read):
    with pytest.raises(RosterError, match="never ends"):
        read('number,name,email\n7,"Ann\n')


def test_malformed_lines_are_named_and_the_rest_is_read(read):
    huge = "x" * 200_000
    roster = read(f'number,name,email\n7,"A"nn,a@example.com\n8,{huge},b@example.com\n9,Bo\n10,"Cy\n')

    assert said(roster) == [
        "people.csv:2: A quotation mark stands in the middle of a cell; double it, or quote the whole cell.",
        "people.csv:3: A cell is far too long; was a quotation mark left open?",
        "people.csv:5: A quotation mark opens a cell that never ends.",
        "people.csv:4: There are 2 cells where the headings are 3.",
    ]
    assert roster.stray == {"9", "Bo"}


def test_the_progress_of_reading_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("cycleflow.journeys.roster.roster._STEP", 2)
    path, seen = tmp_path / "people.csv", []
    path.write_text("number,name,email\n" + "".join(f"{at},N,n{at}@example.com\n" for at in range(3)))

    read_roster(path, progress=lambda *told: seen.append(told))

    assert seen == [("reading", 2, 3), ("reading", 3, 3)]


# -- workbooks


def test_a_workbook_is_read_as_it_was_meant(read):
    roster = read(
        workbook(
            ["工号", "姓名", "邮箱", "入职日期", "系数"],
            ["00123", "张伟", "zw@example.com", date(2020, 2, 29), 0.1],
            [124, "=1+1", "x@example.com", date(2020, 3, 1), 2.0],
        ),
        "people.xlsx",
    )

    assert roster.how == "XLSX, sheet 员工"
    assert not roster.complaints
    first, second = roster.people["00123"], roster.people["124"]
    assert (first.hired_on, first.attributes["系数"]) == (date(2020, 2, 29), "0.1")
    assert (second.name, second.hired_on, second.attributes["系数"]) == ("=1+1", date(2020, 3, 1), "2")
    assert roster.lines == {"00123": 2, "124": 3}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" 张伟 ", "张伟"),
        (True, "TRUE"),
        (False, "FALSE"),
        (1e21, "1000000000000000000000"),
        (0.1, "0.1"),
        (time(9), "09:00:00"),
        (datetime.fromisoformat("2026-01-02T03:04"), "2026-01-02T03:04:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_cell_of_a_workbook_reads_as_it_was_typed(cell, text):
    assert as_text(cell) == text


def test_numbers_that_may_have_lost_their_zeros_are_warned_about(read):
    mixed = read(workbook(["number", "name", "email"], ["00123", "A", "a@example.com"], [124, "B", "b@example.com"]))
    alike = read(workbook(["number", "name", "email"], [123, "A", "a@example.com"], [124, "B", "b@example.com"]))

    assert warned(mixed) == [f"people.csv:1: column number: {ZEROS}"]
    assert not alike.warnings


def test_the_first_visible_sheet_with_anything_in_it_counts(read):
    people = table(["number", "name", "email"], ["7", "Ann", "ann@example.com"], column="C", line=5)
    sheets = {"cover": {}, "old": table(["x"]), "people": people, "notes": table(["x"])}

    roster = read(book(sheets, hidden=["old"]))

    assert roster.how == "XLSX, sheet people"
    assert roster.lines == {"7": 6}
    assert warned(roster) == ["people.csv: Only the first sheet is read; sheet notes was left out."]


def test_an_empty_workbook_is_refused(read):
    with pytest.raises(UnreadableError, match="its sheets are empty"):
        read(workbook())


@pytest.mark.parametrize("place", ["XFD1048576", "A400001", "GS1"])
def test_a_value_in_a_far_corner_does_not_exhaust_the_memory(read, place):
    with pytest.raises(UnreadableError, match=f"something stands in {place}, far outside any list of people"):
        read(book({"people": {"A1": "number", place: "x"}}))


def test_a_format_without_a_value_in_a_far_corner_does_no_harm(read):
    people = table(["number", "name", "email"], ["7", "Ann", "ann@example.com"])

    assert list(read(book({"people": {**people, "XFD1": None}})).people) == ["7"]


def test_a_binary_workbook_is_refused(read):
    with pytest.raises(UnreadableError, match="damaged or protected"):
        read(workbook(["number"]).replace(b"xl/workbook.xml", b"xl/workbook.bin"))


def test_a_workbook_that_unpacks_to_too_much_is_refused(read):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(513):
            part.write(b" " * 1024 * 1024)

    with pytest.raises(UnreadableError, match="larger than 512 MB"):
        read(out.getvalue())


def test_a_workbook_that_lies_about_its_size_is_refused(read):
    honest = workbook(["number", "name", "email"], ["7", "Ann", "ann@example.com"])
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(struct.pack("<L", size), struct.pack("<L", 10))

    with pytest.raises(UnreadableError, match="damaged or protected"):
        read(lying)


@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=30))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(tmp_path_factory, damage):
    raw = bytearray(workbook(["number", "name", "email"], ["7", "Ann", "ann@example.com"]))
    for place, value in damage:
        raw[4 + place % (len(raw) - 4)] = value
    path = tmp_path_factory.mktemp("damaged") / "people.xlsx"
    path.write_bytes(bytes(raw))

    with suppress(UnreadableError, RosterError):
        read_roster(path)


# -- what must hold for any text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=40))
def test_chinese_text_never_turns_into_something_else(text):
    everyday = text.encode("gb2312", "ignore").decode("gb2312")
    content = f"工号,姓名\n001,{everyday}\n"

    assert decode(content.encode(), "x")[0] == content
    assert decode(content.encode("gb18030"), "x")[0] == content


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(tmp_path_factory, raw):
    path = Path(tmp_path_factory.mktemp("any")) / "people.csv"
    path.write_bytes(raw)

    with suppress(UnreadableError, RosterError):
        read_roster(path)


def test_invisible_marks_around_a_cell_are_dropped():
    assert clean("\u3000\ufeff 张伟\u200b\xa0") == "张伟"
