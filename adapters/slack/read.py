"""From what Slack sent to what was heard.

A payload is JSON. What people did by command, button or form has a ``kind`` and is read in
``interact``; what Slack told when asked, in ``meet``. All else is an Events API envelope:
``team_id``, ``event``, ``authorizations`` (our own user). Where it comes from a log, ``whoknows``
beside them says how to remember it and holds what the log knows: ``capture``, the names of
``place`` and ``person``, ``names`` of who and what is mentioned, ``readers`` of the place, and
whether the person ``is_bot``, ``is_person``, ``is_stranger`` or ``has_left``.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

from adapters.payload import inside, key_of_unreadable
from adapters.slack import interact, meet
from adapters.slack.blocks import words_in
from adapters.slack.readers import by_flags, by_id, by_name, by_type
from adapters.slack.text import labelled, plain
from bot.commands import Context, mention
from bot.intents import (
    Addressed,
    Arrive,
    Delete,
    Heard,
    Home,
    Intent,
    Introduce,
    Join,
    Leave,
    Mark,
    MarkKind,
    Missed,
    Move,
    Nothing,
    Rename,
    Reply,
    Rest,
    Say,
    SeenPerson,
    SeenPlace,
    Uninstall,
    Why,
)
from bot.model import REACTIONS, Capture, CapturedBy, Visibility, narrowest
from bot.text import LONGEST, clean

SOURCE = "slack"

Json = dict[str, Any]

_SPOKEN = {
    None: "message",
    "me_message": "message",
    "thread_broadcast": "message",
    "file_share": "file share",
    "file_comment": "file comment",
}
_JOINS = ("channel_join", "group_join", "member_joined_channel")
_LEAVES = ("channel_leave", "group_leave", "member_left_channel")
_PLACE_EVENTS = {
    "channel_archive": ("is_archived", True),
    "group_archive": ("is_archived", True),
    "channel_deleted": ("channel_not_found", True),
    "channel_left": ("not_in_channel", True),
    "group_left": ("not_in_channel", True),
    "channel_unarchive": ("is_archived", False),
    "group_unarchive": ("is_archived", False),
    "channel_shared": ("shared", False),
    "channel_unshared": ("shared", False),
}
"""What becomes of a place, and whether nothing can be posted there afterwards."""
_CHANGES = {
    "channel_convert_to_private": Visibility.PRIVATE,
    "channel_convert_to_public": Visibility.PUBLIC,
}
_EMPTY = (Why.NO_WORDS, Why.NO_PERSON)
_NO_TEXT = ("", "This content can't be displayed")
"""What Slack tells as the text of a message whose words stand in blocks alone."""
_PLACEHOLDERS = ("[message text edited or deleted]", "[message text editor or deleted]")
"""What a log says in place of a text that its publisher took out."""
_ID = re.compile(r"[\w.-]{1,80}")
"""An id of Slack's, or the name of a channel whose id an export does not tell."""
_TS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_NO_TIME = datetime.fromtimestamp(0, UTC)
_LONGEST_SIGN = 100
_LONGEST = 2 * LONGEST
"""Characters of a text as Slack writes it: what it escapes gets longer."""


@dataclass(frozen=True)
class _Seen:
    """The parts of an envelope that every kind of event needs."""

    workspace: str
    event: Json
    ours: frozenset[str]
    note: Json
    number: str = ""
    signs: Mapping[str, str] = field(default_factory=lambda: REACTIONS)
    at: datetime = _NO_TIME
    is_shared: bool = False

    @property
    def capture(self) -> Capture:
        return Capture(self.note.get("capture", Capture.LIVE))

    @property
    def channel(self) -> str:
        channel = self.event.get("channel") or inside(self.event, "item").get("channel")
        if isinstance(channel, dict):
            channel = channel.get("id")
        if not _is_id(channel):
            raise ValueError("an event without a channel")
        return f"{self.workspace}/{channel}"


