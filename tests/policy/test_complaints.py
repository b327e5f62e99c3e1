"""Every fault of a regulation is said once, in one sentence, where it is."""

import pytest

from cycleflow.policy.complaint import nearest
from cycleflow.policy.daterule import OF_RULES
from cycleflow.policy.phrase import OF_PERIODS

UNKNOWN = {
    "a key there is not": (
        "status: trial",
        "status: trial\n§statuss: x",
        "A regulation has no 'statuss'; did you mean 'status'?",
    ),
    "a misspelt key of a state": (
        "needs: [goal_setting]",
        "§need: [goal_setting]",
        "A state has no 'need'; did you mean 'needs'?",
    ),
    "a role there is not": (
        "{manager: review}",
        "{§manger: review}",
        "There is no role 'manger'; did you mean 'manager'?",
    ),
    "a sheet there is not": (
        "{manager: record}",
        "{manager: §recrd}",
        "There is no sheet 'recrd'; did you mean 'record'?",
    ),
    "a state there is not": (
        "{release: appointment}",
        "{release: §apointment}",
        "There is no state 'apointment'; did you mean 'appointment'?",
    ),
    "a notice there is not": (
        "{employee: closed}}",
        "{employee: §closd}}",
        "There is no notice 'closd'; did you mean 'closed'?",
    ),
    "a role told": (
        "{employee: closed}}",
        "{§employe: closed}}",
        "There is no role 'employe'; did you mean 'employee'?",
    ),
    "a role escalated to": ("hr: 1 week}", "§hrr: 1 week}", "There is no role 'hrr'; did you mean 'hr'?"),
    "a role of the digest": (
        "{roles: [manager, hr]",
        "{roles: [manager, §hrr]",
        "There is no role 'hrr'; did you mean 'hr'?",
    ),
    "a state needed": (
        "needs: [goal_setting]",
        "needs: [§goal_seting]",
        "There is no state 'goal_seting'; did you mean 'goal_setting'?",
    ),
    "a state barred": ("never: [review]", "never: [§reviw]", "There is no state 'reviw'; did you mean 'review'?"),
    "a scale there is not": ("scale: five", "scale: §fiv", "There is no scale 'fiv'; did you mean 'five'?"),
    "a status there is not": ("status: trial", "status: §trail", "There is no status 'trail'; did you mean 'trial'?"),
    "a month that begins as all do": (
        "period: quarter",
        "period: §month from 1",
        "A month cannot begin on '1'; write a day from 2 to 28, like month from 21.",
    ),
    "a year that begins as all do": (
        "period: quarter",
        "period: §year from january",
        "A year begins in january anyway; write a month from february on, like year from july.",
    ),
    "a half-year that begins on a day": (
        "period: quarter",
        "period: §half_year from 21",
        "A half-year cannot begin in '21'; write a month from february on, like half_year from july.",
    ),
    "a period nobody knows": (
        "period: quarter",
        "period: §fortnight",
        f"There is no period 'fortnight'; {OF_PERIODS}",
    ),
    "a kind of period twice": (
        "period: quarter",
        "period: [quarter, month, §quarter from july]",
        "'quarter' is there twice; a label must say which one is meant.",
    ),
    "a period there is not": (
        "period: quarter",
        "period: §quater",
        "There is no period 'quater'; did you mean 'quarter'?",
    ),
    "a ratee there is not": (
        "period: quarter",
        "period: quarter\nappraises: §departments",
        "There is no ratee 'departments'; did you mean 'department'?",
    ),
    "a verdict there is not": (
        "then: excluded",
        "then: §exclude",
        "There is no verdict 'exclude'; did you mean 'excluded'?",
    ),
    "a base there is not": (
        "base: department",
        "base: §division",
        "There is no base 'division'; known are company, department, team, site.",
    ),
    "a grade there is not": ("shares: {A: 20,", "shares: {§D: 20,", "There is no grade 'D'; known are A, B, C."),
    "an answer that needs a field": (
        "needed_for: [appeal]",
        "needed_for: [§apeal]",
        "There is no answer 'apeal'; did you mean 'appeal'?",
    ),
    "a result there is not": ("sets: score", "sets: §mark", "There is no result 'mark'; known are score, grade."),
    "a table to repeat": (
        "each: goal_setting.goals",
        "each: §goal_setting.goal",
        "There is no table 'goal_setting.goal' to repeat; write it like goal_setting.goals.",
    ),
    "a date to count from": (
        "due: published + 10 days",
        "due: §publishd + 10 days",
        "There is no date 'publishd' to count from; did you mean 'published'?",
    ),
    "a date like no other": (
        "due: published + 10 days",
        "due: §xyz",
        (
            "There is no date 'xyz' to count from; "
            "known are cycle.start, cycle.end, opened, published, appointment.held_at."
        ),
    ),
    "a completion there is not": (
        "complete: any",
        "complete: §some",
        "There is no completion 'some'; known are all, any, majority, each.",
    ),
    "words for a state there is not": (
        "closed: 归档 | Closed}",
        "closed: 归档 | Closed, §over: x}",
        "There is no state 'over'.",
    ),
    "words for an answer there is not": (
        "uphold: 维持 | Uphold}",
        "uphold: 维持 | Uphold, §uphol: x}",
        "There is no answer 'uphol'; did you mean 'uphold'?",
    ),
    "a sheet of many": (
        "{manager: record}",
        "{manager: §zzz}",
        "There is no sheet 'zzz'; known are goals, review, appointment, record, reaction, ruling, cohort, answer.",
    ),
}

