"""From what Teams sent to what was heard.

A payload is an activity as the Bot Connector posts it, in JSON. What people did with a card or a
message extension is an invoke and read in ``interact``; what Teams told when asked, in ``meet``.
"""

import dataclasses
import hashlib
import json
import re
from datetime import datetime

from adapters.payload import Json, dicts, inside, key_of_unreadable, word
from adapters.teams import interact, meet
from adapters.teams.activity import Seen, identity, or_a_guest, seen_in, written_at
from adapters.teams.html import Said, is_html, of_html, of_text
from bot.commands import Context, mention
from bot.intents import (
    Addressed,
    Arrive,
    Ask,
    Delete,
    Heard,
    Intent,
    Join,
    Leave,
    Mark,
    MarkKind,
    Nothing,
    Rename,
    Reply,
    Rest,
    Restore,
    Say,
    SeenPerson,
    SeenPlace,
    Why,
)
from bot.model import CapturedBy, Visibility
from bot.text import clean, shortened

SOURCE = "teams"

_MARKS = {
    "1f4a1": MarkKind.HELPFUL,
    "💡": MarkKind.HELPFUL,
    "2705": MarkKind.SOLVED,
    "✅": MarkKind.SOLVED,
    "2714": MarkKind.SOLVED,
    "✔": MarkKind.SOLVED,
}
"""Signs that mean something: Teams writes them as ``1f4a1_electriclightbulb``, or as themselves."""
_COMMAND = re.compile(r"/(ask|share|find|whoknows)(?!\w)", re.IGNORECASE)
_CLOSING = {
    "channelDeleted": "channel_not_found",
    "teamDeleted": "channel_not_found",
    "teamHardDeleted": "channel_not_found",
    "teamArchived": "is_archived",
}
"""Events after which nothing can be posted in a place, and why."""
_OPENING = ("channelRestored", "teamRestored", "teamUnarchived")
_RENAMING = ("channelRenamed", "teamRenamed", "channelShared", "channelUnshared")
_OF_MEMBERS = {"membersAdded": "join", "membersRemoved": "leave"}
_NO_MATTER = ("channelCreated", "historyDisclosed")
_LONGEST_SIGN = 60
_OTHER = "other"
"""What nothing here is for: of where it happened nothing is remembered either."""

_Happening = tuple[str, str, datetime, SeenPerson | None, Intent]


def read(payload: str) -> Heard:
    """Return what was heard; raise ValueError where the payload is nothing that Teams sends."""
    return heard_in(_parsed(payload))


def heard_in(stored: Json) -> Heard:
    """Return what was heard, of a payload that is parsed already; raise ValueError."""
    if stored.get("kind") == "introduction":
        return meet.heard(stored)
    seen = seen_in(stored)
    if interact.is_ours(seen.activity):
        return interact.heard(seen)
    kind, key, at, person, intent = _happening(seen)
    if person and isinstance(intent, Addressed | Restore):
        person = or_a_guest(person)
    return Heard(
        key=key,
        kind=kind,
        at=at,
        intent=intent,
        workspace=seen.workspace,
        place=_place(seen) if kind != _OTHER else None,
        person=person,
    )


def key_of(payload: str) -> str:
    """Return the natural key of what a payload tells; of an unreadable one, of its bytes."""
    try:
        return read(payload).key
    except ValueError:
        return key_of_unreadable(payload)


def apart(activity: Json) -> tuple[Json, ...]:
    """Return one activity for each person who came or went, where several did at once.

    What is heard is of one person. All else is returned as it is.
    """
    if activity.get("type") != "conversationUpdate":
        return (activity,)
    told = [(name, each) for name in _OF_MEMBERS for each in dicts(activity.get(name))]
    if len(told) < 2:
        return (activity,)
    bare = {name: value for name, value in activity.items() if name not in _OF_MEMBERS}
    return tuple({**bare, name: [each]} for name, each in told)


def _parsed(payload: str) -> Json:
    try:
        activity = json.loads(payload)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(activity, dict):
        raise ValueError("not an activity")
    return activity