def read(payload: str, signs: Mapping[str, str] = REACTIONS) -> Heard:
    """Return what was heard; raise ValueError where the payload is nothing that Slack sends.

    ``signs`` are what reactions say, by their names; in a log they say what they always do.
    """
    return heard_in(_parsed(payload), signs)


def heard_in(stored: Json, signs: Mapping[str, str] = REACTIONS) -> Heard:
    """Return what was heard, of a payload that is parsed already; raise ValueError."""
    match stored.get("kind"):
        case None if stored.get("type") == "app_rate_limited":
            return _held_back(stored)
        case None:
            return _event(stored, signs)
        case "introduction":
            return meet.heard(stored)
        case _:
            return interact.heard(stored)


def _held_back(told: Json) -> Heard:
    """A minute in which Slack sent us nothing more: it had sent too much."""
    minute, workspace = told.get("minute_rate_limited"), told.get("team_id")
    if not _is_id(workspace) or not isinstance(minute, int) or isinstance(minute, bool):
        raise ValueError("held back nowhere, or at no time")
    try:
        since = datetime.fromtimestamp(minute, UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError("held back at no time") from None
    return Heard(
        key=f"slack:{workspace}/gap:{since.isoformat()}",
        kind="gap",
        at=since,
        intent=Missed(since, since + timedelta(minutes=1), "rate_limited"),
        workspace=f"slack:{workspace}",
    )


def _event(envelope: Json, signs: Mapping[str, str]) -> Heard:
    seen = _envelope(envelope)
    if seen.capture is Capture.LIVE:
        seen = replace(seen, signs=signs)
    kind, key, at, person, intent = _happening(seen)
    if seen.capture is not Capture.LIVE:
        key = f"{seen.capture}:{key}"
    elif person and isinstance(intent, Addressed):
        person = replace(person, may_be_guest=True)  # until Slack tells
    return Heard(
        key=key,
        kind=kind,
        at=at,
        intent=intent,
        workspace=seen.workspace,
        place=_place(seen),
        person=person,
        capture=seen.capture,
    )


def key_of(payload: str) -> str:
    """Return the natural key of what a payload tells; of an unreadable one, of its bytes."""
    try:
        return read(payload).key
    except ValueError:
        return key_of_unreadable(payload)


def moment(ts: object) -> datetime:
    """Return the time of a Slack timestamp, ``1517436010.000936``; raise ValueError."""
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        raise ValueError(f"a timestamp that is none: {str(ts)[:40]!r}")
    seconds, _, micros = ts.partition(".")
    try:
        whole = datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"a timestamp out of range: {seconds}") from None
    return whole.replace(microsecond=int(f"{micros:0<6}"))


def _parsed(payload: str) -> Json:
    try:
        stored = json.loads(payload)
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(stored, dict):
        raise ValueError("not an event")
    return stored


def _envelope(envelope: Json) -> _Seen:
    if not isinstance(envelope.get("event"), dict):
        raise ValueError("not an event")
    allowed = envelope.get("authorizations")
    workspace = _installed_in(envelope)
    if not _is_id(workspace):
        raise ValueError("an event without a workspace")
    ours = frozenset(
        each["user_id"]
        for each in (allowed if isinstance(allowed, list) else [])
        if isinstance(each, dict) and _is_id(each.get("user_id"))
    )
    seconds = envelope.get("event_time")
    return _Seen(
        workspace=f"slack:{workspace}",
        event=envelope["event"],
        ours=ours,
        note=inside(envelope, "whoknows"),
        number=clean(str(envelope.get("event_id")))[:_LONGEST_SIGN],
        at=moment(str(seconds)) if isinstance(seconds, int) else _NO_TIME,
        is_shared=envelope.get("is_ext_shared_channel") is True,
    )


def _installed_in(envelope: Json) -> object:
    """Return the workspace of ours that hears it: in a shared channel it can be said in another."""
    workspace = envelope.get("team_id")
    allowed = envelope.get("authorizations")
    if envelope.get("is_ext_shared_channel") is not True or not isinstance(allowed, list):
        return workspace
    ours = [each.get("team_id") for each in allowed if isinstance(each, dict)]
    return workspace if workspace in ours or not ours or not _is_id(ours[0]) else ours[0]