MISSING = {
    "a required key": ("workflow: small\n", "", "§"),
    "the words of a state": ("talk: 面谈 | Talk, ", "", "talk:\n"),
}

WRONG = {
    "a stand-in for each of several": (
        "complete: any",
        "complete: each\n    silence: {after: 1 day, hand_to: §manager}",
        "Nobody can stand in for each of several roles; let silence move on 'to' a state.",
    ),
    "members of a person": (
        "panel: group(panel)}",
        "panel: §members}",
        "A person has no members; a unit has: write 'appraises: department' or the like.",
    ),
    "an attribute units have anyway": (
        "attributes: [site]",
        "appraises: team\nattributes: [site, §members]",
        "'members' is known anyway; leave it out.",
    ),
    "a name with capitals": (
        "workflow: small",
        "workflow: §Small",
        (
            "'Small' is not a name: a name begins with a small letter, has only small letters, digits and _, "
            "and at most 60 of them."
        ),
    ),
    "a missing half": (
        "title: 考核 | Appraisal",
        "title: §考核 |",
        "The English half is missing; write 中文 | English.",
    ),
    "a missing Chinese half": (
        "title: 考核 | Appraisal",
        'title: §"| Appraisal"',
        "The Chinese half is missing; write 中文 | English.",
    ),
    "two bars": (
        "title: 考核 | Appraisal",
        "title: §a | b | c",
        "Write 'a | b | c' as 中文 | English, with one bar between the two languages.",
    ),
    "no words": (
        "title: 考核 | Appraisal",
        'title: §""',
        "Write '' as 中文 | English, with one bar between the two languages.",
    ),
    "nothing": ("title: 考核 | Appraisal", "title:§", "A value is missing here."),
    "a mapping for a text": ("title: 考核 | Appraisal", "title: §{zh: a}", "A single text is expected here."),
    "a text for a mapping": (
        "{tell: {employee: closed}}",
        "§ended",
        "Here a state is expected: keys, each with a colon and what it holds.",
    ),
    "a text for a list": (
        "needs: [goal_setting]",
        "needs: §goal_setting",
        "Here each state is expected as a list: [one, another].",
    ),
    "a country there is not": (
        "country: CN",
        "country: §UK",
        "'UK' is not a country whose holidays are known; write it like CN, US or DE-BY.",
    ),
    "a country in small letters": (
        "country: CN",
        "country: §cn",
        "'cn' is not a country whose holidays are known; write it like CN, US or DE-BY.",
    ),
    "a region there is not": ("country: CN", "country: §DE-BX", "DE has no region 'BX'."),
    "a region with its near one": ("country: CN", "country: §AR-AB", "AR has no region 'AB'; did you mean 'B'?"),
    "a zone there is not": (
        "zone: Asia/Shanghai",
        "zone: §Asia/Shangai",
        "'Asia/Shangai' is not a time zone; write it like Asia/Shanghai or Europe/Berlin.",
    ),
    "a zone that is a path": (
        "zone: Asia/Shanghai",
        "zone: §../../etc/passwd",
        "'../../etc/passwd' is not a time zone; write it like Asia/Shanghai or Europe/Berlin.",
    ),
    "a role's path": (
        "manager: manager,",
        "manager: §boss,",
        (
            "'boss' leads to nobody; "
            "write self, manager, manager.manager, head(department), heads(all), heads(attribute), people(attribute), "
            "named(state.field), group(name), peers, reports or members."
        ),
    ),
    "a path along an unknown column": (
        "hr: group(hr)",
        "hr: §people(mentors)",
        "'mentors' is no attribute; name it under 'attributes'.",
    ),
    "a time of day": ('at: "09:00"', 'at: §"9 am"', "'9 am' is not a time of day; write it in quotes, like \"09:00\"."),
    "a working day": (
        "zone: Asia/Shanghai}",
        'zone: Asia/Shanghai, day: §"09:00"}',
        "'09:00' is not a working day; write it in quotes, like \"09:00-18:00\".",
    ),
    "a working day backwards": (
        "zone: Asia/Shanghai}",
        "zone: Asia/Shanghai, day: §18:00-09:00}",
        "The working day 18:00-09:00 ends before it begins.",
    ),
    "a date": (
        "zone: Asia/Shanghai}",
        "zone: Asia/Shanghai, own_holidays: [§24.12.2026]}",
        "'24.12.2026' is not a date; write it like 2026-12-24.",
    ),
    "a date there is not": (
        "zone: Asia/Shanghai}",
        "zone: Asia/Shanghai, own_holidays: [§2026-02-30]}",
        "There is no 2026-02-30 in the calendar.",
    ),
    "a day both ways": (
        "{country: CN, zone: Asia/Shanghai}",
        "§{country: CN, zone: Asia/Shanghai, own_holidays: [2026-12-24], own_workdays: [2026-12-24]}",
        "2026-12-24 is a holiday of the firm's own and a workday of its own at once.",
    ),
    "an attribute known anyway": (
        "attributes: [site]",
        "attributes: [site, §level]",
        "'level' is known anyway; leave it out.",
    ),
    "a range": ("number: 5..100,", "number: §5-100,", "'5-100' is not a range; write it like 1..8."),
    "a range without bounds": ("number: 1..5,", "number: §..,", "'..' is not a range; write it like 1..8."),
    "a range backwards": ("number: 1..5,", "number: §5..1,", "The range 5..1 ends before it begins."),
    "rows without an end": (
        "rows: 1..8",
        "rows: §1..",
        "'1..' is not a number of rows; write the fewest and the most, like 1..8.",
    ),
    "no rows at all": (
        "rows: 1..8",
        "rows: §0..0",
        "'0..0' is not a number of rows; the most must lie between 1 and 1000.",
    ),
    "a length": (
        "{title: 纪要 | Notes, text: 900}",
        "{title: 纪要 | Notes, text: §long}",
        "'long' is not a whole number.",
    ),
    "half a length": (
        "text: 20..200",
        "text: §0.5..2",
        "'0.5..2' is not a length; write the greatest number of characters, like 300.",
    ),
    "how far ahead": (
        "moment: 7 days ahead",
        "moment: §7 days",
        "'7 days' does not say how far ahead; write it like 7 days ahead, or true.",
    ),
    "a tick that is no tick": (
        "{title: 纪要 | Notes, text: 900}",
        "{title: 纪要 | Notes, tick: §false}",
        "Only true can stand here, not 'false'; leave the key out otherwise.",
    ),
    "a truth": ("blank: true", "blank: §maybe", "Write true or false here, not 'maybe'."),
    "places": (
        "needed_for: [change], sets: score",
        "needed_for: [change], sets: score, places: §7",
        "'7' is not a number of decimal places; write 0 to 6.",
    ),
    "a reminder": (
        "remind: [1 day before]",
        "remind: [§1 day]",
        "'1 day' is not a reminder; write 2 workdays before, on the day or 1 workday after.",
    ),
    "a length of time": (
        "{after: 6 workdays,",
        "{after: §six workdays,",
        "'six workdays' is not a length of time; write it like 5 workdays, 10 days, 1 month or 24 hours.",
    ),
    "a length without end": (
        "{after: 6 workdays,",
        "{after: §9999 workdays,",
        "'9999 workdays' is too long; at most 1000 can be counted.",
    ),
    "a rule of date": (
        "due: published + 10 days",
        "due: §10 days after publication",
        f"'10 days after publication' is not a rule of date; {OF_RULES}",
    ),
    "hours of a day": (
        "due: cycle.end + 5 workdays",
        "due: §cycle.end + 5 hours",
        "'cycle.end' is a day; hours are counted from an instant, such as opened.",
    ),
    "a month there is not": (
        "due: cycle.end + 5 workdays",
        "due: §14 Febuary",
        "There is no month 'Febuary'; did you mean 'February'?",
    ),
    "the least time": ("at least 3 workdays", "at lest 3 workdays", None),
    "a share": (
        "C: 10}, rounding",
        "C: §ten}, rounding",
        "'ten' is not a share; write it like 10, at most 5, at least 5 or the rest.",
    ),
    "a tolerance": ("tolerance: 1}", "tolerance: §one}", "'one' is not a whole number."),
    "a rounding": (
        "round: 2 half_up",
        "round: §2",
        "'2' is not a rounding; write the places (0 to 6) and half_up or half_even, like 2 half_up.",
    ),
    "a band": (
        "B: from 2 below 4",
        "B: §2 to 4",
        "'2 to 4' is not a band; write it like from 75, from 65 below 75, above 8 to 10, to 50, or 3 alone.",
    ),
    "an empty band": ("B: from 2 below 4", "B: §from 4 below 2", "The band 'from 4 below 2' holds no figure."),
    "a share below nothing": (
        "shares: {A: 20, B: 70, C: 10}",
        "shares: {A: 40, B: 70, C: §-10}",
        "A share cannot be negative.",
    ),
    "silence both ways": (
        "{after: 0 days, to: closed}",
        "§{after: 0 days, to: closed, hand_to: hr}",
        "Silence either moves on 'to' a state or hands over with 'hand_to' a role; write one.",
    ),
    "silence neither way": (
        "{after: 0 days, to: closed}",
        "§{after: 0 days}",
        "Silence either moves on 'to' a state or hands over with 'hand_to' a role; write one.",
    ),
    "a reserved state": (
        "closed: {tell: {employee: closed}}",
        "closed: {tell: {employee: closed}}\n  §planned: {}",
        None,
    ),
    "a reserved sheet": ("record: {notes", "§answer: {notes", None),
    "a field of two kinds": (
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{§notes: {title: 纪要 | Notes, text: 900, date: true}}",
        "'notes' is text and date at once; it can only be one of them.",
    ),
    "a field of no kind": (
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{§notes: {title: 纪要 | Notes}}",
        (
            "What 'notes' takes is missing; "
            "add one of text, number, scale, choice, date, moment, tick, person, rows or each."
        ),
    ),
    "a key of another kind": (
        "{title: 纪要 | Notes, text: 900}",
        "{title: 纪要 | Notes, text: 900, §places: 2}",
        "'places' belongs to number, not to text.",
    ),
    "a table without columns": (
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{notes: §{title: 纪要 | Notes, rows: 1..2}}",
        "A table needs 'columns'.",
    ),
    "a table with empty columns": (
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{notes: {title: 纪要 | Notes, rows: 1..2, columns: §{}}}",
        "There is no column here.",
    ),
    "an empty sheet": ("{notes: {title: 纪要 | Notes, text: 900}}", "§{}", "There is no field here."),
    "needs that contradict": (
        "{title: 理由 | Reason, text: 900, needed_for: [appeal]}",
        "§{title: 理由 | Reason, text: 900, needed_for: [appeal], optional: true}",
        "Only one of optional or needed_for can say when the field is needed.",
    ),
    "a choice of one": (
        "{title: 纪要 | Notes, text: 900}",
        "{title: 纪要 | Notes, choice: §{a: b}}",
        "There must be at least two values to choose from.",
    ),
}


