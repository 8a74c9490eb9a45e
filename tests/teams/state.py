"""All that the stand-in knows, shared by the connector and by what people do."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.teams import cards, reading
from tests.teams.keys import Keys
from tests.teams.world import (
    TENANT,
    App,
    Clock,
    Json,
    Message,
    Place,
    Stamps,
    Team,
    User,
    thread_id,
)


@dataclass
class Call:
    """A call of the app; ``is_planned`` where a test had it fail."""

    what: str
    path: str
    args: Any
    at: datetime
    place: str | None = None
    error: str | None = None
    status: int = 200
    is_planned: bool = False
    explained: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alarm:
    """Words of people that the app made live; ``message`` is none for what was not posted."""

    place: str
    message: str | None
    what: str


@dataclass
class State:
    """The whole of Teams as far as the app can tell."""

    clock: Clock
    app: App
    tenant: str = TENANT
    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    lively: list[str] = field(default_factory=list)
    base_url: str = ""
    serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        """Make the clock of the messages, and the keys."""
        self.stamp = Stamps(self.clock)
        self.keys = Keys(self.clock, self.app.id)

    # who and where

    def user(self, said: object, tenant: str | None = None) -> User:
        """Return a person by name, ``29:`` id, directory id, address or key."""
        for each in self.users.values() if said else ():
            if tenant in (None, each.tenant) and said in (
                *(each.id, each.aad, each.name, each.key, each.upn, each.email),
                f"8:orgid:{each.aad}",
            ):
                return each
        raise LookupError(said)

    def place(self, said: str) -> Place:
        """Return a place by id or name."""
        found = self.places.get(said)
        if found:
            return found
        alive = [each for each in self.places.values() if not each.is_deleted]
        named = [each for each in alive if each.name == said]
        if not named:
            raise LookupError(said)
        return named[-1]

    def team(self, said: str | None = None) -> Team:
        """Return a team by id or name, the first where none is named."""
        for each in self.teams.values():
            if said in (None, each.id, each.name):
                return each
        raise LookupError(said)

    def personal(self, user: User) -> Place:
        """Return the chat of a person with the bot, made where there was none."""
        ident = "a:1" + thread_id(f"personal {user.id} {self.app.id}")[3:35]
        if ident not in self.places:
            self.places[ident] = Place(
                ident, user.name, "personal", user.tenant, own_members=[user.id]
            )
        return self.places[ident]

    def service_url(self, tenant: str) -> str:
        """Return where the app finds the connector for a tenant."""
        return f"{self.base_url}/emea/{tenant}/"

    def reaches(self, user: User) -> bool:
        """Tell whether the bot may write to a person: the app is theirs, or they are beside it."""
        personal = self.personal(user)
        if personal.app_is_in or personal.is_removed:
            return personal.app_is_in
        return any(each.has_app and user.id in each.members for each in self.places.values())

    # what stands there

    def post(self, place: Place, author: str | None, body: Json, root: str | None) -> Message:
        """Put a message into a place."""
        message = Message(self.stamp(), author, body, next(self.serials), root)
        place.messages.append(message)
        return message

    def said(self, text: str) -> None:
        """Remember what of somebody's words must never come alive."""
        self.lively += [each for each in reading.lively(text) if each not in self.lively]

    def look_for_life(self, place: str, message: str | None, body: Json) -> None:
        """Raise an alarm where people's words came alive in what the app shows."""
        for text in reading.live_texts(body):
            for fragment in self.lively:
                if text.takes(fragment):
                    self.alarms.append(Alarm(place, message, fragment))

    def look_at_mentions(self, entities: object, texts: list[str], where: str) -> list[str]:
        """Complain of mentions that are none; return what is wrong so that it is refused."""
        wrong: list[str] = []
        for each in entities if isinstance(entities, list) else []:
            if not isinstance(each, dict) or each.get("type") != "mention":
                continue
            who = each.get("mentioned") or {}
            if who.get("id") in self.places or who.get("id") in self.teams:
                self.alarms.append(Alarm(where, None, f"everybody in {who.get('name')}"))
            elif who.get("id") != self.app.account and not self._is_somebody(who.get("id")):
                wrong.append(f"nobody has the id {who.get('id')!r}")
            if not any(str(each.get("text")) in text for text in texts):
                self.complaints.append(f"{where}: the mention {each.get('text')!r} stands nowhere")
        return wrong

    def _is_somebody(self, ident: object) -> bool:
        try:
            self.user(ident)
        except LookupError:
            return False
        return True

    def look_at_text(self, body: Json, where: str) -> None:
        """Complain of what a reader sees as markup, or not at all as it was meant."""
        plain = [str(body.get("text") or "")]
        on_cards = [text for card in cards.of(body) for text in reading.card_texts(card)]
        in_runs = [text for card in cards.of(body) for text in reading.runs(card)]
        titles = [each["title"] for card in cards.of(body) for each in cards.actions(card)]
        names = [each for text in reading.live_texts(body) for each in text.mentions]
        for each in (tag for text in (*plain, *on_cards) for tag in reading.at_tags(text)):
            if each not in names:
                self.complaints.append(f"{where}: {each} mentions nobody")
        for each in (odd for text in (*on_cards, *in_runs) for odd in reading.odd_moments(text)):
            self.complaints.append(f"{where}: nobody can read {each}")
        for each in (moment for text in (*plain, *titles) for moment in reading.moments(text)):
            self.complaints.append(f"{where}: {each} stays as it is")