_Happening = tuple[str, str, datetime, SeenPerson | None, Intent]


def _happening(seen: _Seen) -> _Happening:
    what = seen.event.get("type")
    if not isinstance(what, str):
        raise ValueError("an event without a type")
    if what in ("message", "app_mention"):
        return _message(seen)
    if what in ("reaction_added", "reaction_removed"):
        return _reaction(seen)
    if what in _JOINS + _LEAVES and _user(seen.event) in seen.ours:
        return _ourselves(seen, what)
    if what in (*_JOINS, *_LEAVES):
        return _coming(seen, what)
    if what in ("channel_rename", "group_rename"):
        return _renaming(seen)
    if what == "channel_id_changed":
        return _moving(seen)
    return _of_the_place(seen, what) or _of_the_workspace(seen, what) or _other(seen)


def _ourselves(seen: _Seen, what: str) -> _Happening:
    """We came into a place, or were taken out of it."""
    _, key, at, _, _ = _coming(seen, what)
    left = what in _LEAVES
    return "place", key, at, None, Rest("not_in_channel") if left else Arrive()


def _of_the_place(seen: _Seen, what: str) -> _Happening | None:
    """Something became of a place as a whole."""
    name, is_closed = _PLACE_EVENTS.get(what, ("", False))
    if not name:
        return None
    at = moment(seen.event.get("event_ts") or seen.event.get("ts"))
    key = f"{seen.channel}/{what}:{at.timestamp():.6f}"
    intent = Rest(name if is_closed else "", on=is_closed) if name != "shared" else Rename()
    return "place", key, at, None, intent


def _of_the_workspace(seen: _Seen, what: str) -> _Happening | None:
    """Somebody opened our page; or we were taken out of the workspace."""
    event = seen.event
    if what == "app_home_opened":
        at = moment(event.get("event_ts"))
        person, why = _author(seen, event)
        key = f"{seen.workspace}/home:{_user(event)}:{at.timestamp():.6f}"
        is_ours = why is None and event.get("tab") == "home"
        return "home", key, at, person, Home() if is_ours else Nothing(why or Why.NO_MATTER)
    if what == "user_change":
        return _person_changed(seen)
    tokens = inside(event, "tokens").get("bot")
    if what == "app_uninstalled" or (what == "tokens_revoked" and tokens):
        key = f"{seen.workspace}/{what}:{seen.number}"
        return "workspace", key, seen.at, None, Uninstall()
    return None


def _person_changed(seen: _Seen) -> _Happening:
    """Somebody left, came back, or is told of anew: Slack tells it of everybody."""
    user = inside(seen.event, "user")
    if not _is_id(user.get("id")):
        raise ValueError("nobody has changed")
    stamp = seen.event.get("event_ts")
    at = moment(stamp) if stamp else seen.at
    key = f"{seen.workspace}/user:{user['id']}:{at.timestamp():.6f}:{seen.number}"
    return "person", key, at, None, Introduce((meet.person_of(seen.workspace, user),), of_all=True)


def _other(seen: _Seen) -> _Happening:
    """Pass over what nothing here is for; some of it tells neither a time nor a key."""
    try:
        told = json.dumps(seen.event, sort_keys=True).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    key = f"{seen.workspace}/other:{hashlib.sha256(told).hexdigest()}"
    stamp = seen.event.get("event_ts") or seen.event.get("ts")
    at = moment(stamp) if stamp else _NO_TIME
    return "other", key, at, None, Nothing(Why.UNKNOWN_KIND)