def _cases(table):
    return [pytest.param(*case, id=name) for name, case in table.items() if case[2] and len(case[2]) > 1]


@pytest.mark.parametrize(("old", "new", "sentence"), _cases(UNKNOWN))
def test_an_unknown_word_is_shown_with_the_nearest_known_one(breaking, old, new, sentence):
    found, expected = breaking(old, new, sentence)

    assert found == expected


@pytest.mark.parametrize(("old", "new", "sentence"), _cases(WRONG))
def test_a_phrase_that_does_not_read_is_shown_with_how_it_is_written(breaking, old, new, sentence):
    found, expected = breaking(old, new, sentence)

    assert found == expected


def test_every_missing_key_is_named(complain, base):
    text = base.replace("workflow: small\n", "").replace("period: quarter\n", "")

    found = complain(text)

    assert found == ["1:1: A regulation needs 'period'.", "1:1: A regulation needs 'workflow'."]


def test_words_that_are_missing_are_asked_for_at_the_state_and_the_answer(complain, base):
    text = base.replace("talk: 面谈 | Talk, ", "").replace(", uphold: 维持 | Uphold", "")

    found = [complaint.partition(": ")[2] for complaint in complain(text)]

    assert found == [
        "How the state 'talk' is called is missing under words, states.",
        "How the answer 'uphold' is called is missing under words, answers.",
    ]


