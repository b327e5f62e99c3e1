"""What is long lies in tables beside the regulation, and is read, refused and pinned like the rest."""

import hashlib
import json

import pytest

from cycleflow import policy
from cycleflow.policy.beside import MOST_TABLES, among
from cycleflow.policy.comparison import compare
from cycleflow.policy.complaint import Complaints
from cycleflow.policy.fingerprint import content
from cycleflow.policy.source import read_nodes
from cycleflow.policy.table import MOST_COLUMNS, MOST_ROWS
from tests.policy.test_vocabulary import MEASURED

REPLY = "  rate: {title: 满意率 | Rate, number: 0..100, better: higher, by: hr}\n"
INDICATORS = """\
name,title,number,better,by,# remark
# Where it comes from is said behind it.
rate,满意率 | Rate,0..100,higher,hr,"the survey, each May"
"""


@pytest.fixture
def measured():
    assert REPLY in MEASURED
    return MEASURED.replace(REPLY, "  table: indicators.csv\n")


def load(text, **tables):
    return policy.load(text, find=among({f"{name}.csv": content for name, content in tables.items()}))


def complain(text, **tables):
    with pytest.raises(policy.PolicyError) as refused:
        load(text, **tables)
    return [str(one) for one in refused.value.complaints]


def test_the_rows_of_a_table_are_named_things(measured):
    workflow = load(measured, indicators=INDICATORS)

    assert workflow.indicators["rate"].asked.high == 100
    assert workflow.indicators["rate"].better == "higher"
    assert list(workflow.indicators)[4:6] == ["rate", "mark"]


def test_a_table_beside_a_file_is_found(measured, tmp_path):
    (tmp_path / "m.yaml").write_text(measured, encoding="utf-8")
    (tmp_path / "indicators.csv").write_bytes(b"\xef\xbb\xbf" + INDICATORS.replace("\n", "\r\n").encode())

    assert "rate" in policy.load_file(tmp_path / "m.yaml").indicators


def test_a_column_called_value_is_what_the_name_holds(base):
    rows = "name,value\n5,优 | Best\n4,良 | Good\n3,中 | Fair\n2,可 | Poor\n1,差 | Worst\n"
    text = base.replace(
        "five: {5: 优 | Best, 4: 良 | Good, 3: 中 | Fair, 2: 可 | Poor, 1: 差 | Worst}", "five: {table: five.csv}"
    )

    assert load(text, five=rows).sheets == load(base).sheets


def test_a_cell_may_hold_what_yaml_writes_on_one_line(base):
    text = base.replace("    place: ", "    place: ").replace(
        "  record: {notes: {title: 纪要 | Notes, text: 900}}", "  record: {table: record.csv}"
    )
    rows = 'name,title,choice\nnotes,纪要 | Notes,"{good: 好 | ""Good"", bad: 差 | Bad}"\n'

    options = load(text, record=rows).sheets["record"].fields["notes"].options

    assert {key: words["en"] for key, words in options.items()} == {"good": '"Good"', "bad": "Bad"}


def test_a_cell_may_hold_a_list_and_a_table_may_serve_twice(base):
    rows = 'name,title,text,needed_for\nreason,理由 | Reason,900,"[appeal]",,\n\n,,\n'
    text = base.replace("{reason: {title: 理由 | Reason, text: 900, needed_for: [appeal]}}", "{table: reaction.csv}")
    text = text.replace("{notes: {title: 纪要", "{table: reaction.csv, notes: {title: 纪要")

    (found,) = complain(text, reaction=rows)

    assert found.startswith("reaction.csv:2:26: There is no answer 'appeal'")