def _happening(seen: Seen) -> _Happening:
    match seen.activity.get("type"):
        case "message":
            return _words(seen, None)
        case "messageUpdate" if seen.event == "undeleteMessage":
            return _brought_back(seen)
        case "messageUpdate":
            return _words(seen, seen.at)
        case "messageDelete":
            key = _message(seen)
            # It can be brought back, and deleted once more.
            return "deletion", f"{key}/gone:{_stamp(seen.at)}", seen.at, None, Delete(key)
        case "messageReaction":
            return _reaction(seen)
        case "conversationUpdate":
            return _change(seen)
        case "installationUpdate":
            return _installation(seen)
        case str():
            return _other(seen)
        case _:
            raise ValueError("an activity without a type")


def _stamp(at: datetime) -> str:
    return f"{at.timestamp():.6f}"


def _brought_back(seen: Seen) -> _Happening:
    """Return what its author says anew with a message that they had deleted."""
    _, _, at, person, intent = _words(seen, seen.at)
    key = _message(seen)
    happening = f"{key}/back:{_stamp(seen.at)}"
    match intent:
        case Say() | Reply() | Ask():
            return "edit", happening, at, person, Restore(key, intent, seen.at)
        case Delete():  # it came without words
            return "edit", happening, at, person, Nothing(Why.NO_WORDS)
        case _:
            return "edit", happening, at, person, intent


def _message(seen: Seen) -> str:
    return f"{seen.here.key}/{identity(seen.activity.get('id'), 'message')}"


def _place(seen: Seen) -> SeenPlace | None:
    """Return the place, with its name where that is new."""
    if seen.place is None:
        return None
    place = dataclasses.replace(seen.place, key=_where(seen))
    if seen.event not in ("channelRenamed", "teamRenamed") and not _topic(seen):
        return place
    name = clean(word(_changed(seen), "name") or _topic(seen))
    if not name:
        return dataclasses.replace(place, name=None)
    return dataclasses.replace(place, name=shortened(name, 200), renamed=True)


def _where(seen: Seen) -> str:
    """Return the key of the place that an activity is about: where it was said, or what changed."""
    told = _changed(seen).get("id")
    return f"{seen.workspace}/{identity(told, 'channel')}" if told else seen.here.key


def _changed(seen: Seen) -> Json:
    """Return the channel that changed, or the team as a whole; empty where nothing of both did.

    Of a team Teams tells in its first channel, whose id is that of the team.
    """
    is_change = seen.activity.get("type") == "conversationUpdate"
    is_of_people = "Member" in seen.event  # who comes, comes into the conversation
    if not is_change or is_of_people or not seen.event.startswith(("channel", "team")):
        return {}
    return inside(seen.data, "channel") or inside(seen.data, "team")


def _topic(seen: Seen) -> str:
    """Return the new name of a chat."""
    is_change = seen.activity.get("type") == "conversationUpdate"
    return word(seen.activity, "topicName") if is_change and not seen.event else ""


def _words(seen: Seen, edited_at: datetime | None) -> _Happening:
    number = identity(seen.activity.get("id"), "message")
    key, thread = _message(seen), _thread(seen, number)
    happening = key if edited_at is None else f"{key}/edit:{edited_at.timestamp():.6f}"
    at = seen.at if edited_at is None else written_at(number, seen.at)
    kind = "edit" if edited_at else "thread reply" if thread else "message"
    person, why = seen.author()
    said = _said(seen)
    if why is None and not said.text and not said.names_us:
        why = Why.NO_WORDS
    if why is Why.NO_WORDS and edited_at is not None:  # its author took all the words away
        return "deletion", happening, edited_at, person, Delete(key)
    if why or person is None:
        return kind, happening, at, person, Nothing(why or Why.NO_PERSON)
    thread = thread or _quoted(seen, said)
    if person.is_stranger and not thread:
        return kind, happening, at, person, Nothing(Why.STRANGER)
    is_alone = seen.here.visibility is Visibility.DIRECT
    is_to_us = said.names_us or is_alone
    before, text = (said.around_us or ("", _unnamed(said, seen))) if is_to_us else ("", said.text)
    here = Context(CapturedBy.MENTION, key, thread, edited_at, is_alone)
    intent = _intent(before, text, here, is_to_us=is_to_us)
    if person.is_stranger and not isinstance(intent, Reply):
        intent = Reply(key, thread or key, said.text, edited_at)
    return kind, happening, at, person, intent


