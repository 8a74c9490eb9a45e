"""Places, people and who is in which place."""

import secrets
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, null, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.intents import SeenPerson, SeenPlace
from bot.model import Person, Phase, Place, PlaceKind, Visibility, narrowest
from bot.text import shortened
from store.base import in_lots
from store.moving import Moving
from store.search import Search
from store.tables import (
    conversations,
    examples,
    gaps,
    interests,
    members,
    persons,
    places,
    questions,
    topics,
    workspaces,
)
from store.told import Told

_LONGEST_NAME = 200
_CHOSEN = frozenset(("quiet", "snoozed_from", "snoozed_until", "named", "opted_out", "offers"))
"""Columns that hold what a person chose for themselves, whichever account they chose it with."""


class People(Told, Search, Moving):
    """The part of a transaction about places and people; what it has seen it knows for a while."""

    def __init__(
        self, connection: AsyncConnection, organisation: str, default_phase: Phase
    ) -> None:
        super().__init__(connection, organisation)
        self._default_phase = default_phase
        self._places: dict[str, Row[Any]] = {}
        self._known: dict[str, str | None] = {}

    async def place(self, key: str) -> Place:
        """Return a place as it is remembered; one that nobody told of is off, and closed."""
        row = await self._known_place(key)
        return place_of(row) if row else Place(key, visibility=Visibility.PRIVATE)

    async def _known_place(self, key: str) -> Row[Any] | None:
        row = self._places.get(key) or await self._place_row(key)
        if row is not None:
            self._places[key] = row
        return row

    async def place_as_seen(self, seen: SeenPlace) -> Place:
        """Return a place as it would be remembered, now that it is seen like this."""
        row = self._places.get(seen.key) or await self._place_row(seen.key)
        if row is None:
            visibility = seen.visibility or seen.presumed
            kind = seen.kind or PlaceKind.CHANNEL
            return Place(seen.key, seen.name, visibility, self._default_phase, kind=kind)
        place = place_of(row)
        name = seen.name if seen.renamed or not place.name else place.name
        return replace(
            place,
            name=name or place.name,
            visibility=seen.visibility or place.visibility,
            kind=seen.kind or place.kind,
        )

    async def note_place(self, seen: SeenPlace, workspace: str, at: datetime) -> Place:
        """Return the place, remembered now if it is new; the newest name and visibility win."""
        row = self._places.get(seen.key) or await self._place_row(seen.key)
        if row is None:
            await self.add(places, self._new_place(seen, workspace, at))
            row = await self._place_row(seen.key)
        assert row is not None  # noqa: S101 - it was just added
        before = row.visibility
        news = _news(row, seen, at)
        if news:
            await self.run(update(places).where(self.mine(places, key=seen.key)).values(news))
            row = await self._place_row(seen.key)
        if news.get("visibility", Visibility.PUBLIC) not in (Visibility.PUBLIC, before):
            await self._narrow(seen.key, news["visibility"])
        assert row is not None  # noqa: S101
        self._places[seen.key] = row
        return place_of(row)

    async def places(self, keys: Sequence[str]) -> Sequence[Place]:
        """Return those of the places that we know, by key."""
        rows = await self.run(select(places).where(self.mine(places), places.c.key.in_(keys)))
        return sorted(map(place_of, rows), key=lambda each: each.key)

    async def workspaces_seen(self) -> Sequence[str]:
        """Return the workspaces in which we know a place."""
        mine = select(places.c.workspace).where(self.mine(places)).distinct()
        return sorted(row.workspace for row in await self.run(mine))

    async def set_phase(self, place: str, phase: Phase) -> None:
        """Move a place to another phase."""
        await self.set_place(place, phase=phase.value)

    async def set_readers(self, place: str, visibility: Visibility) -> None:
        """Take an admin's word who can read a place, of which its platform does not tell."""
        await self.set_place(place, visibility=visibility.value)
        if visibility is not Visibility.PUBLIC:
            await self._narrow(place, visibility.value)

    async def begin_to_serve(self, place: str, at: datetime, digest_at: datetime) -> None:
        """Note since when people are served in a place, and when its first digest is due."""
        first = self.mine(places, key=place) & places.c.served_since.is_(None)
        await self.run(update(places).where(first).values(served_since=at))
        await self.set_place(place, digest_at=digest_at)

    async def set_place(self, place: str, **lines: object) -> None:
        """Set columns of a place."""
        await self.run(update(places).where(self.mine(places, key=place)).values(lines))
        self._places.pop(place, None)

    async def served_places(self, workspace: str) -> Sequence[Place]:
        """Return the public places of a workspace where people are served, by name."""
        serves = places.c.phase.in_([phase.value for phase in Phase if phase.serves])
        mine = self.mine(places, workspace=workspace, visibility=Visibility.PUBLIC.value)
        rows = await self.run(select(places).where(mine, serves))
        return sorted(map(place_of, rows), key=lambda each: (each.name or "", each.key))

    async def places_of(self, person: str) -> Sequence[Place]:
        """Return the places in which somebody is and where people are served, by name."""
        serves = places.c.phase.in_([phase.value for phase in Phase if phase.serves])
        there = (members.c.organisation == places.c.organisation) & (
            members.c.place == places.c.key
        )
        is_in = self.mine(members, person=person) & (members.c.present == true())
        shared = places.c.visibility != Visibility.DIRECT.value
        rows = await self.run(select(places).join(members, there).where(is_in, serves, shared))
        return sorted(map(place_of, rows), key=lambda each: (each.name or "", each.key))

    async def serves_anywhere(self, workspace: str) -> bool:
        """Tell whether people are served in any place of a workspace, whoever can read it."""
        serves = places.c.phase.in_([phase.value for phase in Phase if phase.serves])
        shared = places.c.visibility != Visibility.DIRECT.value
        mine = self.mine(places, workspace=workspace) & serves & shared
        return await self.one(select(places.c.key).where(mine)) is not None

    async def board(self, workspace: str) -> Sequence[tuple[Place, int]]:
        """Return the public places of a workspace that are not off or in which somebody wanted us.

        Each with how often that was; those that serve come first.
        """
        there = (interests.c.organisation == places.c.organisation) & (
            interests.c.place == places.c.key
        )
        wanted = select(func.count()).where(there).scalar_subquery()
        mine = self.mine(places, workspace=workspace, visibility=Visibility.PUBLIC.value)
        rows = await self.run(
            select(places, wanted.label("wanted")).where(
                mine, (places.c.phase != Phase.OFF.value) | (wanted > 0)
            )
        )
        found = [(place_of(row), int(row.wanted)) for row in rows]
        return sorted(
            found,
            key=lambda each: (
                not each[0].phase.serves,
                each[0].phase is Phase.OFF,
                each[0].name or "",
                each[0].key,
            ),
        )

    async def person(self, key: str) -> Person:
        """Return what we know of a person; of a stranger just the key."""
        return next(iter(await self.people([key])), Person(key))

    async def people(self, keys: Sequence[str]) -> Sequence[Person]:
        """Return those of the people whom we know, in the order asked for."""
        mine = select(persons).where(self.mine(persons))
        rows = {row.key: row for row in await self.run(mine.where(persons.c.key.in_(keys)))}
        # Only accounts with a verified address can have others beside them.
        addresses = {row.email_hash for row in rows.values() if row.email_hash}
        accounts: dict[str, list[Row[Any]]] = {}
        if addresses:
            theirs = await self.run(mine.where(persons.c.email_hash.in_(addresses)))
            for row in sorted(theirs, key=lambda row: row.key):
                accounts.setdefault(row.same_as or row.key, []).append(row)
        found = {
            key: _person(row, accounts.get(row.same_as or key, [row])) for key, row in rows.items()
        }
        return [found[key] for key in dict.fromkeys(keys) if key in found]

    async def people_with_topics(self, about: AbstractSet[str] | None = None) -> Sequence[Person]:
        """Return who named topics of their own: each once, with what they named anywhere.

        Where it is told what ``about``, in words as they are compared, it is who named one of them.
        """
        with_topics = persons.c.topics.is_not(None) & (persons.c.topics != "")
        if about is not None:
            with_topics &= persons.c.key.in_(await self._accounts_that_name(about))
        named = select(persons.c.key, persons.c.active).where(self.mine(persons), with_topics)
        rows = sorted(await self.run(named), key=lambda row: (not row.active, row.key))
        found: dict[str, Person] = {}
        for each in await self.people([row.key for row in rows]):
            first = found.setdefault(each.keys[0], each)
            topics = tuple(dict.fromkeys((*first.topics, *each.topics)))
            found[each.keys[0]] = replace(first, topics=topics)
        return sorted(found.values(), key=lambda each: each.key)

    async def _accounts_that_name(self, about: AbstractSet[str]) -> Sequence[str]:
        """Return all accounts of the people who named a topic with one of these words in any."""
        named = select(topics.c.person).where(self.mine(topics), topics.c.term.in_(about))
        people = await self.people(sorted({row.person for row in await self.run(named)}))
        return [key for each in people for key in each.keys]

    async def know(self, person: SeenPerson, workspace: str, at: datetime) -> None:
        """Remember that this person exists, and the newest name."""
        if self._known.get(person.key, "") == person.name and not person.fresh:
            return
        name = shortened(person.name, _LONGEST_NAME) if person.name else None
        added = await self.add(persons, self._new_person(person, workspace, at))
        if not added and name:
            change = update(persons).where(self.mine(persons, key=person.key))
            if person.fresh:
                older = persons.c.named_at.is_(None) | (persons.c.named_at < at)
                await self.run(change.where(older).values(name=name, named_at=at))
            else:
                await self.run(change.where(persons.c.name.is_(None)).values(name=name))
        if added:
            await self._take_up(person.key)
        else:
            await self._take_from_platform(person, at)
        if person.email and (added or person.fresh):
            await self.take_email(person.key, person.email, at)
        self._known[person.key] = person.name

    async def introduce(self, people: Sequence[SeenPerson], workspace: str, at: datetime) -> None:
        """Remember many people as a platform tells of them, as cheaply as it can be done.

        A channel can hold thousands: who is new takes a few statements, who is as before none.
        """
        hashes = await self.hashed(each.email for each in people if each.email)
        rows: dict[str, Row[Any]] = {}
        for some in in_lots([each.key for each in people]):
            mine = select(persons).where(self.mine(persons), persons.c.key.in_(some))
            rows |= {row.key: row for row in await self.run(mine)}
        new = [each for each in people if each.key not in rows]
        for lot in in_lots(new):
            await self.add_all(
                persons,
                [
                    self._new_person(each, workspace, at)
                    | {
                        "email_hash": hashes.get(each.email or ""),
                        "email_at": at if each.email else None,
                    }
                    for each in lot
                ],
            )
        await self.link_all([hashes[each.email] for each in new if each.email])
        for each in people:
            row = rows.get(each.key)
            if row is not None and _is_news(each, row, hashes.get(each.email or "")):
                await self.know(each, workspace, at)
        await self._vouch([each.key for each in people if each.is_guest is not None], at)

    def _new_person(self, person: SeenPerson, workspace: str, at: datetime) -> dict[str, Any]:
        return {
            "key": person.key,
            "workspace": workspace,
            "name": shortened(person.name, _LONGEST_NAME) if person.name else None,
            "named_at": at if person.fresh else None,
            "zone_told": person.zone,
            "language_told": person.language,
            "guest": bool(person.is_guest),
            "told_at": at if person.is_guest is not None else None,
            "active": person.is_active is not False,
            "token": secrets.token_hex(8),
        }

    async def take_attendance(self, place: str, present: AbstractSet[str], at: datetime) -> None:
        """Remember who is in a place, and that nobody else is, unless a newer word is known."""
        before = set(await self.members(place))
        for some in in_lots(sorted(present - before)):
            rows = [
                {
                    "organisation": self.organisation,
                    "place": place,
                    "person": each,
                    "present": True,
                    "at": at,
                }
                for each in some
            ]
            await self.run(self._insert(members).values(rows).on_conflict_do_nothing())
        for people, is_there in ((present - before, True), (before - present, False)):
            for some in in_lots(sorted(people)):
                mine = self.mine(members, place=place) & members.c.person.in_(some)
                older = (members.c.at < at) & (members.c.present != is_there)
                change = update(members).where(mine, older)
                await self.run(change.values(present=is_there, at=at))

    async def _take_from_platform(self, person: SeenPerson, at: datetime) -> None:
        """Take what the platform says of somebody in place of what it said before.

        What they said themselves stands beside it. What was told earlier changes nothing.
        """
        newer = persons.c.told_at.is_(None) | (persons.c.told_at <= at)
        mine = update(persons).where(self.mine(persons, key=person.key), newer)
        news: dict[str, Any] = {}
        if person.zone:
            news["zone_told"] = person.zone
        if person.language:
            news["language_told"] = person.language
        if person.is_guest is not None:
            news |= {"guest": person.is_guest, "told_at": at}
        if person.is_active is not None:
            news = {"active": person.is_active, "told_at": _if_told(at)} | news
        if news:
            await self.run(mine.values(news))

    async def has_left(self, person: str, at: datetime) -> None:
        """Note that somebody has left, unless newer word of them is known."""
        newer = persons.c.told_at.is_(None) | (persons.c.told_at <= at)
        mine = update(persons).where(self.mine(persons, key=person), newer)
        await self.run(mine.values(active=False, told_at=_if_told(at)))

    async def is_back(self, person: str, at: datetime) -> None:
        """Note that somebody is there, unless they left later than that."""
        newer = persons.c.told_at.is_(None) | (persons.c.told_at <= at)
        mine = update(persons).where(self.mine(persons, key=person), newer)
        await self.run(mine.values(active=True))

    async def is_anywhere(self, person: str) -> bool:
        """Tell whether we know of a place in which somebody is."""
        mine = self.mine(members, person=person, present=True)
        return await self.one(select(members.c.place).where(mine)) is not None

    async def set_profile(self, person: str, **lines: object) -> None:
        """Set columns of a person; what they chose is set for all their accounts."""
        chosen = {name: lines.pop(name) for name in _CHOSEN & lines.keys()}
        change = update(persons)
        if lines:
            await self.run(change.where(self.mine(persons, key=person)).values(lines))
        if "topics" in lines:
            await self.index_topics(person)
        if chosen:
            theirs = persons.c.key.in_((await self.person(person)).keys)
            await self.run(change.where(self.mine(persons), theirs).values(chosen))

    async def set_member(
        self, place: str, person: str, at: datetime, *, present: bool, came: bool = False
    ) -> bool:
        """Remember a join or leave unless a newer one is known; tell if anything changed.

        ``came`` says that they were heard to come, not only seen to be there.
        """
        row = {"place": place, "person": person, "present": present, "at": at}
        if await self.add(members, row | {"came_at": at if came else None}):
            return True
        mine = self.mine(members, place=place, person=person)
        if came:
            earlier = members.c.came_at.is_(None) | (members.c.came_at < at)
            await self.run(update(members).where(mine, earlier).values(came_at=at))
        newer = update(members).where(mine, members.c.at < at).values(present=present, at=at)
        return await self.changed(newer)

    async def may_see(self, place: str, person: str) -> bool:
        """Tell whether a person may read a place: any public one (no guest), others as a member."""
        row = await self._known_place(place)
        if row is not None and row.visibility == Visibility.PUBLIC.value:
            guest = select(persons.c.key).where(self.mine(persons, key=person, guest=True))
            if await self.one(guest) is None:
                return True
        return await self.is_member(place, person)

    async def who_sees(self, place: str, people: Collection[str]) -> AbstractSet[str]:
        """Return those of some people who may read a place."""
        row = await self._known_place(place)
        is_public = row is not None and row.visibility == Visibility.PUBLIC.value
        found: set[str] = set()
        for some in in_lots(sorted(people)):
            there = self.mine(members, place=place) & (members.c.present == true())
            inside = select(members.c.person).where(there, members.c.person.in_(some))
            found.update(row.person for row in await self.run(inside))
            if is_public:
                guests = self.mine(persons, guest=True) & persons.c.key.in_(some)
                rows = await self.run(select(persons.c.key).where(guests))
                found |= set(some) - {row.key for row in rows}
        return found

    async def is_member(self, place: str, person: str) -> bool:
        """Tell whether a person is in a place, as far as we know."""
        mine = self.mine(members, place=place, person=person)
        found = await self.one(select(members.c.person).where(mine, members.c.present == true()))
        return found is not None

    async def members(self, place: str) -> Sequence[str]:
        """Return who is in a place, as far as we know."""
        mine = self.mine(members, place=place, present=True)
        return [row.person for row in await self.run(select(members.c.person).where(mine))]

    async def rest(self, place: str, why: str, at: datetime) -> bool:
        """Have nothing sent to a place until it wakes; False where it rests already."""
        awake = self.mine(places, key=place) & places.c.rests_since.is_(None)
        self._places.pop(place, None)
        return await self.changed(
            update(places).where(awake).values(rests_since=at, rests_why=shortened(why, 200))
        )

    async def wake(self, place: str) -> None:
        """Have things sent to a place again."""
        self._places.pop(place, None)
        mine = self.mine(places, key=place)
        await self.run(update(places).where(mine).values(rests_since=None, rests_why=None))

    async def conversation(self, key: str) -> str | None:
        """Return how a platform wants to be told where a place or somebody's direct line is."""
        found = select(conversations.c.reference).where(self.mine(conversations, key=key))
        return (await self.run(found)).scalar()

    async def set_conversation(self, key: str, reference: str) -> None:
        """Keep that, in place of what was kept before."""
        if not await self.add(conversations, {"key": key, "reference": reference}):
            mine = self.mine(conversations, key=key)
            await self.run(update(conversations).where(mine).values(reference=reference))

    async def leave_workspace(self, workspace: str, at: datetime) -> None:
        """Have nothing sent in a workspace: we were uninstalled, or our token was taken back."""
        await self.add(workspaces, {"key": workspace})
        mine = self.mine(workspaces, key=workspace)
        older = workspaces.c.installed_at.is_(None) | (workspaces.c.installed_at < at)
        gone = update(workspaces).where(mine, older)
        await self.run(gone.values(gone_at=at, installation=None))

    async def return_to_workspace(self, workspace: str, at: datetime) -> None:
        """Have things sent in a workspace again."""
        mine = self.mine(workspaces, key=workspace) & (workspaces.c.gone_at < at)
        await self.run(update(workspaces).where(mine).values(gone_at=None))

    async def _narrow(self, place: str, visibility: str) -> None:
        """Have nothing that was said in a place count as public any more, whatever it becomes.

        Else answers given while it was closed would be found once it is open again.
        """
        for table in (questions, examples):
            mine = self.mine(table, place=place, visibility=Visibility.PUBLIC.value)
            await self.run(update(table).where(mine).values(visibility=visibility))

    async def add_interest(self, key: str, place: str, at: datetime) -> None:
        """Count that somebody wanted us in a place where we are not."""
        await self.add(interests, {"key": key, "place": place, "at": at})

    async def add_gap(
        self, key: str, workspace: str, since: datetime, until: datetime, reason: str
    ) -> None:
        """Remember that nothing is known of a time in a workspace."""
        row = {"key": key, "place": workspace, "since": since, "until": until, "reason": reason}
        await self.add(gaps, row)

    async def interest(self, place: str) -> int:
        """Return how often somebody wanted us in a place."""
        mine = self.mine(interests, place=place)
        return int((await self.run(select(func.count()).where(mine))).scalar_one())

    async def _place_row(self, key: str) -> Row[Any] | None:
        return await self.one(select(places).where(self.mine(places, key=key)))

    def _new_place(self, seen: SeenPlace, workspace: str, at: datetime) -> dict[str, Any]:
        return {
            "key": seen.key,
            "workspace": workspace,
            "name": shortened(seen.name, _LONGEST_NAME) if seen.name else None,
            "named_at": at if seen.renamed else None,
            "visibility": (seen.visibility or seen.presumed).value,
            "seen_as": seen.visibility.value if seen.visibility else None,
            "seen_at": at if seen.visibility else None,
            "phase": self._default_phase.value,
            "kind": seen.kind.value if seen.kind else None,
        }