def _message(seen: _Seen) -> _Happening:
    event = seen.event
    match event.get("subtype"):
        case "message_changed":
            return _edit(seen)
        case "message_deleted":
            return _deletion(seen, event.get("deleted_ts"), event.get("ts"))
        case str(subtype) if subtype in _CHANGES:
            return _change(seen, subtype)
        case "message_replied":
            return _nothing(seen, "thread notice", Why.NOTICE)
        case "channel_name" | "group_name":
            return _renaming(seen)
        case str(subtype) if subtype in (*_JOINS, *_LEAVES):
            return _coming(seen, subtype)
        case "bot_message":
            return _nothing(seen, "bot message", Why.BOT)
        case (str() | None) as subtype if subtype in _SPOKEN:
            edited = inside(event, "edited").get("ts")  # a mention is told again when edited
            if edited and event.get("type") == "app_mention":
                return _words(seen, "edit", event, moment(edited))
            return _words(seen, _SPOKEN[subtype], event, None)
        case _:
            return _nothing(seen, "notice", Why.NOTICE)


def _change(seen: _Seen, subtype: str) -> _Happening:
    """A place became private, or public."""
    at = moment(seen.event.get("ts"))
    return "place", f"{seen.channel}/{subtype}:{at.timestamp():.6f}", at, None, Rename()


def _words(seen: _Seen, kind: str, message: Json, edited_at: datetime | None) -> _Happening:
    ts = message.get("ts")
    at = moment(ts)
    key = f"{seen.channel}/{ts}"
    thread = _thread(seen, message)
    if kind == "message" and thread:
        kind = "thread reply"
    happening = key if edited_at is None else f"{key}/edit:{edited_at.timestamp():.6f}"
    person, why = _author(seen, message)
    text = labelled(_text(message), inside(seen.note, "names"))
    if why is None and not plain(text):
        why = Why.NO_WORDS
    # Its author took all the words away; in a published log others may have done that.
    is_bare = isinstance(message.get("text"), str) and not message["text"].strip()
    if why is Why.NO_WORDS and edited_at is not None and is_bare:
        return "deletion", happening, edited_at, person, Delete(key)
    if why or person is None:
        why = why or Why.NO_PERSON
        if why in _EMPTY:  # its twin may tell what is missing here
            happening = f"{happening}/{why}"
        return kind, happening, at, person, Nothing(why)
    if person.is_stranger and not thread:
        return kind, happening, at, person, Nothing(Why.STRANGER)
    intent = _intent(seen, text, key, thread, edited_at)
    if person.is_stranger and not isinstance(intent, Reply):
        intent = Reply(key, thread or key, plain(text), edited_at)
    return kind, happening, at, person, intent


def _thread(seen: _Seen, message: Json) -> str | None:
    """Return the message whose thread it stands in, None where it stands outside any."""
    ts = message.get("thread_ts")
    if not ts or ts == message.get("ts"):
        return None
    moment(ts)
    return f"{seen.channel}/{ts}"


def _intent(
    seen: _Seen, text: str, key: str, thread: str | None, edited_at: datetime | None
) -> Intent:
    before, ours, after = _around_our_name(text, seen.ours)
    is_direct = _is_said_to_us_alone(seen)
    if ours or is_direct:
        here = Context(CapturedBy.MENTION, key, thread, edited_at, is_direct)
        return mention(after, here, before) if ours else mention(before, here)
    if thread:
        return Reply(key, thread, plain(text), edited_at)
    return Say(key, plain(text), edited_at)


def _is_said_to_us_alone(seen: _Seen) -> bool:
    """Tell whether it was said in a direct line, where nobody needs to name us."""
    place = _place(seen)
    is_direct = place is not None and place.visibility is Visibility.DIRECT
    return is_direct and seen.capture is Capture.LIVE


def _around_our_name(text: str, ours: frozenset[str]) -> tuple[str, bool, str]:
    """Return what stands before the first mention of us, whether there is one, and what is after.

    A line that ends where we are named still ends there.
    """
    names = "|".join(map(re.escape, sorted(ours)))
    named = re.compile(rf"<@(?:{names})(?:\|[^<>]*)?>")
    found = named.search(text) if ours else None
    if found is None:
        return plain(text), False, ""
    before = text[: found.start()]
    ends_line = "\n" if before.rstrip(" ").endswith("\n") else ""
    return plain(before) + ends_line, True, plain(named.sub(" ", text[found.end() :]))


