"""Searches that run every few seconds, or behind every page, are answered by an index, however much there is."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, text

from cycleflow.store import appraisals, outbox, overview, tasks
from cycleflow.store.tables import appraisal, task
from cycleflow.store.tables import outbox as outbox_table
from tests.core.samples import CYCLE
from tests.store.company import NOW, hire

SIZE = 3000
DUE = 10


@pytest.fixture
def busy(company):
    """A cycle of three thousand, in which little is due."""
    with company.begin() as connection:
        hire(connection, [f"p{number}" for number in range(SIZE)])
        connection.execute(insert(appraisal), [appraisal_row(number) for number in range(SIZE)])
        connection.execute(insert(task), [task_row(number) for number in range(SIZE)])
        connection.execute(insert(outbox_table), [mail_row(number) for number in range(SIZE)])
        if connection.dialect.name == "postgresql":  # it counts its rows by itself, but later
            connection.execute(text("ANALYZE"))
    return company


def when(number):
    return NOW if number < DUE else NOW + timedelta(days=30, seconds=number)


def appraisal_row(number):
    place = {"cycle_id": CYCLE.id, "department": f"d{number % 50}", "state": "plan" if number < DUE else "rating"}
    person = {"id": f"{CYCLE.id}.p{number}", "person": f"p{number}"}
    return {**person, **place, "seq": 0, "head": "", "due_at": when(number), "opened_at": NOW, "body": "{}"}


def task_row(number):
    name = f"{CYCLE.id}.p{number}"
    place = {"appraisal_id": name, "cycle_id": CYCLE.id, "state": "plan", "role": "employee"}
    asked = {"person": f"p{number // 3}", "opened_at": NOW, "due_at": when(number), "generation": 0}
    return {"id": f"{name}.0.0", **place, **asked, "status": "open", "token_hash": f"hash {number}"}


def mail_row(number):
    mail = {"id": f"m{number}", "person": f"p{number}", "kind": "task", "facts": "{}", "digest": number % 2 == 0}
    status = "pending" if number % 3 else "sent"
    return {**mail, "appraisal_id": f"{CYCLE.id}.p{number}", "send_at": when(number), "status": status, "attempts": 0}


SEARCHES: dict[str, tuple[Callable[[Connection], object], str]] = {
    "due": (lambda conn: appraisals.due(conn, NOW - timedelta(seconds=1), 5), "appraisal_due"),
    "next due": (appraisals.next_due_at, "appraisal_due"),
    "claim": (lambda conn: outbox.claim(conn, NOW, 5), "outbox_mail"),
    "claim digests": (lambda conn: outbox.claim_digests(conn, NOW, 5), "outbox_digest"),
    "next mail": (outbox.next_send_at, "outbox_mail"),
    "stale": (lambda conn: outbox.release_stale(conn, NOW, timedelta(minutes=5)), "outbox_sending"),
    "failures": (lambda conn: outbox.failures(conn, 5), "outbox_failed"),
    "mails of an appraisal": (lambda conn: outbox.of_appraisal(conn, f"{CYCLE.id}.p5"), "outbox_appraisal_id"),
    "a link": (lambda conn: tasks.by_token(conn, "hash 5"), "task_token_hash"),
    "what a person is asked": (lambda conn: tasks.open_of(conn, "p5"), "task_open_person"),
    "overdue": (lambda conn: overview.overdue(conn, CYCLE.id, NOW, limit=5), "task_open_cycle"),
    "count overdue": (lambda conn: overview.count_overdue(conn, CYCLE.id, NOW), "task_open_cycle"),
    "a person's appraisals": (lambda conn: appraisals.of_person(conn, "nobody"), "appraisal_person"),
    "a state": (lambda conn: appraisals.of_cycle(conn, "other", state="plan"), "appraisal_cycle_id_state"),
    "a page": (lambda conn: overview.positions(conn, "other", after="p", limit=5), "appraisal_cycle_id_id"),
    "funnel": (lambda conn: overview.funnel(conn, "other"), "appraisal_cycle_id_state_department"),
}


def test_every_search_is_answered_by_its_index(busy, statements):
    plans = {}
    for name, (search, index) in SEARCHES.items():
        with statements() as sent, busy.begin() as connection:
            search(connection)
        plan = explain(busy, *next((one, given) for one, given in sent if "BEGIN" not in one))
        plans[name] = (index, plan)

    assert {name: plan for name, (index, plan) in plans.items() if index not in plan or is_a_scan(plan)} == {}


def is_a_scan(plan):
    return re.search(r"(Seq Scan on|SCAN) (appraisal|entry|task|outbox|person)\b(?! USING)", plan)


def explain(store, statement, parameters):
    with store.begin() as connection:
        how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{how} {statement}", parameters)
        return "".join(f"{row[-1]}\n" for row in rows)