def test_reserved_names_are_refused(complain, base):
    state = complain(base.replace("talk", "withdrawn"))
    sheet = complain(base.replace("record", "cohort"))
    mark = complain(base.replace("published", "opened"))

    assert any("A state cannot be called 'withdrawn'; the word means something else already." in one for one in state)
    assert any("A sheet cannot be called 'cohort'; under 'ask' the word means something else." in one for one in sheet)
    assert any("'opened' means something else already; call the instant differently." in one for one in mark)


def test_all_problems_are_reported_at_once_in_the_order_of_the_file(complain, base):
    text = base.replace("status: trial", "status: trail").replace("rows: 1..8", "rows: 8..1").replace("Fair", "")

    found = complain(text)

    assert [one.partition(":")[0] for one in found] == ["3", "12", "17"]


def test_one_misspelt_section_does_not_bring_a_page_of_complaints(complain, base):
    found = complain(base.replace("sheets:\n", "sheet:\n"))

    assert found == ["13:1: A regulation has no 'sheet'; did you mean 'sheets'?"]


def test_a_fault_in_an_expression_is_shown_inside_it(breaking):
    found, expected = breaking(
        '"score in [5, 1]"', '"score in [5, §scr]"', "There is no name 'scr' here; did you mean 'score'?"
    )

    assert found == expected


