import pytest

from cycleflow import shipped


def test_a_checkout_uses_the_folders_at_its_top():
    assert (shipped.workflows() / "quarterly.yaml").is_file()
    assert shipped.templates().name == "templates"


def test_an_installation_prefers_what_came_in_its_wheel(tmp_path):
    package = tmp_path / "cycleflow"
    (package / "_shipped" / "workflows").mkdir(parents=True)
    (tmp_path / "workflows").mkdir()

    assert shipped.find("workflows", package) == package / "_shipped" / "workflows"


def test_an_incomplete_installation_says_what_is_missing(tmp_path):
    with pytest.raises(shipped.NotShippedError) as refusal:
        shipped.find("templates", tmp_path / "cycleflow")

    assert "The folder templates is missing" in str(refusal.value)