def _news(row: Row[Any], seen: SeenPlace, at: datetime) -> dict[str, Any]:
    news: dict[str, Any] = {}
    newer = seen.renamed and (row.named_at is None or row.named_at < at)
    if seen.name and seen.name != row.name and (row.name is None or newer):
        news["name"] = shortened(seen.name, _LONGEST_NAME)
    if newer and seen.name:
        news["named_at"] = at
    if seen.visibility:
        news |= _readers(row, seen.visibility, at)
    if seen.kind and seen.kind.value != row.kind:
        news["kind"] = seen.kind.value
    return news


def _readers(row: Row[Any], told: Visibility, at: datetime) -> dict[str, Any]:
    """Return who can read a place, as it was told at some time.

    Fewer than we thought counts whenever it was told, more only where nothing newer says otherwise.
    """
    before = Visibility(row.visibility)
    is_wider = narrowest(told, before) is not told
    is_late = row.seen_at is not None and at < row.seen_at
    if is_wider and is_late:
        return {}
    if told is before and row.seen_as == told.value:
        return {}
    seen_at = max(at, row.seen_at) if row.seen_at else at
    return {"visibility": told.value, "seen_as": told.value, "seen_at": seen_at}


def place_of(row: Row[Any]) -> Place:
    """Return the place that a row holds."""
    return Place(
        key=row.key,
        name=row.name,
        visibility=Visibility(row.visibility),
        phase=Phase(row.phase),
        zone=row.zone,
        language=row.language,
        owner=row.owner,
        wants_digest=row.wants_digest,
        digest_at=row.digest_at,
        rests_since=row.rests_since,
        told=Visibility(row.seen_as) if row.seen_as else None,
        kind=PlaceKind(row.kind) if row.kind else PlaceKind.CHANNEL,
        readers_at=row.readers_at,
    )


