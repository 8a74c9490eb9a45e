"""What Teams sends to the app: the shapes of its activities."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.teams.state import State
from tests.teams.typed import HTML
from tests.teams.world import Json, Message, Place, Team, User

_TYPES = {"channel": "channel", "private": "channel", "group": "groupChat", "personal": "personal"}


def stamp(at: datetime) -> str:
    """Return a moment as Teams writes it, with seven digits after the point."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06d}0Z"


@dataclass(frozen=True)
class Source:
    """Where and with whom an activity begins; nobody in particular for what Teams does itself."""

    state: State
    place: Place
    user: User

    def base(self, kind: str, ident: str | None = None, *, thread: str | None = None) -> Json:
        """Return what every activity has."""
        now = self.state.clock()
        there = now.astimezone(ZoneInfo(self.user.zone))
        offset = f"{there:%z}"
        return {
            "type": kind,
            "id": ident or f"f:{uuid.uuid4()}",
            "timestamp": stamp(now),
            "localTimestamp": f"{stamp(there)[:-1]}{offset[:3]}:{offset[3:]}",
            "channelId": "msteams",
            "serviceUrl": self.state.service_url(self.place.tenant),
            "from": {"id": self.user.id, "name": self.user.name, "aadObjectId": self.user.aad},
            "conversation": self.conversation(thread),
            "recipient": {"id": self.state.app.account, "name": self.state.app.name},
            "entities": [self.client()],
            "channelData": self.channel_data(),
            "locale": self.user.locale,
            "localTimezone": self.user.zone,
        }

    def conversation(self, thread: str | None) -> Json:
        """Return where it is; a thread of a channel stands in the id."""
        ident = self.place.id
        if thread and self.place.is_channel:
            ident = f"{ident};messageid={thread}"
        found: Json = {"conversationType": _TYPES[self.place.kind], "tenantId": self.place.tenant}
        if self.place.kind != "personal":
            found["isGroup"] = True
        return {**found, "id": ident}

    def client(self) -> Json:
        """Return what is known of somebody's device."""
        return {
            "type": "clientInfo",
            "locale": self.user.locale,
            "country": self.user.country,
            "platform": "Web",
            "timezone": self.user.zone,
        }

    def channel_data(self) -> Json:
        """Return what only Teams has to say."""
        found: Json = {"tenant": {"id": self.place.tenant}}
        if not self.place.is_channel or not self.place.team:
            return found
        team = self.place.team
        return {
            "teamsChannelId": self.place.id,
            "teamsTeamId": team.id,
            "channel": {"id": self.place.id, **self._kind()},
            "team": {"id": team.id, "aadGroupId": team.group},
            **found,
        }

    def _kind(self) -> Json:
        return {"type": "private"} if self.place.kind == "private" else {}

    def message(self, message: Message, *, loses_mentions: bool = False) -> Json:
        """Return the activity of something that was said."""
        found = self.base("message", message.id, thread=message.thread)
        body = message.body
        mentions = [
            each
            for each in body.get("mentions", [])
            if not loses_mentions or each["mentioned"]["id"] != self.state.app.account
        ]
        more = {name: value for name, value in body.items() if name not in ("mentions",)}
        return {**found, **more, "entities": [*mentions, self.client()]}

    def edited(self, message: Message) -> Json:
        """Return the activity of a message that has other words now."""
        found = {**self.message(message), "type": "messageUpdate"}
        found["channelData"] = {**found["channelData"], "eventType": "editMessage"}
        return found

    def undeleted(self, message: Message) -> Json:
        """Return the activity of a message that is back."""
        found = {**self.message(message), "type": "messageUpdate"}
        found["channelData"] = {**found["channelData"], "eventType": "undeleteMessage"}
        return found

    def deleted(self, message: Message) -> Json:
        """Return the activity of a message that is gone: its words are gone with it."""
        found = self.base("messageDelete", message.id, thread=message.thread)
        found["channelData"] = {**found["channelData"], "eventType": "softDeleteMessage"}
        return found

    def reaction(self, message: Message, kind: str, *, on: bool) -> Json:
        """Return the activity of a reaction to the bot's message."""
        found = self.base("messageReaction", thread=message.thread)
        del found["entities"]
        del found["from"]["name"]
        name = "reactionsAdded" if on else "reactionsRemoved"
        return {**found, "replyToId": message.id, name: [{"type": kind}]}

    def invoke(self, name: str, value: Json, message: Message | None = None) -> Json:
        """Return an activity that waits for an answer."""
        thread = message.thread if message else None
        found = {**self.base("invoke", thread=thread), "name": name, "value": value}
        source = {"name": "message" if message else "compose"}
        found["channelData"] = {**found["channelData"], "source": source}
        if message and message.author is None:
            found["replyToId"] = message.id
        return found

    def submitted(self, message: Message, data: Json, text: str | None = None) -> Json:
        """Return the activity of an Action.Submit: a message without words."""
        found = self.base("message", thread=message.thread)
        found["channelData"] = {**found["channelData"], "source": {"name": "message"}}
        said = {} if text is None else {"text": text, "textFormat": "plain"}
        return {**found, **said, "value": data, "replyToId": message.id}

    def payload(self, message: Message) -> Json:
        """Return a message as an action on it sends it along."""
        author = self.state.user(message.author) if message.author else None
        told = {
            "userIdentityType": "aadUser",
            "id": author.aad if author else None,
            "displayName": author.name if author else None,
        }
        bot = {
            "applicationIdentityType": "bot",
            "id": self.state.app.id,
            "displayName": self.state.app.name,
        }
        created = datetime.fromtimestamp(int(message.id) / 1000, self.state.clock().tzinfo)
        link = f"https://teams.microsoft.com/l/message/{self.place.id}/{message.id}"
        return {
            "linkToMessage": link,
            "id": message.id,
            "replyToId": message.root,
            "createdDateTime": stamp(created)[:23] + "Z",
            "lastModifiedDateTime": None,
            "deleted": False,
            "summary": None,
            "importance": "normal",
            "locale": "en-us",
            "body": {"contentType": "html", "content": _content(message.body)},
            "from": {
                "device": None,
                "conversation": None,
                "user": told if author else None,
                "application": None if author else bot,
            },
            "reactions": [],
            "mentions": self._payload_mentions(message),
            "attachments": [],
        }

    def _payload_mentions(self, message: Message) -> list[Json]:
        mentions: list[Json] = []
        for number, each in enumerate(message.body.get("mentions", [])):
            who, nobody = each["mentioned"], {"device": None, "conversation": None}
            is_bot = who["id"] == self.state.app.account
            person = None if is_bot else self.state.user(who["id"])
            told = person and {
                "userIdentityType": "aadUser",
                "id": person.aad,
                "displayName": person.name,
            }
            bot = {"applicationIdentityType": "bot", "id": who["id"], "displayName": who["name"]}
            mentioned = {**nobody, "user": told, "application": bot if is_bot else None}
            mentions.append({"id": number, "mentionText": who["name"], "mentioned": mentioned})
        return mentions

    def update(self, event: str | None, team: Team | None = None, **more: object) -> Json:
        """Return a conversationUpdate."""
        found = self.base("conversationUpdate")
        for each in ("entities", "locale", "localTimezone", "localTimestamp"):
            del found[each]
        del found["from"]["name"]
        data: Json = {"tenant": {"id": self.place.tenant}}
        if team:
            data["team"] = {"aadGroupId": team.group, "name": team.name, "id": team.id}
        if event:
            data["eventType"] = event
        return {**found, "channelData": data, **more}

    def installation(self, action: str, team: Team | None = None) -> Json:
        """Return that the app came or went."""
        found = self.base("installationUpdate")
        del found["localTimestamp"], found["localTimezone"]
        del found["from"]["name"]
        data: Json = {"tenant": {"id": self.place.tenant}, "source": {"name": "message"}}
        if team:
            chosen = {"id": self.place.id}
            data |= {
                "settings": {"selectedChannel": chosen},
                "channel": chosen,
                "team": {"aadGroupId": team.group, "name": team.name, "id": team.id},
            }
        return {**found, "channelData": data, "action": action}


def _content(body: Json) -> str:
    for each in body.get("attachments") or []:
        if each.get("contentType") == HTML:
            return str(each["content"])
    return str(body.get("text") or "")
