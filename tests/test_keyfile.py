import os
import stat
from pathlib import Path
from threading import Barrier, Thread

import pytest

from cycleflow import keyfile
from cycleflow.keyfile import KeyFileError, keep


def test_a_key_is_made_once_and_kept(tmp_path):
    file = tmp_path / ".cycleflow-secret"

    first, second = keep(file), keep(file)

    assert first == second
    assert len(first) == 64
    assert [entry.name for entry in tmp_path.iterdir()] == [".cycleflow-secret"]


def test_only_the_owner_can_read_the_key(tmp_path):
    file = tmp_path / ".cycleflow-secret"
    earlier = os.umask(0)
    try:
        keep(file)
    finally:
        os.umask(earlier)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_those_who_start_together_use_one_key(tmp_path):
    file, start, keys = tmp_path / ".cycleflow-secret", Barrier(8), set()

    def begin():
        start.wait()
        keys.add(keep(file))

    threads = [Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == 1


def test_the_faster_process_decides_the_key(tmp_path, monkeypatch):
    file = tmp_path / ".cycleflow-secret"
    keep(file)
    monkeypatch.setattr(Path, "exists", lambda _: False)

    assert keyfile.keep(file) == file.read_text().strip()


def test_a_key_that_others_can_read_is_refused(tmp_path):
    file = tmp_path / ".cycleflow-secret"
    keep(file)
    file.chmod(0o644)

    with pytest.raises(KeyFileError, match=r"can be read by others; run: chmod 600"):
        keep(file)


def test_an_empty_key_is_refused(tmp_path):
    file = tmp_path / ".cycleflow-secret"
    file.touch(mode=0o600)

    with pytest.raises(KeyFileError, match="holds no key"):
        keep(file)


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(KeyFileError, match="No such file or directory"):
        keep(tmp_path / "nowhere" / ".cycleflow-secret")