def _unnamed(said: Said, seen: Seen) -> str:
    """Return what was said to us without our name, where it was typed or its mark is broken."""
    first, _, rest = said.text.lstrip().partition(" ")
    is_marked = first.startswith("@") or said.names_us
    is_name = is_marked and first.removeprefix("@").casefold() in _our_names(seen)
    return rest if is_name else said.text


def _thread(seen: Seen, number: str) -> str | None:
    """Return the message whose thread it stands in, None where it stands outside any."""
    begins = seen.thread
    return f"{seen.here.key}/{begins}" if begins and begins != number else None


def _quoted(seen: Seen, said: Said) -> str | None:
    """Return the message that this one quotes: chats have no threads, there it is the reply."""
    is_chat = not seen.is_channel and seen.here.visibility is not Visibility.DIRECT
    quoted = said.quotes or _reference(seen) or seen.activity.get("replyToId")
    if not is_chat or not quoted:
        return None
    return f"{seen.here.key}/{identity(quoted, 'quoted message')}"


def _reference(seen: Seen) -> str | None:
    """Return the message that an attachment says is quoted."""
    for each in dicts(seen.activity.get("attachments")):
        if word(each, "contentType") == "messageReference":
            content = each.get("content")
            try:
                found = json.loads(content) if isinstance(content, str) else content
            except (ValueError, RecursionError):
                return None
            return word(found, "messageId") if isinstance(found, dict) else None
    return None


def _intent(before: str, text: str, here: Context, *, is_to_us: bool) -> Intent:
    if is_to_us or _COMMAND.match(text):
        wanted = mention(text, here, before)
        if isinstance(wanted, Ask) and not here.thread and here.edited_at is None:
            # We post it on a card of ours: its button works where replies are not heard.
            return dataclasses.replace(wanted, captured_by=CapturedBy.COMMAND, message=None)
        if isinstance(wanted, Ask):  # one that was typed as a command is still its own message
            by = CapturedBy.MENTION
            return dataclasses.replace(
                wanted, captured_by=by, message=here.message, thread=here.thread
            )
        return wanted
    if here.thread:
        return Reply(here.message or "", here.thread, text, here.edited_at)
    return Say(here.message or "", text, here.edited_at)


def _said(seen: Seen) -> Said:
    """Return what a person wrote: of the two forms in which it comes the one that tells more."""
    ours = {each for each in _our_names(seen) if each}
    mentioned = any(_is_us(each, seen) for each in _mentions(seen))
    for attachment in dicts(seen.activity.get("attachments")):
        content = word(attachment, "content")
        if word(attachment, "contentType").lower() == "text/html" and content:
            said = of_html(content, ours)
            return dataclasses.replace(said, names_us=said.names_us or mentioned)
    text = word(seen.activity, "text")
    is_marked = word(seen.activity, "textFormat") == "xml" or is_html(text)
    said = of_html(text, ours) if is_marked else of_text(text, ours)
    return dataclasses.replace(said, names_us=said.names_us or mentioned)


def _mentions(seen: Seen) -> list[Json]:
    return [each for each in dicts(seen.activity.get("entities")) if each.get("type") == "mention"]


def _is_us(entity: Json, seen: Seen) -> bool:
    return seen.is_ours(inside(entity, "mentioned"))


def _our_names(seen: Seen) -> set[str]:
    """Return the names by which we are called here, unless somebody else is named so in it."""
    names = {word(inside(seen.activity, "recipient"), "name")}
    others = set[str]()
    for entity in _mentions(seen):
        called = {word(inside(entity, "mentioned"), "name"), of_text(word(entity, "text")).text}
        called = {each.removeprefix("@") for each in called}
        if _is_us(entity, seen):
            names |= called
        else:
            others |= called
    by_us = any(_is_us(each, seen) for each in _mentions(seen))
    return {each.strip().casefold() for each in (names if by_us else names - others)}