def test_a_condition_may_not_ask_about_its_own_field_or_a_table(complain, base):
    field = base.replace(
        "{notes: {title: 纪要 | Notes, text: 900}}", "{notes: {title: x, text: 9, needed_when: notes == ''}}"
    )
    table = base.replace(
        "  record: {notes",
        "  record: {rows: {title: x, rows: 0..2, columns: {a: {title: x, tick: true}}}, x: "
        "{title: x, text: 9, needed_when: rows == ''}, notes",
    )

    assert "There is no name 'notes' here" in complain(field)[0]
    assert "There is no name 'rows' here" in complain(table)[0]


def test_a_table_is_not_needed_for_some_answers_only(breaking):
    found, expected = breaking(
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{notes: {title: x, rows: 0..2, §needed_for: [submit], columns: {a: {title: x, text: 9}}}}",
        "A table cannot have 'needed_for'; its rows say if it is needed.",
    )

    assert found == expected


def test_a_table_that_repeats_another_is_always_needed(breaking):
    found, expected = breaking(
        "each: goal_setting.goals",
        "each: goal_setting.goals\n      §needed_when: score > 3",
        "A table that repeats another cannot have 'needed_when'; it has as many rows.",
    )

    assert expected[0] in found


def test_a_table_may_be_needed_on_account_of_what_stands_above_it(breaking):
    table = "rows: 1..2, needed_when: §held, columns: {a: {title: x, text: 9}}"
    found, expected = breaking(
        "{notes: {title: 纪要 | Notes, text: 900}}",
        f"{{notes: {{title: x, {table}}}, held: {{title: x, tick: true}}}}",
        "'held' stands below; a condition can only ask about what stands above it.",
    )

    assert found == expected


def test_a_condition_can_only_ask_about_what_stands_above_it(breaking):
    found, expected = breaking(
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{notes: {title: 纪要 | Notes, text: 900, needed_when: §held}, held: {title: x, tick: true}}",
        "'held' stands below; a condition can only ask about what stands above it.",
    )

    assert found == expected