def _text(message: Json) -> str:
    """Return what a person wrote; of a file, the words that came with it."""
    if message.get("subtype") == "file_comment":
        words = inside(message, "comment").get("comment")
    elif "upload" in message and isinstance(message.get("file"), dict):
        words = inside(message["file"], "initial_comment").get("comment")
    else:
        words = message.get("text")
        if not isinstance(words, str) or words.strip(" .\n") in _NO_TEXT:
            words = words_in(message)
    return words[:_LONGEST] if isinstance(words, str) and words not in _PLACEHOLDERS else ""


def _author(seen: _Seen, message: Json) -> tuple[SeenPerson | None, Why | None]:
    user = _user(message)
    by_app = bool(message.get("bot_id"))
    if message.get("subtype") == "bot_message" or (by_app and user is None):
        return None, Why.BOT
    if user is None:
        return None, Why.NO_PERSON
    if user in seen.ours or user == "USLACKBOT" or seen.note.get("is_bot"):
        return None, Why.BOT
    # An app writes as itself, or with the token of a person as that person: a bot has both ids too.
    if by_app and seen.capture is not Capture.LIVE and not seen.note.get("is_person"):
        return None, Why.BOT
    return replace(
        _person(seen, user, message), may_be_bot=by_app and seen.capture is Capture.LIVE
    ), None


def _user(message: Json) -> str | None:
    user = message.get("user") or inside(message, "comment").get("user")
    return user if _is_id(user) else None


def _person(seen: _Seen, user: str, message: Json) -> SeenPerson:
    team = message.get("user_team") or message.get("source_team")
    if _is_id(team) and f"slack:{team}" != seen.workspace and seen.capture is Capture.LIVE:
        return SeenPerson(f"slack:{team}/{user}", is_stranger=True)
    if seen.note.get("is_stranger"):
        return SeenPerson(f"slack:{team if _is_id(team) else '-'}/{user}", is_stranger=True)
    key = f"{seen.workspace}/{user}"
    is_active = False if seen.note.get("has_left") else None
    profile = inside(message, "user_profile")
    for name in ("display_name", "real_name", "name"):
        own = profile.get(name)
        if isinstance(own, str) and plain(own):
            return SeenPerson(key, plain(own), fresh=True, is_active=is_active)
    return SeenPerson(key, _known_name(seen, "person"), is_active=is_active)


def _known_name(seen: _Seen, of: str) -> str | None:
    known = seen.note.get(of)
    return (clean(known) or None) if isinstance(known, str) else None


def _edit(seen: _Seen) -> _Happening:
    message = inside(seen.event, "message")
    if message.get("subtype") == "tombstone":
        return _deletion(seen, message.get("ts"), seen.event.get("ts"))
    before = _text(inside(seen.event, "previous_message"))
    edited = inside(message, "edited").get("ts")
    if not edited or (before and before == _text(message)):
        return _nothing(seen, "edit", Why.UNFURL)
    _, key, at, person, intent = _words(seen, "edit", message, moment(edited))
    return "edit", key, at, person, intent


def _deletion(seen: _Seen, ts: object, deleted_at: object) -> _Happening:
    moment(ts)
    key = f"{seen.channel}/{ts}"
    return "deletion", f"{key}/gone", moment(deleted_at), None, Delete(key)


def _reaction(seen: _Seen) -> _Happening:
    event = seen.event
    item = inside(event, "item")
    if item.get("type", "message") != "message":  # a file, say, which is in no channel
        _, key, at, _, _ = _other(seen)
        return "reaction", key, at, None, Nothing(Why.NO_MATTER)
    at = moment(event.get("event_ts"))
    moment(item.get("ts"))
    on = event.get("type") == "reaction_added"
    name = clean(str(event.get("reaction")).partition("::")[0])[:_LONGEST_SIGN]
    message = f"{seen.channel}/{item['ts']}"
    person, why = _author(seen, event)
    key = f"{message}/{_user(event)}/{name}/{'on' if on else 'off'}:{at.timestamp():.6f}"
    if person and person.is_stranger:
        why = Why.STRANGER
    if why is None and name not in seen.signs:
        why = Why.NO_MATTER
    if why:
        return "reaction", key, at, person, Nothing(why)
    return "reaction", key, at, person, Mark(message, MarkKind(seen.signs[name]), on)


