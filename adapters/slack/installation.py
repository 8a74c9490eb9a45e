"""What we keep of being installed in a workspace: the token, and how it turns over."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

Json = dict[str, Any]


@dataclass(frozen=True)
class Installation:
    """Us in one workspace; without ``expires_at`` the token stays as it is."""

    team: str
    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    name: str = ""
    bot_user: str = ""
    by: str = ""
    scopes: tuple[str, ...] = ()

    @property
    def workspace(self) -> str:
        """The key of the workspace."""
        return f"slack:{self.team}"

    @property
    def turns_over(self) -> bool:
        """Whether the token has to be changed for a new one before it expires."""
        return self.expires_at is not None and self.refresh_token is not None

    def renewed(self, told: Json, now: datetime) -> Self:
        """Return it with the tokens that Slack gave for the old ones; raise ValueError."""
        token, refresh_token = told.get("access_token"), told.get("refresh_token")
        seconds = told.get("expires_in")
        if not isinstance(token, str) or not isinstance(refresh_token, str):
            raise ValueError("no token in the answer")
        if not isinstance(seconds, int) or seconds < 0:
            raise ValueError("no time in the answer")
        until = now + timedelta(seconds=seconds)
        return replace(self, token=token, refresh_token=refresh_token, expires_at=until)

    def as_json(self) -> str:
        """Return it as text, to be encrypted."""
        until = self.expires_at.isoformat() if self.expires_at else None
        return json.dumps(asdict(self) | {"expires_at": until})

    @classmethod
    def from_json(cls, kept: str) -> Self:
        """Return it from what was kept."""
        found = json.loads(kept)
        until = found["expires_at"]
        found |= {"scopes": tuple(found["scopes"])}
        return cls(**found | {"expires_at": datetime.fromisoformat(until) if until else None})
