"""The Bot Connector: what the app asks of Teams, and how it is refused."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.teams import judging
from tests.teams.refused import bad, blocked, forbidden, no_activity, not_found, not_there, refused
from tests.teams.state import State
from tests.teams.world import Json, Message, Place, Team, User

_PAGE, _SMALLEST_PAGE, _LARGEST_PAGE = 200, 50, 500


@dataclass(frozen=True)
class Asked:
    """A call of the connector: what stands in its path, in its query and in its body."""

    state: State
    tenant: str
    path: dict[str, str]
    query: dict[str, str]
    raw: bytes

    def body(self) -> Json:
        """Return the body; refuse what is no JSON object."""
        try:
            found = json.loads(self.raw)
        except ValueError:
            raise bad("The request body is no JSON") from None
        if not isinstance(found, dict):
            raise bad("The request body is no object")
        return found

    def place(self) -> tuple[Place, str | None]:
        """Return the conversation, and the message of its thread where the id names one."""
        ident, _, thread = self.path["conversation"].partition(";messageid=")
        place = self.state.places.get(ident)
        if place is None or place.is_deleted or place.tenant != self.tenant:
            raise not_found()
        if thread and not any(each.id == thread for each in place.messages):
            raise not_found()
        return place, thread or None

    def writable(self) -> tuple[Place, str | None]:
        """Return a conversation in which the bot may write."""
        place, thread = self.place()
        if place.kind == "personal":
            user = self.state.user(place.members[0])
            if place.is_blocked or not self.state.reaches(user):
                raise blocked()
        elif not place.has_app:
            raise not_there()
        if place.is_archived:
            raise blocked()
        return place, thread


Answer = Callable[[Asked], tuple[int, Any]]


def send(asked: Asked) -> tuple[int, Any]:
    """Post a message: in a channel a new one, in a thread a reply."""
    place, thread = asked.writable()
    return _posted(asked, place, thread)


def reply(asked: Asked) -> tuple[int, Any]:
    """Post a message under another one: in chats, which have no threads, as any other."""
    place, thread = asked.writable()
    under = _message(place, asked.path["activity"])
    if thread and under.thread != thread:
        raise no_activity()
    return _posted(asked, place, under.thread if place.is_channel else None)


def _posted(asked: Asked, place: Place, thread: str | None) -> tuple[int, Any]:
    judging.check_size(asked.state, asked.raw, place.name)
    body = asked.body()
    judging.check_activity(asked.state, place, body)
    if body["type"] == "typing":
        return 200, {}
    message = asked.state.post(place, None, body, thread)
    asked.state.look_for_life(place.name, message.id, body)
    return 201, {"id": message.id}


def update(asked: Asked) -> tuple[int, Any]:
    """Give one of the bot's messages another body; what only some saw of it is gone."""
    place, _ = asked.writable()
    judging.check_size(asked.state, asked.raw, place.name)
    message = _own(place, asked.path["activity"])
    body = asked.body()
    judging.check_activity(asked.state, place, body)
    message.body, message.is_edited = body, True
    message.shown.clear()
    asked.state.look_for_life(place.name, message.id, body)
    return 200, {"id": message.id}


def delete(asked: Asked) -> tuple[int, Any]:
    """Take one of the bot's messages away."""
    place, _ = asked.writable()
    _own(place, asked.path["activity"]).is_deleted = True
    return 200, None


def _message(place: Place, ident: str) -> Message:
    found = place.find(ident)
    if found is None:
        raise no_activity()
    return found


def _own(place: Place, ident: str) -> Message:
    found = _message(place, ident)
    if found.author is not None:
        raise refused(403, "NotEnoughPermissions", "The bot did not send this message.")
    return found


# who is there


def _people(asked: Asked) -> list[User]:
    place, _ = asked.place()
    if place.kind != "personal" and not place.has_app:
        raise not_there()
    return [asked.state.user(each) for each in place.members]


def members(asked: Asked) -> tuple[int, Any]:
    """Return all people of a conversation; for a channel those of its team."""
    return 200, [each.as_member() for each in _people(asked)]


