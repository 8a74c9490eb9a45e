"""Calls of Slack's web API in the name of a workspace."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from adapters.links import link
from adapters.slack.wire import Refused, Web
from bot.messages import Link, Message, spans_of
from bot.turn import workspace_of

Json = dict[str, Any]

TokenOf = Callable[[str], Awaitable[str | None]]
"""Returns the token for a workspace such as ``slack:T1``; None where we are not installed."""


@dataclass
class Calls:
    """Calls methods with the token of the workspace that a key lies in."""

    web: Web
    token_of: TokenOf
    _addresses: dict[str, str] = field(default_factory=dict)

    async def call(self, method: str, workspace: str, **arguments: Any) -> Json:
        """Call a method once; raise Refused."""
        token = await self.token_of(workspace)
        if token is None:
            raise Refused("not_installed")
        return await self.web.call(method, token, **arguments)

    async def address(self, workspace: str) -> str | None:
        """Return where the pages of a workspace lie, asked for once; None while nobody tells."""
        if workspace not in self._addresses:
            try:
                told = await self.call("auth.test", workspace)
            except Refused:
                return None
            self._addresses[workspace] = str(told.get("url") or "")
        return self._addresses[workspace] or None

    def known_address(self, workspace: str) -> str | None:
        """Return the same as far as it is known already, asking nobody."""
        return self._addresses.get(workspace) or None

    async def learn_addresses(self, message: Message) -> None:
        """Ask where the pages lie of each workspace that a message leads to."""
        for each in spans_of(message):
            if isinstance(each, Link) and each.message.startswith("slack:"):
                await self.address(workspace_of(each.message))

    def permalink(self, message: str) -> str | None:
        """Return the address of a message by its key, on another platform too, as far as known."""
        pages = self.known_address(workspace_of(message))
        return link(message, pages) if pages or not message.startswith("slack:") else None