def _reaction(seen: Seen) -> _Happening:
    """Somebody put a sign on a message of ours, or took it back: Teams tells of no others."""
    number = identity(seen.activity.get("replyToId"), "message")
    message = f"{seen.here.key}/{number}"
    signs = [
        (clean(word(each, "type"))[:_LONGEST_SIGN], on)
        for name, on in (("reactionsAdded", True), ("reactionsRemoved", False))
        for each in dicts(seen.activity.get(name))
    ]
    marks = [(sign, on) for sign, on in signs if _mark(sign)]
    sign, on = next(iter(marks or signs), ("", True))
    person, why = seen.author()
    who = person.key.rpartition("/")[2] if person else None
    key = f"{message}/{who}/{sign}/{'on' if on else 'off'}:{seen.at.timestamp():.6f}"
    if person and person.is_stranger:
        why = Why.STRANGER
    kind = _mark(sign)
    if why is None and kind is None:
        why = Why.NO_MATTER
    if why or kind is None:
        return "reaction", key, seen.at, person, Nothing(why or Why.NO_MATTER)
    return "reaction", key, seen.at, person, Mark(message, kind, on)


def _mark(sign: str) -> MarkKind | None:
    return _MARKS.get(sign.partition("_")[0].removesuffix("\ufe0f").lower())


def _change(seen: Seen) -> _Happening:
    """Somebody came or went, or a place became another."""
    event = seen.event
    for name, kind in _OF_MEMBERS.items():
        members = dicts(seen.activity.get(name))
        if any(seen.is_ours(each) for each in members):
            return _of_the_place(seen, kind, _ours(seen, came=kind == "join"))
        if members:
            return _coming(seen, kind, members)
    if event in _CLOSING:
        return _of_the_place(seen, event, Rest(_CLOSING[event]))
    if event in _OPENING:
        return _of_the_place(seen, event, Rest(on=False))
    if event in _RENAMING or _topic(seen):
        return _of_the_place(seen, event or "name", Rename())
    why = Why.NO_MATTER if event in _NO_MATTER else Why.UNKNOWN_KIND
    return _of_the_place(seen, clean(event)[:_LONGEST_SIGN] or "change", Nothing(why))


def _of_the_place(seen: Seen, what: str, intent: Intent) -> _Happening:
    return "place", f"{_where(seen)}/{what}:{seen.number}", seen.at, None, intent


def _coming(seen: Seen, kind: str, members: list[Json]) -> _Happening:
    """Somebody came or went; in a direct line they only began to speak with us."""
    found = [seen.somebody(each) for each in members]
    person, why = next((each for each in found if each[0]), found[0])
    who = person.key.rpartition("/")[2] if person else None
    key = f"{_where(seen)}/{who}/{kind}:{seen.number}"
    if person and person.is_stranger:
        why = Why.STRANGER
    if why is None and seen.here.visibility is Visibility.DIRECT:
        why = Why.NO_MATTER
    # Nobody tells who leaves the tenant: they are taken out of its teams.
    intent: Intent = Join() if kind == "join" else Leave(tells_no_more=True)
    return kind, key, seen.at, person, Nothing(why) if why else intent


def _installation(seen: Seen) -> _Happening:
    """We were put into a place, or taken out of it.

    Teams tells it of each place by itself, a direct line or a team: that somebody no longer wants
    us in theirs says nothing of the tenant.
    """
    action = word(seen.activity, "action").partition("-")[0]
    if action not in ("add", "remove"):
        raise ValueError("an installation that neither began nor ended")
    person, _ = seen.author()
    is_alone = seen.here.visibility is Visibility.DIRECT
    what, key, at, _, intent = _of_the_place(
        seen, f"installation-{action}", _ours(seen, came=action == "add")
    )
    return what, key, at, person if is_alone else None, intent


def _ours(seen: Seen, *, came: bool) -> Intent:
    """Return what it means that we came or went; a team is greeted in its first channel alone."""
    if not came:
        return Rest("not_in_channel")
    team = word(inside(seen.data, "team"), "id")
    kind = word(inside(seen.data, "channel"), "type")
    is_further = team and team != seen.conversation and kind not in ("private", "shared")
    return Rest(on=False) if is_further else Arrive()


def _other(seen: Seen) -> _Happening:
    """Pass over what nothing here is for."""
    try:
        told = json.dumps(seen.activity, sort_keys=True).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    key = f"{seen.workspace}/other:{hashlib.sha256(told).hexdigest()}"
    return _OTHER, key, seen.at, None, Nothing(Why.UNKNOWN_KIND)
