"""What people do with messages."""

import uuid

from tests.slack import payloads
from tests.slack.ground import Ground
from tests.slack.typed import typed
from tests.slack.workspace import Json, Message, User


class Talking(Ground):
    """Saying, editing, deleting, reacting."""

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str | None = None,
        *,
        raw: bool = False,
        broadcast: bool = False,
        subtype: str | None = None,
        **body: object,
    ) -> str:
        """Have somebody say something, in a message's thread maybe; return its ts.

        ``raw`` words are already in Slack's writing; ``body`` is what else the message holds.
        """
        who, where = self.user(user), self._entered(user, channel)
        words = text if raw else typed(self.state, text, where.team)
        said: Json = {"text": words, "team": who.team, "blocks": payloads.rich(words)}
        said |= {"client_msg_id": str(uuid.uuid4())}
        if who.bot_id:
            said |= {"bot_id": who.bot_id}
        if who.team != where.team or where.shared_with:
            said |= self._stranger(who)
        if thread:
            thread = self._message(where, thread).thread_ts or thread
        message = Message(self.state.ts(), who.id, {**said, **body}, thread_ts=thread)
        message.subtype = "thread_broadcast" if broadcast else subtype
        self.state.post(where, message)
        await self.settled()
        return message.ts

    def _stranger(self, who: User) -> Json:
        profile = {
            "real_name": who.name,
            "display_name": who.name,
            "name": who.handle,
            "team": who.team,
            "is_restricted": who.is_restricted,
            "is_ultra_restricted": False,
        }
        return {"user_team": who.team, "source_team": who.team, "user_profile": profile}

    async def edit(self, user: str, channel: str, ts: str, text: str, *, raw: bool = False) -> None:
        """Have somebody edit what they said."""
        where = self._entered(user, channel)
        message = self._message(where, ts)
        assert message.user == self.user(user).id, "not theirs"
        words = text if raw else typed(self.state, text, where.team)
        body = {"text": words, "blocks": payloads.rich(words)}
        self.state.edit(where, message, body, message.user)
        await self.settled()

    async def unfurl(self, channel: str, ts: str, title: str = "A page") -> None:
        """Have Slack show what a link in a message leads to: a change without ``edited``."""
        where = self.channel(channel)
        message = self._message(where, ts)
        before = message.as_json()
        message.body["attachments"] = [{"id": 1, "title": title, "fallback": title}]
        self.state.changed(where, message, before)
        await self.settled()

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Have somebody delete a message, theirs or (an admin) anyone's."""
        where = self._seen_channel(user, channel)
        message = self._message(where, ts)
        assert self.user(user).is_admin or message.user == self.user(user).id, "not theirs"
        self.state.delete(where, message)
        await self.settled()

    async def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Have somebody put a reaction on a message."""
        await self._reaction(user, channel, ts, name, on=True)

    async def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        """Have somebody take their reaction away."""
        await self._reaction(user, channel, ts, name, on=False)

    async def _reaction(self, user: str, channel: str, ts: str, name: str, *, on: bool) -> None:
        where, who = self._entered(user, channel), self.user(user)
        message = self._message(where, ts)
        users = message.reactions.setdefault(name, [])
        assert (who.id in users) is not on, f"{user} has already done that"
        users.append(who.id) if on else users.remove(who.id)
        if not users:
            del message.reactions[name]
        self.state.tell(
            where,
            "reaction_added" if on else "reaction_removed",
            user=who.id,
            reaction=name,
            item_user=message.user,
            item={"type": "message", "channel": where.id, "ts": ts},
        )
        await self.settled()

    async def workflow_says(self, channel: str, text: str, name: str = "Weekly check-in") -> str:
        """Have a workflow (or an old integration) say something."""
        body = {"text": text, "bot_id": "B0WORKFLOW", "username": name}
        message = Message(self.state.ts(), "", body, subtype="bot_message")
        self.state.post(self.channel(channel), message)
        await self.settled()
        return message.ts