@pytest.mark.parametrize("kind", ["date: true", "moment: true", "tick: true", "choice: {a: x, b: y}", "number: 0..5"])
def test_a_condition_knows_the_kinds_of_the_other_fields(complain, base, kind):
    text = base.replace(
        "{notes: {title: 纪要 | Notes, text: 900}}",
        f'{{other: {{title: x, {kind}}}, notes: {{title: x, text: 9, needed_when: "other == [1]"}}}}',
    )

    assert "This compares " in complain(text)[0]


def test_a_scale_of_words_is_a_text(read, base):
    text = base.replace("scales:\n", "scales:\n  mood: {good: 好 | Good, bad: 差 | Bad}\n").replace(
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{mood: {title: x, scale: mood}, notes: {title: x, text: 9, needed_when: mood == 'bad'}}",
    )

    assert read(text).sheets["record"].fields["notes"].needed_when.evaluate({"mood": "bad"}) is True


def test_a_condition_that_is_no_text_is_refused_where_it_stands(breaking):
    found, expected = breaking('when: status != "active"', "when: §[active]", "A single text is expected here.")

    assert found == expected


def test_a_rule_that_is_no_mapping_is_refused(complain, base):
    text = base.replace("sheets:\n", "sheets:\n").replace(
        '{when: status != "active", then: excluded, reason: 不在职 | Not in service}', "nobody"
    )

    assert complain(text) == ["10:5: Here an eligibility rule is expected: keys, each with a colon and what it holds."]


def test_a_field_that_is_no_mapping_is_refused(breaking):
    found, expected = breaking(
        "{notes: {title: 纪要 | Notes, text: 900}}",
        "{notes: §text}",
        "Here a field is expected: keys, each with a colon and what it holds.",
    )

    assert found == expected


def test_an_attribute_that_is_no_name_is_refused(complain, base):
    assert "'Site' is not a name" in complain(base.replace("[site]", "[Site]"))[0]


def test_a_missing_column_is_named_once(complain, base):
    found = complain(base.replace("of: review.goals.score, ", ""))

    assert [one.partition(": ")[2] for one in found] == ["Weighted_mean needs 'of'."]


@pytest.mark.parametrize("why", ["optional: true", "needed_for: [submit]"])
def test_figures_that_may_be_blank_make_no_score(complain, base, why):
    text = base.replace("score: {title: 分 | Score, scale: five}", f"score: {{title: 分 | Score, scale: five, {why}}}")

    assert "does not hold numbers that are always filled in" in complain(text)[0]


def test_a_scale_of_words_makes_no_score(complain, base):
    text = base.replace("five: {5: 优", "five: {top: 优").replace("score in [5, 1]", "score in ['top']")

    assert "does not hold numbers that are always filled in" in complain(text)[0]


def test_a_role_nobody_can_guess_is_left_out_and_nothing_else_follows(breaking):
    for old, new in (
        ("{manager: record}", "{manager: record, §zzz: answer}"),
        ("hr: 1 week}", "§zzz: 1 week}"),
        ("{employee: closed}}", "{employee: closed, §zzz: closed}}"),
    ):
        found, expected = breaking(old, new, "There is no role 'zzz'; known are employee, manager, head, hr, panel.")

        assert found == expected


def test_names_too_long_or_too_many_are_not_compared():
    assert nearest("x" * 100, ["x" * 99]) is None
    assert nearest("name1", [f"name{number}" for number in range(1000)]) is None
    assert nearest("abd", ["abc", "x" * 100]) == "abc"


def test_a_regulation_must_be_a_mapping(complain):
    assert complain("- a\n- b\n") == ["1:1: Here a regulation is expected: keys, each with a colon and what it holds."]


def test_states_must_be_there(complain, base):
    cut = base[: base.index("states:\n  goal_setting:\n")]

    assert "1:1: A regulation needs 'states'." in complain(cut)
    empty = complain(cut + "states: {}\nwords: {states: {}, answers: {}}\n")
    assert f"{cut.count(chr(10)) + 1}:9: There is no state." in empty


def test_the_error_prints_every_complaint_on_its_line(complain, base):
    assert len(complain(base.replace("trial", "trail").replace("quarter", "quater"))) == 2