# -- complaints


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("number", "numbr", "indicators.csv:1:12: An indicator has no 'numbr'; did you mean 'number'?"),
        (",hr,", ",hrr,", "indicators.csv:3:31: There is no role 'hrr'; did you mean 'hr'?"),
        (",hr,", ",,", "indicators.csv:3:1: An indicator needs 'by', or 'from' where other appraisals give it."),
        ("rate,", ",", "indicators.csv:3:1: This row has no name."),
        ("rate,", "late,", "indicators.csv:3:1: late is there twice."),
        ("name,", "post,", "indicators.csv:1:1: The first column holds the names; call it 'name'."),
        ("number", "title", "indicators.csv:1:12: The heading title stands here twice."),
        ("number", "", "indicators.csv:1:12: A heading is missing here."),
        ('May"', 'May",more', "indicators.csv:3:57: This cell has no heading."),
        ('May"', "May", "indicators.csv:3:34: A text in quotes is not closed, or something stands behind its end."),
        ("0..100", "0\u200b..100", "indicators.csv:3:18: The invisible character U+200B must not stand here."),
        ("0..100", "{0..", "indicators.csv:3:21: A comma or a closing bracket is missing before this."),
    ],
)
def test_a_complaint_points_into_the_table(measured, old, new, complaint):
    found = complain(measured, indicators=INDICATORS.replace(old, new, 1))

    assert any(one.startswith(complaint) for one in found), found


def test_a_complaint_points_into_a_quoted_cell(measured):
    rows = 'name,title,number,by,default\nrate,Rate,0..100,hr,"{a: ""b"", c: [, }"\n'

    assert complain(measured, indicators=rows)[0].startswith("indicators.csv:2:")


def test_a_fault_behind_quotes_in_a_cell_is_shown_where_it_is(base):
    text = base.replace("  record: {notes: {title: 纪要 | Notes, text: 900}}", "  record: {table: record.csv}")
    rows = 'name,title,choice\nnotes,纪要 | Notes,"{good: ""好 | Good"", bad: 差 | }"\n'

    (found,) = complain(text, record=rows)

    assert found == "record.csv:2:45: The English half is missing; write 中文 | English."


def test_a_fault_in_a_cell_of_many_lines_is_shown_at_its_beginning(base):
    text = base.replace("  record: {notes: {title: 纪要 | Notes, text: 900}}", "  record: {table: record.csv}")
    rows = 'name,title,choice\nnotes,"纪要 | Notes","{good: 好 | Good,\n bad: 差 | }"\nmore,更多 | More,{}\n'

    found = complain(text, record=rows)

    assert "record.csv:2:20: The English half is missing; write 中文 | English." in found
    assert "record.csv:4:16: There must be at least two values to choose from." in found


def test_a_row_without_a_value_is_named(base):
    text = base.replace(
        "five: {5: 优 | Best, 4: 良 | Good, 3: 中 | Fair, 2: 可 | Poor, 1: 差 | Worst}", "five: {table: five.csv}"
    )

    assert "five.csv:3:1: This row has no value." in complain(text, five="name,value\n5,优 | Best\n4\n3,中 | Fair\n")


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("", "indicators.csv:1:1: The table is empty; its first row holds the headings."),
        ("# nothing yet\n", "indicators.csv:1:1: The table is empty; its first row holds the headings."),
        ("name;title\n", "indicators.csv:1:1: The columns of a table are separated by commas; save it again so."),
        (
            "name,title\n" + "".join(f"n{n},x\n" for n in range(MOST_ROWS + 1)),
            f"indicators.csv:1:1: The table has {MOST_ROWS + 1} rows; it may have {MOST_ROWS}.",
        ),
        (
            "name," + ",".join(f"c{n}" for n in range(MOST_COLUMNS)),
            f"indicators.csv:1:1: The table has {MOST_COLUMNS + 1} columns; it may have {MOST_COLUMNS}.",
        ),
        ("x" * 300_000, "indicators.csv:1:1: The file has 300000 characters; a regulation has at most 262144."),
    ],
)
def test_a_table_of_a_strange_size_is_refused(measured, rows, complaint):
    assert complaint in complain(measured, indicators=rows)


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/passwd", "sub/posts.csv", ".csv", "posts.txt", "{a: b}"])
def test_only_a_plain_file_name_can_be_a_table(measured, name):
    found = complain(measured.replace("indicators.csv", name))

    assert any("A table is named like posts.csv: a plain file name beside the regulation." in one for one in found)