def _coming(seen: _Seen, what: str) -> _Happening:
    ts = seen.event.get("ts") or seen.event.get("event_ts")
    at = moment(ts)
    kind = "join" if what in _JOINS else "leave"
    person, why = _author(seen, seen.event)
    if person and person.is_stranger:
        why = Why.STRANGER
    key = f"{seen.channel}/{ts}/{_user(seen.event)}/{kind}"
    intent: Intent = Join() if kind == "join" else Leave()
    return kind, key, at, person, Nothing(why) if why else intent


def _renaming(seen: _Seen) -> _Happening:
    at = moment(seen.event.get("event_ts") or seen.event.get("ts"))
    return "name", f"{seen.channel}/name:{at.timestamp():.6f}", at, None, Rename()


def _moving(seen: _Seen) -> _Happening:
    """A channel has another id: it was shared with another company, say."""
    old, new = seen.event.get("old_channel_id"), seen.event.get("new_channel_id")
    if not _is_id(old) or not _is_id(new):
        raise ValueError("a channel that moved from nowhere, or to nowhere")
    at = moment(seen.event.get("event_ts"))
    places = f"{seen.workspace}/{old}", f"{seen.workspace}/{new}"
    return "place", f"{places[0]}/moved:{at.timestamp():.6f}", at, None, Move(*places)


def _nothing(seen: _Seen, kind: str, why: Why) -> _Happening:
    ts = seen.event.get("ts")
    at = moment(ts)
    return kind, f"{seen.channel}/{ts}", at, None, Nothing(why)


def _place(seen: _Seen) -> SeenPlace | None:
    try:
        key = seen.channel
    except ValueError:
        return None
    channel = seen.event.get("channel")
    visibility = _readers(seen, key, channel if isinstance(channel, dict) else {})
    renamed = channel if isinstance(channel, dict) else seen.event
    if seen.event.get("type") in ("channel_rename", "group_rename") or "old_name" in seen.event:
        name = renamed.get("name")
        if isinstance(name, str) and plain(name):
            return SeenPlace(key, plain(name), visibility, renamed=True)
    # Somebody's channel of which nothing is known yet may be a closed one.
    is_vouched = seen.note.get("readers") == Visibility.PUBLIC
    presumed = Visibility.PUBLIC if is_vouched else Visibility.PRIVATE
    return SeenPlace(key, _known_name(seen, "place"), visibility, presumed=presumed)


def _readers(seen: _Seen, key: str, channel: Json) -> Visibility | None:
    """Return who can read a place at most; None where nothing tells, or only that all can.

    An event may call any channel public, and what was public when it was logged need not be now:
    live, Slack is asked, and what a log calls public is so only where nobody knows better.
    """
    what, subtype = str(seen.event.get("type")), str(seen.event.get("subtype"))
    of_a_group = what.startswith("group_") or subtype.startswith("group_")
    of_others = seen.is_shared or what == "channel_shared" or seen.note.get("is_stranger")
    told = seen.note.get("readers")
    readers = narrowest(
        by_id(key.rpartition("/")[2]),
        by_type(seen.event.get("channel_type")),
        by_flags(channel),
        by_name(channel.get("name")),
        _CHANGES.get(subtype),
        Visibility.PRIVATE if of_a_group else None,
        Visibility.SHARED if of_others else None,
        Visibility(told) if told in list(Visibility) else None,
    )
    return None if readers is Visibility.PUBLIC else readers


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _ID.fullmatch(value) is not None