def paged_members(asked: Asked) -> tuple[int, Any]:
    """Return a page of the people of a conversation."""
    try:
        size = int(asked.query.get("pageSize", _PAGE))
        start = int(asked.query.get("continuationToken") or 0)
    except ValueError:
        raise refused(400, "Bad Argument", "pageSize or continuationToken") from None
    size = min(max(size, _SMALLEST_PAGE), _LARGEST_PAGE)
    people = _people(asked)
    page = {"members": [each.as_member() for each in people[start : start + size]]}
    more = {"continuationToken": str(start + size)} if start + size < len(people) else {}
    return 200, page | more


def member(asked: Asked) -> tuple[int, Any]:
    """Return one of the people of a conversation."""
    for each in _people(asked):
        if asked.path["member"] in (each.id, each.aad):
            return 200, each.as_member()
    raise refused(404, "MemberNotFoundInConversation", "Member not found in conversation.")


def _team(asked: Asked) -> Team:
    found = asked.state.teams.get(asked.path["team"])
    if found is None or found.tenant != asked.tenant:
        raise not_found()
    if not found.has_app:
        raise not_there()
    return found


def _channels(state: State, team: Team) -> list[Place]:
    places = state.places.values()
    return [each for each in places if each.team is team and not each.is_deleted]


def team_details(asked: Asked) -> tuple[int, Any]:
    """Return what there is to know of a team."""
    team = _team(asked)
    return 200, {
        "id": team.id,
        "name": team.name,
        "aadGroupId": team.group,
        "type": "standard",
        "tenantId": team.tenant,
        "channelCount": len(_channels(asked.state, team)),
        "memberCount": len(team.members),
    }


def team_channels(asked: Asked) -> tuple[int, Any]:
    """Return the channels of a team that the app is in; the general one has no name."""
    team = _team(asked)
    shown = [each for each in _channels(asked.state, team) if each.has_app]
    return 200, {
        "conversations": [
            {
                "id": each.id,
                "name": None if each.id == team.id else each.name,
                "type": "private" if each.kind == "private" else "standard",
            }
            for each in shown
        ]
    }


# beginning a conversation


def create(asked: Asked) -> tuple[int, Any]:
    """Begin a chat with somebody, or a thread in a channel."""
    judging.check_size(asked.state, asked.raw, "a new conversation")
    body = asked.body()
    bot = (body.get("bot") or {}).get("id")
    if bot not in (None, asked.state.app.account, asked.state.app.id):
        raise bad("Bot id is not that of the caller")
    data = body.get("channelData") or {}
    channel = (data.get("channel") or data.get("teamsChannel") or {}).get("id")
    if channel:
        return _begun_thread(asked, body, channel)
    # The service does not mind how names are written, and botbuilder writes tenantID.
    tenant = body.get("tenantId") or body.get("tenantID") or (data.get("tenant") or {}).get("id")
    return _begun_chat(asked, body, tenant)


def _begun_chat(asked: Asked, body: Json, tenant: str | None) -> tuple[int, Any]:
    people = body.get("members") or []
    if body.get("isGroup") or len(people) != 1 or not isinstance(people[0], dict):
        raise bad("Incorrect conversation creation parameters")
    if not tenant:
        raise bad("Tenant id is missing")
    try:
        user = asked.state.user(people[0].get("id"), tenant)
    except LookupError:
        raise bad("Invalid user identity in provided tenant") from None
    if people[0]["id"] not in (user.id, user.aad):
        raise bad("Invalid user identity in provided tenant")
    if not asked.state.reaches(user):
        raise forbidden()
    place = asked.state.personal(user)
    if "activity" not in body:
        return 201, {"id": place.id}
    if place.is_blocked:
        raise blocked()
    judging.check_activity(asked.state, place, body["activity"])
    message = asked.state.post(place, None, body["activity"], None)
    asked.state.look_for_life(place.name, message.id, message.body)
    return 201, {"id": place.id, "activityId": message.id}


def _begun_thread(asked: Asked, body: Json, channel: str) -> tuple[int, Any]:
    there = Asked(asked.state, asked.tenant, {"conversation": channel}, {}, b"")
    place, _ = there.writable()
    if not place.is_channel or not isinstance(body.get("activity"), dict):
        raise bad("Incorrect conversation creation parameters")
    judging.check_activity(asked.state, place, body["activity"])
    message = asked.state.post(place, None, body["activity"], None)
    asked.state.look_for_life(place.name, message.id, message.body)
    return 201, {"id": f"{place.id};messageid={message.id}", "activityId": message.id}
