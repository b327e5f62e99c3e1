"""How one installation is set up: CYCLEFLOW_… variables in, one frozen value out.

Every setting has a default that works on a laptop. The secret behind the mailed links is given, or made once and
kept beside the database, readable by its owner only; neither it nor the SMTP password is ever printed.

**Why** the database's address is hidden as well: it may carry a password.
"""

from __future__ import annotations

import json
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PositiveInt,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cycleflow.errors import InputError
from cycleflow.keyfile import MIN_KEY_LENGTH, keep

PREFIX = "CYCLEFLOW_"
KEY_FILE = ".cycleflow-secret"
_SECURE_IT = f"set {PREFIX}SMTP_SECURITY to starttls or tls"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SettingsError(InputError):
    """One or more settings cannot be used; all of them are named at once."""

    words = "These settings cannot be used: {problems}."


def _as_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("say http:// or https:// first")
    return text.rstrip("/")


def _as_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (OSError, ValueError, KeyError):
        raise ValueError("there is no such time zone; say for example Asia/Shanghai") from None


def _as_sender(text: str) -> str:
    if "@" not in text or any(mark in text for mark in "\r\n"):
        raise ValueError("say one address, for example hr@example.com or HR <hr@example.com>")
    return text


def _as_secret(secret: SecretStr | None) -> SecretStr | None:
    if secret and len(secret) < MIN_KEY_LENGTH:
        raise ValueError(f"it opens every link; make it at least {MIN_KEY_LENGTH} characters long")
    return secret


def _as_groups(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        raise ValueError('say it as JSON, for example {"hr": ["1001", "1002"]}') from None


def _as_names(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_as_names)]
Groups = Annotated[dict[str, tuple[str, ...]], NoDecode, BeforeValidator(_as_groups)]


class Settings(BaseSettings):
    """Read from the environment when nothing is passed; tests pass what they need."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True, env_ignore_empty=True
    )

    database_url: str = Field(default="sqlite:///cycleflow.db", repr=False)
    database_pool: PositiveInt = 5
    base_url: Annotated[str, AfterValidator(_as_url)] = "http://127.0.0.1:8000"
    given_secret: Annotated[SecretStr | None, AfterValidator(_as_secret)] = Field(
        default=None, validation_alias=AliasChoices("secret", f"{PREFIX}SECRET")
    )

    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_connections: PositiveInt = 4
    mail_from: Annotated[str, AfterValidator(_as_sender)] = "cycleflow@localhost"
    link_days: PositiveInt = 14

    groups: Groups = Field(default_factory=dict)
    recurring: Names = ()
    zone: Annotated[str, AfterValidator(_as_zone)] = "Asia/Shanghai"

    @model_validator(mode="wrap")
    @classmethod
    def _name_every_problem(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            settings = handler(data)
        except ValidationError as error:
            raise SettingsError(problems="; ".join(_sentences(error))) from None
        if settings.smtp_password and settings.smtp_security == "none" and settings.smtp_host not in _LOOPBACK:
            raise SettingsError(problems=f"{PREFIX}SMTP_PASSWORD would travel in the clear: {_SECURE_IT}")
        return settings

    @cached_property
    def secret(self) -> SecretStr:
        """The key of every link: as given, else kept beside the database, else of this process alone.

        On several machines give it: each would make its own, and one could not answer the other's links.
        """
        if self.given_secret:
            return self.given_secret
        folder = _folder_of(self.database_url)
        return SecretStr(keep(folder / KEY_FILE) if folder else secrets.token_urlsafe(32))

    @property
    def key(self) -> bytes:
        """The secret, as the tokens of mailed links are derived from it."""
        return self.secret.get_secret_value().encode()


def _folder_of(database_url: str) -> Path | None:
    """Return where the key belongs: with the SQLite file, nowhere for a database in memory, else right here."""
    if not database_url.startswith("sqlite:"):
        return Path()
    file = database_url.removeprefix("sqlite:").removeprefix("///").partition("?")[0]
    return None if file in ("", "//", ":memory:") else Path(file).parent


def _sentences(error: ValidationError) -> list[str]:
    """Return each problem with the name of its variable, never with the value: it may be a password."""
    found = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        words = problem["msg"].removeprefix("Value error, ")
        name = "_".join(str(part) for part in problem["loc"]).upper().removeprefix(PREFIX)
        found.append(f"{PREFIX}{name}: {words}" if name else words)
    return found
