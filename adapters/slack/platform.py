"""Puts our posts into Slack, and looks first where one may have gone out already."""

from datetime import timedelta
from typing import Any

import structlog

from adapters.slack.calls import Calls
from adapters.slack.keys import id_of
from adapters.slack.render import rendered
from adapters.slack.wire import Refused
from bot.messages import Post
from bot.ports import Capabilities, Clock, Due, NotSent
from bot.turn import workspace_of

log = structlog.get_logger()

Json = dict[str, Any]

CAPABILITIES = Capabilities(reactions=True)
OUR_EVENT = "whoknows_post"
_ON_A_PAGE, _PAGES = 200, 10
_SLACK = 120.0
"""Seconds before it was first to go out in which a post of ours is looked for all the same."""
_MOST_BLIND = 2
"""How often at most a post goes out that nobody can look for."""
_LONGEST_CALL = timedelta(seconds=11)
_LATER = timedelta(minutes=5)

# Slack's documented errors of chat.postMessage, chat.postEphemeral and chat.update, by what they
# mean for us; what stands nowhere here is not tried again.
_TARGET_RESTS = frozenset(
    (
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "no_permission",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "user_disabled",
        "user_not_found",
        "users_not_found",
        "user_not_visible",
        "invalid_user_combination",
        "cannot_dm_bot",
        "messages_tab_disabled",
    )
)
_OF_A_THREAD = frozenset(("restricted_action_non_threadable_channel",))
"""Of these what only keeps replies out of a channel."""
_WORKSPACE_RESTS = frozenset(
    (
        "not_installed",
        "token_revoked",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "not_allowed_token_type",
        "missing_scope",
        "team_access_not_granted",
        "ekm_access_denied",
        "enterprise_is_restricted",
    )
)
_PASSES = frozenset(
    (
        "not_reached",
        "could_not_look",
        "out_of_time",
        "token_expired",
        "update_failed",
        "streaming_state_conflict",
    )
)
_PASSES_SLOWLY = frozenset(
    (
        "team_added_to_org",
        "org_login_required",
        "external_channel_migrating",
        "message_limit_exceeded",
        "accesslimited",
    )
)
_LOOKS_WRONG = frozenset(
    (
        "invalid_blocks",
        "invalid_blocks_format",
        "block_mismatch",
        "msg_too_long",
        "msg_blocks_too_long",
        "no_text",
        "invalid_arguments",
    )
)


class Slack:
    """A platform to send to."""

    capabilities = CAPABILITIES

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    async def send(self, post: Post, due: Due) -> str:
        """Send and return the key of the message; raise NotSent."""
        try:
            return await self._sent(post, due)
        except Refused as refused:
            raise _not_sent(refused, post) from None

    async def _sent(self, post: Post, due: Due) -> str:
        """Send it; what Slack does not like to show goes out once more as plain words."""
        workspace = workspace_of(post.place or post.person or "")
        await self._calls.learn_addresses(post.message)
        shown = rendered(post.message, self._calls.permalink)
        try:
            return await self._shown(workspace, post, due, shown)
        except Refused as refused:
            if refused.code not in _LOOKS_WRONG:
                raise
            log.warning("Slack does not show a post", kind=due.kind, reason=refused.code)
            return await self._shown(workspace, post, due, {"text": shown["text"]})

    async def _shown(self, workspace: str, post: Post, due: Due, shown: Json) -> str:
        if post.replaces is not None:
            return await self._replaced(workspace, post.replaces, shown)
        if post.place and post.person:
            return await self._whispered(workspace, post, due, shown)
        name = f"{due.id}.{due.due_at.timestamp():.0f}"
        gone_out = await self._gone_out(workspace, post, due, name)
        if gone_out is None:
            self._must_hold(due)
            gone_out = await self._posted(workspace, post, shown, name)
        if post.is_pinned:
            await self._pin(workspace, gone_out)
        return gone_out

    def _must_hold(self, due: Due) -> None:
        """Begin no call that could end after somebody else may send the same.

        What cannot be excluded: that we are stopped between here and the first byte on the wire.
        """
        if due.leased_until and self._clock() + _LONGEST_CALL > due.leased_until:
            raise Refused("out_of_time")

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

    async def _whispered(self, workspace: str, post: Post, due: Due, shown: Json) -> str:
        """Post for one person's eyes; nobody can look whether such a post has gone out.

        It stands in the channel: in a thread nobody would see it before there is a reply.
        """
        if due.ambiguous:
            _once_more(due, "nobody sees what another is told alone")
        self._must_hold(due)
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

    async def _gone_out(self, workspace: str, post: Post, due: Due, name: str) -> str | None:
        """Return the message as which it has gone out already; None where it has not.

        Where Slack lets nobody look, it is sent again: one message twice rather than none.
        """
        if not due.ambiguous:
            return None
        try:
            return await self._look(workspace, post, due, name)
        except Refused as refused:
            if refused.maybe or refused.code in _PASSES:
                raise Refused("could_not_look") from None
            is_told = refused.code in (_WORKSPACE_RESTS | _PASSES_SLOWLY) - {"missing_scope"}
            if refused.after is not None or is_told:
                raise
            _once_more(due, refused.code)
            return None

    async def _look(self, workspace: str, post: Post, due: Due, name: str) -> str | None:
        """Return our message of this name; raise Refused where nobody tells whether it is there."""
        channel = await self._channel(workspace, post)
        thread = {"ts": id_of(post.thread)} if post.thread else {}
        method = "conversations.replies" if post.thread else "conversations.history"
        since = f"{due.due_at.timestamp() - _SLACK:.6f}"
        cursor: str | None = None
        for page in range(_PAGES):
            try:
                told = await self._calls.call(
                    method,
                    workspace,
                    channel=channel,
                    oldest=since,
                    limit=_ON_A_PAGE,
                    cursor=cursor,
                    include_all_metadata=True,
                    **thread,
                )
            except Refused as refused:
                if page and refused.code == "ratelimited":  # the first page would come again
                    break
                raise
            for message in told.get("messages") or []:
                metadata = message.get("metadata") or {}
                if (metadata.get("event_payload") or {}).get("name") == name:
                    return f"{workspace}/{channel}/{message['ts']}"
            cursor = (told.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        raise Refused("too_far_back")

    async def _channel(self, workspace: str, post: Post) -> str:
        if post.place:
            return id_of(post.place)
        told = await self._calls.call(
            "conversations.open", workspace, users=id_of(post.person or "")
        )
        return str(told["channel"]["id"])


def _once_more(due: Due, why: str) -> None:
    """Let it go out a second time where nobody can look whether it has, and never a third."""
    log.warning("nobody could look", kind=due.kind, reason=why)
    if due.ambiguous >= _MOST_BLIND:
        raise Refused("may_have_gone_out")


def _not_sent(refused: Refused, post: Post) -> NotSent:
    code = refused.code
    is_edit = post.replaces is not None
    is_elsewhere = post.person is not None and (is_edit or post.place is not None)
    is_of_thread = post.thread is not None and code in _OF_A_THREAD
    after = timedelta(seconds=refused.after) if refused.after else None
    return NotSent(
        code,
        again=refused.maybe or after is not None or code in _PASSES | _PASSES_SLOWLY,
        after=after or (_LATER if code in _PASSES_SLOWLY else None),
        maybe=refused.maybe and not is_edit,
        target_rests=code in _TARGET_RESTS and not is_elsewhere and not is_of_thread,
        workspace_rests=code in _WORKSPACE_RESTS,
    )
