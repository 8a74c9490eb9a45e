"""What Slack tells of people and places when it is asked, as something that was heard.

A payload is JSON: ``kind`` ``introduction``, ``at``, ``workspace``, ``request`` (which asking it
was), and as far as it was asked for: ``channel`` (of conversations.info), ``users`` (of
users.info) and ``present`` (the ids of conversations.members). What the event told of a channel,
after which it was asked about, is ``seen_as`` in ``channel``.
"""

from datetime import datetime
from typing import Any

from adapters.slack.readers import of_channel
from adapters.slack.text import plain
from bot.intents import Heard, Introduce, SeenPerson, SeenPlace
from bot.model import Visibility, narrowest

Json = dict[str, Any]

_NEEDED = (
    "id",
    "name",
    "real_name",
    "tz",
    "locale",
    "deleted",
    "is_bot",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
    "is_email_confirmed",
)
_NEEDED_OF_PROFILE = ("display_name", "real_name", "email")


def heard(stored: Json) -> Heard:
    """Return what was heard; raise ValueError where it is no introduction."""
    workspace = str(stored.get("workspace"))
    channel, users = stored.get("channel"), stored.get("users")
    place = place_of(workspace, channel) if isinstance(channel, dict) else None
    present = stored.get("present")
    people = [each for each in users if isinstance(each, dict)] if isinstance(users, list) else []
    return Heard(
        key=f"{workspace}/introduction:{stored.get('request')}",
        kind="introduction",
        at=datetime.fromisoformat(str(stored.get("at"))),
        intent=Introduce(
            people=tuple(person_of(workspace, each) for each in people),
            present=tuple(f"{workspace}/{each}" for each in present)
            if isinstance(present, list)
            else None,
        ),
        workspace=workspace,
        place=place,
    )


def place_of(workspace: str, channel: Json) -> SeenPlace:
    """Return a place as conversations.info and the event before it tell: never more than both."""
    name = plain(str(channel.get("name") or "")) or None
    seen_as = channel.get("seen_as")
    visibility = narrowest(of_channel(channel), Visibility(seen_as) if seen_as else None)
    return SeenPlace(
        f"{workspace}/{channel.get('id')}", name, visibility, presumed=Visibility.PRIVATE
    )


def without_the_rest(told: Json) -> Json:
    """Return an event without what we do not read of a person in it."""
    event = told.get("event")
    if not isinstance(event, dict) or event.get("type") != "user_change":
        return told
    user = event.get("user")
    return {**told, "event": {**event, "user": needed_of(user if isinstance(user, dict) else {})}}


def needed_of(user: Json) -> Json:
    """Return what we read of users.info: telephone, title and the rest are not even stored."""
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    return {
        **{name: user[name] for name in _NEEDED if name in user},
        "profile": {name: profile[name] for name in _NEEDED_OF_PROFILE if name in profile},
    }


def person_of(workspace: str, user: Json) -> SeenPerson:
    """Return a person as users.info tells of them."""
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
    name = next(
        (
            plain(each)
            for each in (*names, user.get("name"))
            if isinstance(each, str) and plain(each)
        ),
        None,
    )
    locale = user.get("locale")
    zone = user.get("tz")
    return SeenPerson(
        f"{workspace}/{user.get('id')}",
        name,
        fresh=name is not None,
        zone=zone if isinstance(zone, str) and zone else None,
        language=locale[:2].lower() if isinstance(locale, str) and locale else None,
        is_guest=_is_guest(user),
        is_active=not user.get("deleted") and not user.get("is_bot"),
        is_stranger=_is_of_others(workspace, user),
        is_bot=user.get("is_bot") is True,
        email=_email(user, profile),
    )


def _is_guest(user: Json) -> bool | None:
    """Tell whether somebody is a guest; of a closed account Slack says no more."""
    flags = [user.get(name) for name in ("is_restricted", "is_ultra_restricted", "is_stranger")]
    return None if user.get("deleted") and not any(flags) else any(map(bool, flags))


def _is_of_others(workspace: str, user: Json) -> bool:
    """Tell whether somebody is of another organisation; of one with many workspaces, ours is one.

    Nothing else tells it of who puts a reaction or joins a shared channel.
    """
    team = user.get("team_id")
    if not isinstance(team, str) or f"slack:{team}" == workspace:
        return user.get("is_stranger") is True
    enterprise = user.get("enterprise_user")
    teams = enterprise.get("teams") if isinstance(enterprise, dict) else None
    return workspace.removeprefix("slack:") not in (teams if isinstance(teams, list) else [])


def _email(user: Json, profile: Json) -> str | None:
    """Return an address that Slack has verified; None where we may not see it, or nobody has."""
    email = profile.get("email")
    is_theirs = user.get("is_email_confirmed") is True and not user.get("is_stranger")
    return email if is_theirs and isinstance(email, str) and "@" in email else None