def _person(own: Row[Any], accounts: Sequence[Row[Any]]) -> Person:
    """Return the person that rows hold, as seen from one of their accounts.

    What they chose in one account holds in all; a line that they have not told in this one is
    taken from another. Where they may be is different in each, and so is whether it is closed.
    """
    rows = [own, *(each for each in accounts if each.key != own.key)]
    snoozed = max(
        (each for each in rows if each.snoozed_until),
        key=lambda each: each.snoozed_until,
        default=None,
    )
    return Person(
        key=own.key,
        name=_told(rows, "name"),
        zone=_told(rows, "zone") or _told(rows, "zone_told"),
        language=_told(rows, "language") or _told(rows, "language_told"),
        zone_told=_told(rows, "zone_told"),
        language_told=_told(rows, "language_told"),
        team=_told(rows, "team"),
        hours=_told(rows, "hours"),
        topics=tuple((own.topics or "").splitlines()),
        quiet=any(each.quiet for each in rows),
        snoozed_from=snoozed.snoozed_from if snoozed else None,
        snoozed_until=snoozed.snoozed_until if snoozed else None,
        named=any(each.named for each in rows),
        opted_out=any(each.opted_out for each in rows),
        offers=all(each.offers for each in rows),
        active=own.active,
        guest=own.guest,
        accounts=tuple(each.key for each in accounts),
    )


def _told(rows: Sequence[Row[Any]], line: str) -> str | None:
    told = (getattr(each, line) for each in rows)
    return next((each for each in told if each), None)


def _if_told(at: datetime) -> ColumnElement[datetime | None]:
    """Return, in SQL, a time as that of the newest word, where it is known who is a guest."""
    return case((persons.c.told_at.is_(None), null()), else_=at)


def _is_news(told: SeenPerson, row: Row[Any], email_hash: str | None) -> bool:
    """Tell whether a platform tells of somebody what is not remembered yet."""
    return (
        (bool(told.name) and told.name != row.name)
        or (told.is_guest is not None and told.is_guest != row.guest)
        or (told.is_active is not None and told.is_active != row.active)
        or (bool(told.zone) and told.zone != row.zone_told)
        or (bool(told.language) and told.language != row.language_told)
        or (email_hash is not None and email_hash != row.email_hash)
    )
