import ast
from datetime import UTC
from pathlib import Path

import cycleflow
from cycleflow.clock import now

PACKAGE = Path(cycleflow.__file__).parent


def test_now_is_aware_and_in_utc(clock):
    assert now().tzinfo is UTC
    assert now() == clock().replace(tzinfo=UTC)


def test_the_clock_of_the_tests_can_be_turned(clock):
    before = now()

    clock.tick(3600)

    assert (now() - before).total_seconds() == 3600


def test_nothing_but_the_clock_reads_the_time():
    readers = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith((".now", ".today", ".utcnow", "time.time"))
        and not ast.unparse(node.func).endswith(("clock.now", "sa.func.now"))
    }

    assert readers <= {"clock.py"}