def test_a_table_that_is_not_there_is_named(measured, tmp_path):
    (tmp_path / "m.yaml").write_text(measured, encoding="utf-8")

    with pytest.raises(policy.PolicyError, match=r"There is no table indicators\.csv beside the regulation"):
        policy.load_file(tmp_path / "m.yaml")
    assert any("There is no table indicators.csv" in one for one in complain(measured))


def test_a_link_that_leads_out_of_the_folder_is_not_followed(measured, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "m.yaml").write_text(measured, encoding="utf-8")
    (tmp_path / "indicators.csv").write_text(INDICATORS, encoding="utf-8")
    (tmp_path / "in" / "indicators.csv").symlink_to(tmp_path / "indicators.csv")

    with pytest.raises(policy.PolicyError, match="There is no table"):
        policy.load_file(tmp_path / "in" / "m.yaml")


def test_a_table_in_another_encoding_is_refused_where_it_begins(measured, tmp_path):
    (tmp_path / "m.yaml").write_text(measured, encoding="utf-8")
    (tmp_path / "indicators.csv").write_bytes(INDICATORS.encode("gb18030"))

    with pytest.raises(policy.PolicyError, match=r"indicators\.csv:3:6: The file is not in UTF-8; it looks like GB"):
        policy.load_file(tmp_path / "m.yaml")


def test_so_many_tables_are_enough(measured):
    many = "".join(f"  s{number}: {{table: t{number}.csv}}\n" for number in range(MOST_TABLES + 1))
    tables = {f"t{number}": "name,title,text\nx,X,9\n" for number in range(MOST_TABLES + 1)}
    text = measured.replace("sheets:\n", f"sheets:\n{many}")

    assert any(
        f"A regulation may have {MOST_TABLES} tables." in one for one in complain(text, **tables, indicators=INDICATORS)
    )


# -- what is pinned


def test_a_pinned_regulation_brings_its_tables(measured):
    workflow = load(measured, indicators=INDICATORS)

    again = policy.load_pinned(*policy.pin(workflow))

    assert again.fingerprint == workflow.fingerprint
    assert again.indicators == workflow.indicators
    assert again.tables == {"indicators.csv": INDICATORS}


def test_remarks_and_quotes_of_a_table_do_not_count_but_its_cells_do(measured):
    workflow = load(measured, indicators=INDICATORS)

    spelt = INDICATORS.replace("# Where it comes from is said behind it.\n", "").replace("0..100", '"0..100"')

    assert load(measured, indicators=spelt).fingerprint == workflow.fingerprint
    assert load(measured, indicators=INDICATORS.replace("100", "99")).fingerprint != workflow.fingerprint


def test_anybody_can_compute_the_fingerprint_of_tables_too(measured):
    workflow = load(measured, indicators=INDICATORS)
    plain = load(measured.replace("  table: indicators.csv\n", REPLY))
    rows = [["name", "title", "number", "better", "by"], ["rate", "满意率 | Rate", "0..100", "higher", "hr"]]

    root = read_nodes(measured, Complaints("x"))
    assert root is not None
    said = {
        "calendar": json.loads(policy.pin(plain).calendar),
        "regulation": content(root),
        "tables": {"indicators.csv": rows},
    }
    compact = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(compact.encode()).hexdigest() == workflow.fingerprint


def test_what_changed_in_a_table_is_told_by_its_name(measured):
    old = load(measured, indicators=INDICATORS)
    new = load(measured, indicators=INDICATORS.replace("0..100", "0..99"))

    (change,) = compare(old, new)

    assert change.sentence == "indicators › rate › number was 0..100, and is now 0..99"
