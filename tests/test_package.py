"""The wheel is whole: what is read at the top of the repository is found where it is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ASK = """
import sys
sys.path.insert(0, sys.argv[1])
from cycleflow import shipped
print(shipped.workflows())
print(shipped.templates())
"""
LOAD = """
import sys
sys.path.insert(0, sys.argv[1])
from cycleflow import policy, shipped
print(len(policy.load_file(shipped.workflows() / "telecom-posts.yaml").handed["post"].tables["goals"].rows))
"""


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, *command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it apart, without a network; return where."""
    dist, target = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("site")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(dist), cwd=ROOT)
    (wheel,) = dist.glob("cycleflow-*.whl")
    run("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", str(target), str(wheel), cwd=dist)
    return target


def contents(folder: Path) -> dict[str, bytes]:
    found = [file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


@pytest.mark.parametrize("folder", ["workflows", "templates"])
def test_an_installed_cycleflow_carries_its_folders(installed, folder):
    assert contents(installed / "cycleflow" / "_shipped" / folder) == contents(ROOT / folder)


def test_an_installed_cycleflow_finds_its_own_folders(installed, tmp_path):
    found = run("-I", "-c", ASK, str(installed), cwd=tmp_path).splitlines()

    assert found == [str(installed / "cycleflow" / "_shipped" / name) for name in ("workflows", "templates")]


def test_an_installed_cycleflow_reads_the_tables_beside_its_workflows(installed, tmp_path):
    assert run("-I", "-c", LOAD, str(installed), cwd=tmp_path) == "38\n"


def test_an_installed_cycleflow_carries_every_file_of_the_package(installed):
    here, there = contents(ROOT / "cycleflow"), contents(installed / "cycleflow")

    assert {name for name in there if not name.startswith("_shipped/")} == set(here)


def test_an_installed_cycleflow_has_its_command(installed):
    assert "cycleflow" in {file.name for file in (installed / "bin").iterdir()}
