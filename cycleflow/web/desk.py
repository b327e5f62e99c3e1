"""What every route has at hand: the office, the clock, and the counts of what was asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from starlette.requests import Request

from cycleflow.journeys.office import Office
from cycleflow.web.limit import Limit


@dataclass(frozen=True, kw_only=True)
class Desk:
    """`asked_by_name` counts mails asked for to one address or task, `asked_by_client` those one client asked for."""

    office: Office
    clock: Callable[[], datetime]
    asked_by_name: Limit = field(default_factory=lambda: Limit(3, within=timedelta(minutes=15)))
    asked_by_client: Limit = field(default_factory=lambda: Limit(20, within=timedelta(minutes=15)))

    @property
    def is_https(self) -> bool:
        return self.office.settings.base_url.startswith("https:")

    def lets_mail(self, name: str, request: Request, now: datetime) -> bool:
        """Return whether this client may have one more mail sent, and to this name."""
        client = request.client.host if request.client else "unknown"
        return self.asked_by_client.lets(client, now) and self.asked_by_name.lets(name.casefold(), now)


def desk_of(request: Request) -> Desk:
    return cast(Desk, request.app.state.desk)
