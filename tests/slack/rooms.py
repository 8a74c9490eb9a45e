"""What people do with channels."""

from tests.slack.ground import Ground


class Rooms(Ground):
    """Coming, going, and what becomes of a channel."""

    async def join(self, user: str, channel: str, by: str | None = None) -> None:
        """Have somebody come in; ``user`` can be the app's own."""
        where, who = self.channel(channel), self.user(user)
        assert who.id not in where.members, f"{user} is in {where.name}"
        where.members.append(who.id)
        inviter = {"inviter": self.user(by).id} if by else {}
        subtype = "group_join" if where.id.startswith("G") else "channel_join"
        self.state.notice(where, subtype, who.id, f"<@{who.id}> has joined the channel", **inviter)
        self.state.tell(
            where,
            "member_joined_channel",
            user=who.id,
            channel=where.id,
            channel_type=self.state.letter(where.kind),
            team=who.team,
            **inviter,
        )
        await self.settled()

    async def leave(self, user: str, channel: str) -> None:
        """Have somebody leave; where it is the app, it is told so."""
        where, who = self.channel(channel), self.user(user)
        assert who.id in where.members, f"{user} is not in {where.name}"
        where.members.remove(who.id)
        group = where.kind == "private"
        if who.bot_id and self.state.installation(who.team) and self._is_ours(who.id):
            kind = "group_left" if group else "channel_left"
            self.state.tell(where, kind, channel=where.id, actor_id="USLACKBOT")
        else:
            subtype = "group_leave" if where.id.startswith("G") else "channel_leave"
            self.state.notice(where, subtype, who.id, f"<@{who.id}> has left the channel")
            self.state.tell(
                where,
                "member_left_channel",
                user=who.id,
                channel=where.id,
                channel_type=self.state.letter(where.kind),
                team=who.team,
            )
        await self.settled()

    async def rename(self, user: str, channel: str, name: str) -> None:
        """Have somebody give a channel another name."""
        where, before = self._entered(user, channel), self.channel(channel).name
        where.old_names.append(before)
        where.name = name
        group = where.kind == "private"
        told = f"has renamed the channel from “{before}” to “{name}”"
        subtype = "group_name" if group else "channel_name"
        who = self.user(user).id
        self.state.notice(where, subtype, who, told, old_name=before, name=name)
        changed = {
            "id": where.id,
            "name": name,
            "name_normalized": name,
            "created": where.created,
            "is_channel": not group,
            "is_mpim": False,
        }
        self.state.tell(where, "group_rename" if group else "channel_rename", channel=changed)
        await self.settled()

    async def archive(self, user: str, channel: str) -> None:
        """Have somebody archive a channel."""
        await self._archived(user, channel, "archive", is_archived=True)

    async def unarchive(self, user: str, channel: str) -> None:
        """Have somebody bring a channel back."""
        await self._archived(user, channel, "unarchive", is_archived=False)

    async def _archived(self, user: str, channel: str, what: str, *, is_archived: bool) -> None:
        where, who = self._seen_channel(user, channel), self.user(user).id
        prefix = "group" if where.kind == "private" else "channel"
        if is_archived:
            self.state.notice(where, f"{prefix}_{what}", who, f"{what}d the channel")
        where.is_archived = is_archived
        self.state.tell(where, f"{prefix}_{what}", channel=where.id, user=who, is_moved=0)
        if not is_archived:
            self.state.notice(where, f"{prefix}_{what}", who, f"un-{what[2:]}d the channel")
        await self.settled()

    async def make_private(self, user: str, channel: str) -> None:
        """Have somebody turn a public channel into a private one; its id stays."""
        where = self._seen_channel(user, channel)
        assert where.kind == "public", f"{where.name} is not public"
        where.kind = "private"
        told = "made this channel *private*. Now, it can only be viewed by its members."
        self.state.notice(where, "channel_convert_to_private", self.user(user).id, told)
        await self.settled()

    async def share(self, channel: str, team: str, *, is_private: bool = False) -> None:
        """Share a channel with another workspace, which may have it as a private one."""
        where = self.channel(channel)
        where.shared_with.append(team)
        if is_private:
            where.private_in.add(team)
        self.state.tell(where, "channel_shared", connected_team_id=team, channel=where.id)
        await self.settled()
