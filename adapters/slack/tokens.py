"""The token with which to call Slack in the name of a workspace."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from adapters.slack.installation import Installation
from adapters.slack.wire import AppKeys, Refused, Web
from bot.ports import Clock, StoreAway, Vault
from bot.refusal import Refusal

log = structlog.get_logger()

BEFORE = timedelta(hours=2)
"""How long before it expires a token is changed for a new one."""
PAUSE = timedelta(minutes=1)
"""How long a workspace is left alone after that did not work."""


class Tokens(Protocol):
    """Knows the token of each workspace."""

    async def token(self, workspace: str) -> str | None:
        """Return the token for a workspace such as ``slack:T1``; None where we are not in it."""
        ...


@dataclass(frozen=True)
class OneToken:
    """The one token of an app that is in one workspace."""

    value: str = field(repr=False)

    async def token(self, workspace: str) -> str | None:
        """Return the token, whatever the workspace."""
        return self.value


@dataclass
class VaultTokens:
    """The tokens of all workspaces that we are installed in; one that expires is changed in time.

    A refresh token is good once: of several replicas the one that has the lease uses it.
    """

    web: Web
    keys: AppKeys
    vault: Vault
    clock: Clock
    _again_at: dict[str, datetime] = field(default_factory=dict, repr=False)
    _unsaved: dict[str, Installation] = field(default_factory=dict, repr=False)

    async def token(self, workspace: str) -> str | None:
        """Return the token for a workspace; raise Refused where it cannot be had just now."""
        try:
            return await self._token(workspace)
        except StoreAway:
            reason = "the database is away"
        except Refusal as refusal:
            reason = refusal.sentence()
        log.error("no token could be had", workspace=workspace, reason=reason)
        raise Refused("not_reached")

    async def _token(self, workspace: str) -> str | None:
        found = await self._load(workspace)
        if found is None or not self._is_due(found):
            return found.token if found else None
        async with self.vault.refreshing(workspace):
            found = await self._load(workspace)
            if found and self._is_due(found):
                found = await self._refreshed(found)
        return found.token if found else None

    async def _load(self, workspace: str) -> Installation | None:
        kept = await self.vault.load(workspace)
        return Installation.from_json(kept) if kept else None

    def _is_due(self, found: Installation) -> bool:
        if not found.turns_over or found.expires_at is None:
            return False
        now = self.clock()
        is_soon = found.expires_at - now <= BEFORE
        return is_soon and now >= self._again_at.get(found.workspace, now)

    async def _refreshed(self, found: Installation) -> Installation | None:
        """Change the tokens for new ones, which lie with us alone until they are kept."""
        newer = self._unsaved.get(found.workspace)
        if newer is None or not self._is_newer(newer, found):
            newer = await self._asked_for(found)
        if newer is None:
            self._again_at[found.workspace] = self.clock() + PAUSE
            return found
        self._unsaved[found.workspace] = newer
        try:
            is_there = await self.vault.renew(found.workspace, newer.as_json())
        except StoreAway:
            log.error("new tokens could not be kept yet", workspace=found.workspace)
            return newer
        del self._unsaved[found.workspace]
        return newer if is_there else None

    def _is_newer(self, one: Installation, other: Installation) -> bool:
        return bool(one.expires_at and other.expires_at and one.expires_at > other.expires_at)

    async def _asked_for(self, found: Installation) -> Installation | None:
        try:
            told = await self.web.call(
                "oauth.v2.access",
                None,
                client_id=self.keys.client_id,
                client_secret=self.keys.client_secret,
                grant_type="refresh_token",
                refresh_token=found.refresh_token,
            )
            return found.renewed(told, self.clock())
        except Refused as refused:
            reason = refused.code
        except ValueError:
            reason = "not_understood"
        log.error("a token could not be changed", workspace=found.workspace, reason=reason)
        return None
