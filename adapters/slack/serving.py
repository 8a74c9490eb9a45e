"""Slack as a whole: its door on our web server, its sockets, and the platform to send to."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from aiohttp import web
from pydantic import SecretStr

from adapters.intake import Intake, IsOurs
from adapters.slack.about import About
from adapters.slack.calls import Calls, TokenOf
from adapters.slack.door import Door
from adapters.slack.installing import add_installing
from adapters.slack.manifest import redirect_url
from adapters.slack.platform import Slack
from adapters.slack.read import SOURCE, heard_in
from adapters.slack.scopes import asked
from adapters.slack.talk import Talk
from adapters.slack.tokens import OneToken, VaultTokens
from adapters.slack.wire import AppKeys, Installer, Refused, Sockets, Web
from adapters.web.http import SECONDS_TO_READ, door_of
from bot.breakage import remark
from bot.inbox import Inbox
from bot.ports import Clock, Platform, StoreAway, Vault
from bot.settings import Settings
from bot.turn import workspace_of

log = structlog.get_logger()

PACE = timedelta(seconds=1)
"""From one post to the next in a channel: Slack takes one a second."""
_BUSY = (0.2, 1.0, 3.0)
"""Seconds to wait, at the start, for a store that others keep busy."""


@dataclass(frozen=True)
class Keys:
    """What proves to Slack who we are, and to us who Slack is: one of the two, or both."""

    signing_secret: str = ""
    app_token: str = ""


class SlackSide:
    """Everything of Slack's that one process needs."""

    def __init__(
        self,
        web_api: Web,
        token_of: TokenOf,
        keys: Keys,
        clock: Clock,
        is_ours: IsOurs | None = None,
        *,
        seconds_to_read: float = SECONDS_TO_READ,
    ) -> None:
        """Prepare it; without ``is_ours`` there is one workspace, and all that comes is its own."""
        self._is_ours = is_ours
        self.calls = Calls(web_api, token_of)
        self._clock = clock
        self._keys = keys
        self._seconds_to_read = seconds_to_read
        self.pace = PACE
        self.platforms: Mapping[str, Platform] = {SOURCE: Slack(self.calls, clock)}

    @asynccontextmanager
    async def opened(self, inbox: Inbox, app: web.Application) -> AsyncIterator[Intake]:
        """Take in what Slack sends until the block ends, and finish what was begun."""
        hear = partial(heard_in, signs=inbox.policy.reactions)
        intake = Intake(inbox, SOURCE, hear, self._is_ours)
        about = About(self.calls, self._clock, intake.introduce)
        door = Door(self._keys.signing_secret, intake, about, Talk(self.calls))
        if self._keys.signing_secret:
            app.router.add_post("/slack/events", door_of(door.http, seconds=self._seconds_to_read))
        sockets = None
        if self._keys.app_token:
            sockets = Sockets(self._keys.app_token, self.calls.web.base_url, door.socket)
            sockets.start()
        if self._is_ours is None:  # one token, of one workspace
            await self._return(inbox)
        try:
            yield intake
        finally:
            if sockets:
                await sockets.close()
            await about.close()
            await intake.close()
            await self.calls.web.close()

    async def _return(self, inbox: Inbox) -> None:
        """Look whose token we have, and send there again."""
        try:
            told = await self.calls.call("auth.test", "")
        except Refused as refused:
            log.error("Slack does not know our token, or is away", reason=refused.code)
            return
        workspace = f"{SOURCE}:{told['team_id']}"
        for pause in _BUSY:
            try:
                async with inbox.store.writing(inbox.organisation) as tx:
                    await tx.return_to_workspace(workspace, inbox.clock())
                break
            except StoreAway as error:  # others write while we start
                remark("the store was away", error)
                await asyncio.sleep(pause)


def slack_side(
    settings: Settings, vault: Vault | None, clock: Clock, app: web.Application
) -> SlackSide:
    """Return what speaks to Slack: with one token, or with those of all who installed the app.

    The latter are in the vault, and the pages by which one installs it are added to ``app``.
    """
    slack = Web(settings.slack_api_url)
    proofs = Keys(_secret(settings.slack_signing_secret), _secret(settings.slack_app_token))
    if vault is None:
        return SlackSide(slack, OneToken(_secret(settings.slack_bot_token)).token, proofs, clock)
    keys = AppKeys(settings.slack_client_id or "", _secret(settings.slack_client_secret))
    ours = {workspace_of(admin) for admin in settings.policy.admins}
    installer = Installer(
        slack,
        keys,
        asked().scopes,
        vault,
        clock,
        redirect_uri=redirect_url(settings.whoknows_public_url),
        may_install=ours.__contains__,
    )
    add_installing(app, installer)
    tokens = VaultTokens(slack, keys, vault, clock)
    return SlackSide(slack, tokens.token, proofs, clock, vault.is_in)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
