"""What people do with teams, channels, chats and the app in them."""

from tests.teams.ground import Ground
from tests.teams.world import Json, Kind, Place, Team, User


class Rooms(Ground):
    """Coming and going, of people and of the app, and what becomes of a place."""

    async def open_personal(self, user: str) -> str:
        """Have somebody open the app for themselves; return the chat."""
        who = self.user(user)
        place = self.state.personal(who)
        if place.app_is_in:
            return place.id
        place.app_is_in, place.is_removed, place.is_blocked = True, False, False
        source = self._source(place, who)
        added = [{"id": self.app.account}, _account(who)]
        self.out.soon(source.installation("add"), source.update(None, membersAdded=added))
        await self.settled()
        return place.id

    async def install(self, user: str, where: str | None = None) -> None:
        """Have somebody bring the app into a team, a private channel or a group chat."""
        who = self.user(user)
        place, team = self._installable(where)
        if team:
            team.has_app = True
        place.app_is_in = True
        event = "teamMemberAdded" if team else None
        source = self._source(place, who)
        added = source.update(event, team, membersAdded=[{"id": self.app.account}])
        if team:
            added["channelData"]["settings"] = {"selectedChannel": {"id": place.id}}
        self.out.soon(added, source.installation("add", team))
        await self.settled()

    async def uninstall(self, user: str, where: str | None = None) -> None:
        """Have somebody take the app away; without a place it is their own."""
        who = self.user(user)
        personal = self.state.personal(who)
        if where in (None, personal.id):
            personal.app_is_in, personal.is_removed = False, True
            self.out.soon(self._source(personal, who).installation("remove"))
            await self.settled()
            return
        place, team = self._installable(where)
        if team:
            team.has_app = False
        place.app_is_in = False
        event = "teamMemberRemoved" if team else None
        source = self._source(place, who)
        removed = source.update(event, team, membersRemoved=[{"id": self.app.account}])
        self.out.soon(removed, source.installation("remove", team))
        await self.settled()

    def _installable(self, where: str | None) -> tuple[Place, Team | None]:
        """Return where the app comes to, and the team if it comes to a whole one."""
        try:
            place = self.place(where or self.team().id)
        except LookupError:
            place = self.place(self.team(where).id)
        return place, place.team if place.kind == "channel" else None

    def block(self, user: str) -> None:
        """Have somebody block the bot, of which it is told nothing."""
        self.state.personal(self.user(user)).is_blocked = True

    def unblock(self, user: str) -> None:
        """Have somebody let the bot write again."""
        self.state.personal(self.user(user)).is_blocked = False

    async def join(self, user: str, where: str, by: str | None = None) -> None:
        """Have somebody come in: to the team of a standard channel."""
        await self._member(user, where, by, is_added=True)

    async def leave(self, user: str, where: str, by: str | None = None) -> None:
        """Have somebody go."""
        await self._member(user, where, by, is_added=False)

    async def _member(self, user: str, where: str, by: str | None, *, is_added: bool) -> None:
        who, place = self.user(user), self.place(where)
        assert (who.id in place.members) is not is_added, f"{user} has already done that"
        place.members.append(who.id) if is_added else place.members.remove(who.id)
        if not place.has_app:
            return
        told = self.place(place.team.id) if place.team and place.kind == "channel" else place
        events: dict[Kind, str] = {"channel": "teamMember", "private": "channelMember"}
        event = events.get(place.kind)
        name = "membersAdded" if is_added else "membersRemoved"
        source = self._source(told, self.user(by) if by else who)
        activity = source.update(
            event and event + ("Added" if is_added else "Removed"),
            place.team,
            **{name: [_account(who)]},
        )
        if place.kind == "private":
            activity["channelData"]["channel"] = _channel(place)
        self.out.soon(activity)
        await self.settled()

    async def rename(self, user: str, where: str, name: str) -> None:
        """Have somebody give a channel, a chat or a team another name."""
        who = self.user(user)
        try:
            place = self.place(where)
        except LookupError:
            team = self.team(where)
            team.name = name
            await self._of_team(who, team, "teamRenamed")
            return
        place.name = name
        if place.kind == "group":
            self.out.soon(self._source(place, who).update(None, topicName=name))
            await self.settled()
            return
        await self._of_channel(who, place, "channelRenamed")

    async def create_channel(self, user: str, name: str, team: str | None = None) -> Place:
        """Have somebody make a standard channel."""
        place = self.add_channel(name, team=team)
        await self._of_channel(self.user(user), place, "channelCreated")
        return place

    async def delete_channel(self, user: str, where: str) -> None:
        """Have somebody delete a channel."""
        place = self.place(where)
        place.is_deleted = True
        await self._of_channel(self.user(user), place, "channelDeleted")

    async def restore_channel(self, user: str, ident: str) -> None:
        """Have somebody bring a deleted channel back, by its id."""
        place = self.place(ident)
        place.is_deleted = False
        await self._of_channel(self.user(user), place, "channelRestored")

    async def archive(self, user: str, team: str | None = None) -> None:
        """Have somebody archive a team: nobody can write there."""
        await self._archived(user, team, is_archived=True)

    async def unarchive(self, user: str, team: str | None = None) -> None:
        """Have somebody bring a team back."""
        await self._archived(user, team, is_archived=False)

    async def _archived(self, user: str, team: str | None, *, is_archived: bool) -> None:
        found = self.team(team)
        found.is_archived = is_archived
        event = "teamArchived" if is_archived else "teamUnarchived"
        await self._of_team(self.user(user), found, event)

    async def delete_team(self, user: str, team: str | None = None) -> None:
        """Have somebody delete a team with all channels."""
        found = self.team(team)
        for each in self.state.places.values():
            each.is_deleted = each.is_deleted or each.team is found
        await self._of_team(self.user(user), found, "teamDeleted")

    async def _of_team(self, who: User, team: Team, event: str) -> None:
        if team.has_app:
            self.out.soon(self._source(self.place(team.id), who).update(event, team))
        await self.settled()

    async def _of_channel(self, who: User, place: Place, event: str) -> None:
        assert place.team
        if place.has_app:
            activity = self._source(self.place(place.team.id), who).update(event, place.team)
            activity["channelData"]["channel"] = _channel(place)
            self.out.soon(activity)
        await self.settled()


def _account(user: User) -> Json:
    return {"id": user.id, "aadObjectId": user.aad}


def _channel(place: Place) -> Json:
    kind = {"type": "private"} if place.kind == "private" else {}
    return {"id": place.id, "name": place.name, **kind}
