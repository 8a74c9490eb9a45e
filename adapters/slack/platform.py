"""Puts our posts into Slack, and looks first where one may have gone out already."""

from datetime import timedelta
from typing import Any

import structlog

from adapters.slack.calls import Calls
from adapters.slack.keys import id_of
from adapters.slack.render import rendered
from adapters.slack.wire import Refused
from bot.messages import Post
from bot.ports import Capabilities, Due, NotSent
from bot.turn import workspace_of

log = structlog.get_logger()

Json = dict[str, Any]

CAPABILITIES = Capabilities(
    ephemeral=True,
    thread_replies=True,
    reactions=True,
    modals=True,
    look_back=True,
    pictures=False,
)
OUR_EVENT = "whoknows_post"
_LOOKED_AT = 100
_SLACK = 120.0
"""Seconds before it was first to go out in which a post of ours is looked for all the same."""
_TARGET_RESTS = frozenset(
    (
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_non_threadable_channel",
        "user_disabled",
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "cannot_dm_bot",
        "messages_tab_disabled",
    )
)
_WORKSPACE_RESTS = frozenset(
    ("not_installed", "token_revoked", "account_inactive", "invalid_auth", "not_authed")
)


class Slack:
    """A platform to send to."""

    capabilities = CAPABILITIES

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def send(self, post: Post, due: Due) -> str:
        """Send and return the key of the message; raise NotSent."""
        try:
            return await self._sent(post, due)
        except Refused as refused:
            raise _not_sent(refused, post) from None

    async def _sent(self, post: Post, due: Due) -> str:
        workspace = workspace_of(post.place or post.person or "")
        await self._calls.learn_addresses(post.message)
        shown = rendered(post.message, self._calls.permalink)
        if post.replaces is not None:
            return await self._replaced(workspace, post.replaces, shown)
        if post.place and post.person:
            return await self._whispered(workspace, post, shown)
        name = f"{due.id}.{due.due_at.timestamp():.0f}"
        gone_out = await self._look(workspace, post, due, name) if due.attempts > 1 else None
        if gone_out is None:
            gone_out = await self._posted(workspace, post, shown, name)
        if post.is_pinned:
            await self._pin(workspace, gone_out)
        return gone_out

    async def _posted(self, workspace: str, post: Post, shown: Json, name: str) -> str:
        thread = {"thread_ts": id_of(post.thread)} if post.thread else {}
        told = await self._calls.call(
            "chat.postMessage",
            workspace,
            channel=id_of(post.place or post.person or ""),
            metadata={"event_type": OUR_EVENT, "event_payload": {"name": name}},
            parse="none",
            unfurl_links=False,
            unfurl_media=False,
            **shown,
            **thread,
        )
        return f"{workspace}/{told['channel']}/{told['ts']}"

    async def _replaced(self, workspace: str, message: str, shown: Json) -> str:
        """Change an earlier post; doing it twice does no harm."""
        channel = id_of(message.rpartition("/")[0])
        await self._calls.call(
            "chat.update", workspace, channel=channel, ts=id_of(message), parse="none", **shown
        )
        return message

    async def _whispered(self, workspace: str, post: Post, shown: Json) -> str:
        """Post for one person's eyes; nobody can look whether such a post has gone out.

        It stands in the channel: in a thread nobody would see it before there is a reply.
        """
        told = await self._calls.call(
            "chat.postEphemeral",
            workspace,
            channel=id_of(post.place or ""),
            user=id_of(post.person or ""),
            parse="none",
            **shown,
        )
        return f"{post.place}/{told['message_ts']}"

    async def _pin(self, workspace: str, message: str) -> None:
        """Pin a post; where that is not possible it stands there all the same."""
        place, _, ts = message.rpartition("/")
        try:
            await self._calls.call("pins.add", workspace, channel=id_of(place), timestamp=ts)
        except Refused as refused:
            log.info("a post was not pinned", place=place, reason=refused.code)

    async def _look(self, workspace: str, post: Post, due: Due, name: str) -> str | None:
        """Return the message as which it has gone out already; None where it has not.

        Where Slack lets nobody look, it is sent again: one message twice rather than none.
        """
        try:
            channel = await self._channel(workspace, post)
            since = f"{due.due_at.timestamp() - _SLACK:.6f}"
            thread = {"ts": id_of(post.thread)} if post.thread else {}
            method = "conversations.replies" if post.thread else "conversations.history"
            told = await self._calls.call(
                method,
                workspace,
                channel=channel,
                oldest=since,
                limit=_LOOKED_AT,
                include_all_metadata=True,
                **thread,
            )
        except Refused as refused:
            if refused.code == "ratelimited":
                raise
            log.warning("nobody could look", kind=due.kind, reason=refused.code)
            return None
        for message in told.get("messages") or []:
            metadata = message.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("name") == name:
                return f"{workspace}/{channel}/{message['ts']}"
        return None

    async def _channel(self, workspace: str, post: Post) -> str:
        if post.place:
            return id_of(post.place)
        told = await self._calls.call(
            "conversations.open", workspace, users=id_of(post.person or "")
        )
        return str(told["channel"]["id"])


def _not_sent(refused: Refused, post: Post) -> NotSent:
    code = refused.code
    is_edit = post.replaces is not None
    return NotSent(
        code,
        again=refused.maybe or code in ("ratelimited", "not_reached"),
        after=timedelta(seconds=refused.after) if refused.after else None,
        maybe=refused.maybe and not is_edit,
        target_rests=code in _TARGET_RESTS,
        workspace_rests=code in _WORKSPACE_RESTS,
    )
