import pytest

from cycleflow.settings import Settings, SettingsError


def test_the_defaults_need_nothing():
    settings = Settings()

    assert settings.database_url == "sqlite:///cycleflow.db"
    assert settings.link_days == 14


def test_the_environment_sets(monkeypatch):
    monkeypatch.setenv("CYCLEFLOW_BASE_URL", "https://review.example.com/")
    monkeypatch.setenv("CYCLEFLOW_GROUPS", '{"hr": ["1001", "1002"]}')
    monkeypatch.setenv("CYCLEFLOW_SECRET", "from the environment")

    settings = Settings()

    assert settings.base_url == "https://review.example.com"
    assert settings.groups == {"hr": ("1001", "1002")}
    assert settings.secret.get_secret_value() == "from the environment"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BASE_URL", "review.example.com", "say http:// or https:// first"),
        ("ZONE", "Shanghai", "there is no such time zone"),
        ("ZONE", "../etc/passwd", "there is no such time zone"),
        ("MAIL_FROM", "HR", "say one address"),
        ("MAIL_FROM", "hr@example.com\nBcc: all@example.com", "say one address"),
        ("GROUPS", "hr=1001", "say it as JSON"),
        ("SECRET", "short", "it opens every link; make it at least 16 characters long"),
        ("LINK_DAYS", "0", "Input should be greater than 0"),
        ("SMTP_SECURITY", "ssl", "Input should be 'none', 'starttls' or 'tls'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch, name, value, words):
    monkeypatch.setenv(f"CYCLEFLOW_{name}", value)

    with pytest.raises(SettingsError) as refusal:
        Settings()

    assert f"CYCLEFLOW_{name}: {words}" in str(refusal.value)


def test_every_faulty_setting_is_named_at_once(monkeypatch):
    monkeypatch.setenv("CYCLEFLOW_LINK_DAYS", "none")
    monkeypatch.setenv("CYCLEFLOW_SMTP_PORT", "70000")

    with pytest.raises(SettingsError) as refusal:
        Settings()

    assert "CYCLEFLOW_LINK_DAYS" in str(refusal.value)
    assert "CYCLEFLOW_SMTP_PORT" in str(refusal.value)


def test_a_password_does_not_travel_in_the_clear():
    with pytest.raises(SettingsError, match="set CYCLEFLOW_SMTP_SECURITY to starttls or tls"):
        Settings(smtp_host="mail.example.com", smtp_password="hunter2")

    assert Settings(smtp_host="127.0.0.1", smtp_password="hunter2").smtp_security == "none"
    assert Settings(smtp_host="mail.example.com", smtp_password="hunter2", smtp_security="tls").smtp_password


def test_no_secret_is_ever_printed(monkeypatch):
    monkeypatch.setenv("CYCLEFLOW_SECRET", "a secret of the firm")
    settings = Settings(database_url="postgresql://cycleflow:hunter2@db/cycleflow", smtp_password="hunter3")

    printed = f"{settings} {settings!r} {settings.secret} {settings.secret!r} {settings.model_dump_json()}"

    assert "a secret of the firm" not in printed
    assert "hunter3" not in printed
    assert "hunter2" not in repr(settings)


def test_a_refused_secret_is_not_printed_either(monkeypatch):
    monkeypatch.setenv("CYCLEFLOW_SECRET", "hunter2")

    with pytest.raises(SettingsError) as refusal:
        Settings()

    assert "hunter2" not in f"{refusal.value!s} {refusal.value!r}"


@pytest.mark.parametrize("url", ["sqlite:///{folder}/cycleflow.db", "sqlite:///{folder}/cycleflow.db?timeout=9"])
def test_the_secret_is_kept_beside_the_database(tmp_path, url):
    url = url.format(folder=tmp_path)

    secret = Settings(database_url=url).secret

    assert (tmp_path / ".cycleflow-secret").read_text().strip() == secret.get_secret_value()
    assert Settings(database_url=url).secret == secret


@pytest.mark.parametrize("url", ["postgresql://db/cycleflow", "sqlite:///cycleflow.db"])
def test_the_secret_of_any_other_database_is_kept_here(tmp_path, monkeypatch, url):
    monkeypatch.chdir(tmp_path)

    assert Settings(database_url=url).secret

    assert (tmp_path / ".cycleflow-secret").is_file()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_keeps_no_secret(tmp_path, monkeypatch, url):
    monkeypatch.chdir(tmp_path)
    settings = Settings(database_url=url)

    assert settings.secret == settings.secret
    assert list(tmp_path.iterdir()) == []


def test_a_given_secret_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert Settings(secret="given by whoever runs this").secret.get_secret_value() == "given by whoever runs this"

    assert list(tmp_path.iterdir()) == []
