"""What people do with messages."""

from tests.teams.ground import Ground
from tests.teams.typed import Typed, typed
from tests.teams.world import Json, Message, Place, User


class Talking(Ground):
    """Saying, editing, deleting, reacting."""

    async def say(
        self, user: str, place: str, text: str, thread: str | None = None, **body: object
    ) -> str:
        """Have somebody say something, in a message's thread maybe; return its id.

        ``@Name`` mentions people and the bot; ``body`` is what else the activity holds.
        """
        who = self.user(user)
        where = self._entered(who, place)
        root = self._message(where, thread).thread if thread else None
        assert root is None or where.is_channel, "chats have no threads"
        self.state.said(text)
        words = typed(self.state, text, where)
        message = self.state.post(where, who.id, {**words.as_body(), **body}, root)
        if self._is_heard(where, words):
            source = self._source(where, who)
            loses = self.loses_mentions and where.is_channel and where.hears_all
            self.out.soon(source.message(message, loses_mentions=loses))
        await self.settled()
        return message.id

    async def reply(self, user: str, place: str, thread: str, text: str) -> str:
        """Have somebody answer in the thread of a message; return the id."""
        return await self.say(user, place, text, thread)

    def _is_heard(self, where: Place, words: Typed) -> bool:
        if where.kind == "personal":
            assert where.app_is_in, f"{where.name} has not opened the app"
            return not where.is_blocked
        return where.has_app and (where.hears_all or words.names_bot)

    async def edit(self, user: str, place: str, message: str, text: str) -> None:
        """Have somebody give what they said other words."""
        who = self.user(user)
        where, found = self._own(who, place, message)
        self.state.said(text)
        words = typed(self.state, text, where)
        found.body, found.is_edited = words.as_body(), True
        if self._is_heard(where, words):
            self.out.soon(self._source(where, who).edited(found))
        await self.settled()

    async def delete(self, user: str, place: str, message: str) -> None:
        """Have somebody delete what they said."""
        who = self.user(user)
        where, found = self._own(who, place, message)
        found.is_deleted = True
        if self._was_heard(where, found):
            self.out.soon(self._source(where, who).deleted(found))
        await self.settled()

    async def undelete(self, user: str, place: str, message: str) -> None:
        """Have somebody bring back what they deleted."""
        who = self.user(user)
        where = self._entered(who, place)
        found = next(each for each in where.messages if each.id == message)
        assert found.is_deleted, "it is there"
        found.is_deleted = False
        if self._was_heard(where, found):
            self.out.soon(self._source(where, who).undeleted(found))
        await self.settled()

    def _own(self, who: User, place: str, message: str) -> tuple[Place, Message]:
        where = self._entered(who, place)
        found = self._message(where, message)
        assert found.author == who.id, "not theirs"
        return where, found

    def _was_heard(self, where: Place, message: Message) -> bool:
        mentions: list[Json] = message.body.get("mentions", [])
        named = any(each["mentioned"]["id"] == self.app.account for each in mentions)
        return where.has_app and not where.is_blocked and (where.hears_all or named)

    async def react(self, user: str, place: str, message: str, kind: str = "like") -> None:
        """Have somebody react; the app hears of it where the message is the bot's."""
        await self._reaction(user, place, message, kind, on=True)

    async def unreact(self, user: str, place: str, message: str, kind: str = "like") -> None:
        """Have somebody take their reaction away."""
        await self._reaction(user, place, message, kind, on=False)

    async def _reaction(self, user: str, place: str, message: str, kind: str, *, on: bool) -> None:
        who = self.user(user)
        where = self._entered(who, place)
        found = self._message(where, message)
        people = found.reactions.setdefault(kind, [])
        assert (who.id in people) is not on, f"{user} has already done that"
        people.append(who.id) if on else people.remove(who.id)
        if found.author is None and where.has_app and not where.is_blocked:
            self.out.soon(self._source(where, who).reaction(found, kind, on=on))
        await self.settled()
