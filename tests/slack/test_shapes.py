"""Whatever is rightly signed is taken in: what nobody can read is set aside, the rest goes on."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from adapters.web.http import LONGEST_BODY
from bot.model import Phase
from bot.ports import StoreAway
from store.transaction import Database, Transaction
from tests.slack.doorstep import (
    Doorstep,
    another_door,
    envelope,
    eventually,
)
from tests.slack.shapes import COMMAND, Shape, Shapes

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Seen:
    """What came of a shape."""

    name: str
    status: int
    becomes: str
    why: str = ""


class Watch:
    """Sends shapes and sees what changes."""

    def __init__(self, door: Doorstep) -> None:
        self._door = door
        self._dead: dict[str, str] = {}
        self._heard: set[str] = set()
        self._remembered: tuple[int, ...] = (0,) * 7

    async def send(self, shape: Shape) -> Seen:
        """Send a shape, wait until it is worked on, and return what came of it."""
        self._door.bot.clock.push(seconds=1)
        status = (await self._door.send(shape.body, shape.kind)).status
        await self._door.worked_on()
        before, self._dead = self._dead, await self._door.set_aside()
        told, self._remembered = self._remembered, await self._door.how_much()
        known, self._heard = self._heard, await self._inbox()
        new = [why for key, why in self._dead.items() if key not in before]
        if told != self._remembered:
            return Seen(shape.name, status, "remembered", "; ".join(new))
        if new:
            return Seen(shape.name, status, "dead", "; ".join(new))
        return Seen(shape.name, status, "passed over" if self._heard - known else "not kept")

    async def _inbox(self) -> set[str]:
        rows = await self._door.rows("SELECT key FROM inbox WHERE key NOT LIKE '%/introduction:%'")
        return {row[0] for row in rows}


def is_as_told(shape: Shape, seen: Seen) -> bool:
    """Tell whether that came of a shape which should."""
    is_same = (seen.status, seen.becomes) == (200, shape.becomes)
    return is_same and seen.why.startswith(shape.why) and bool(seen.why) == bool(shape.why)


async def test_no_shape_of_three_hundred_is_refused_or_taken_for_what_it_is_not(
    door: Doorstep,
) -> None:
    shapes = list(Shapes(door).all())
    watch = Watch(door)

    seen = [(shape, await watch.send(shape)) for shape in shapes]

    assert [told for shape, told in seen if not is_as_told(shape, told)] == []
    assert len(shapes) > 300


async def test_right_after_a_hundred_odd_shapes_a_question_is_remembered(
    door: Doorstep,
) -> None:
    shapes = list(Shapes(door).all())[::3]

    statuses = []
    for start in range(0, len(shapes), 20):
        lot = shapes[start : start + 20]
        answers = await asyncio.gather(*(door.send(each.body, each.kind) for each in lot))
        statuses += [answer.status for answer in answers]
    await door.event(**door.question(text="<@UT1BOT> How do we order chairs?"))

    async def is_remembered() -> bool:
        rows = await door.rows("SELECT key FROM questions WHERE text = 'How do we order chairs?'")
        return len(rows) == 1

    await eventually(is_remembered)
    assert set(statuses) == {200}
    assert len(shapes) > 100


async def test_nobody_passes_for_a_log_or_for_ourselves(door: Doorstep) -> None:
    note = {"capture": "knowledge", "person": "Mallory", "place": "secret"}
    posing = envelope(door.question(), whoknows=note, kind="introduction", workspace="slack:T1")

    await door.send(json.dumps(posing).encode())

    await door.worked_on()
    [question] = await door.remembered("question")
    assert question["captured_by"] == "mention"
    assert await door.set_aside() == {}


# Too large, packed, slow.


async def raw(door: Doorstep, *parts: bytes) -> bytes:
    """Send bytes over a connection of their own and return the first line of the answer."""
    address = urlsplit(door.bot.address)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(20):
            return await reader.readline()
    finally:
        writer.close()


def head(*headers: str) -> bytes:
    return "\r\n".join(("POST /slack/events HTTP/1.1", "Host: us", *headers, "", "")).encode()


async def test_what_is_announced_as_too_large_is_refused_before_it_comes(door: Doorstep) -> None:
    answer = await raw(door, head(f"Content-Length: {LONGEST_BODY + 1}"))

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_what_turns_out_too_large_is_refused_as_soon_as_it_is(door: Doorstep) -> None:
    lump = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"

    answer = await raw(door, head("Transfer-Encoding: chunked"), *[lump] * 16)

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_the_largest_body_that_is_not_too_large_is_taken_in(door: Doorstep) -> None:
    body = b"x" * LONGEST_BODY

    assert (await door.send(body)).status == 200
    assert (await door.send(body + b"x")).status == 413
    await door.worked_on()
    assert list((await door.set_aside()).values()) == ["not JSON"]


async def test_what_is_packed_is_refused_unopened(door: Doorstep) -> None:
    for body in (gzip.compress(b"0" * 10_000_000), gzip.compress(b"{}"), b"not packed"):
        headers = (*door.signed(body), ("Content-Encoding", "gzip"))

        assert (await door.post(body, headers)).status in (400, 415)
    assert await door.rows("SELECT key FROM inbox") == []


async def test_who_sends_slowly_is_cut_off_and_holds_nobody_up(door: Doorstep) -> None:
    async with another_door(door, seconds_to_read=2) as hasty:
        slow = [
            asyncio.create_task(raw(hasty, head("Content-Length: 100"), b"{")) for _ in range(50)
        ]
        await asyncio.sleep(0.02)

        await hasty.event(**hasty.question())
        cut_off_by_then = [each.done() for each in slow]
        answers = await asyncio.gather(*slow)

    assert cut_off_by_then == [False] * 50
    assert {each[:13] for each in answers} == {b"HTTP/1.1 408 "}


# The store is away.


class Away(Database):
    """A real store that is away from the moment that so many transactions were let through."""

    left = 0

    @asynccontextmanager
    async def writing(self, organisation: str) -> AsyncIterator[Transaction]:
        """Be away, or as any other."""
        if self.left <= 0:
            raise StoreAway("gone for a minute")
        self.left -= 1
        async with super().writing(organisation) as tx:
            yield tx


async def test_while_the_store_is_away_slack_is_told_to_come_again_and_loses_nothing(
    door: Doorstep,
) -> None:
    store = Away(door.bot.served.database.engines, Phase.PILOT)
    async with another_door(door, store=store) as other:
        asked = [json.dumps(envelope(other.question())).encode() for _ in range(5)]

        away = [(await other.send(each)).status for each in asked]
        command = await other.form(**COMMAND)
        store.left = 1_000
        back = [(await other.send(each)).status for each in asked]

        await other.worked_on()
    assert away == [503] * 5
    assert command.status == 503
    assert back == [200] * 5
    assert len(await door.remembered("question")) == 5


async def test_what_was_answered_before_the_store_went_away_is_caught_up_with(
    door: Doorstep,
) -> None:
    store = Away(door.bot.served.database.engines, Phase.PILOT)
    async with another_door(door, store=store) as other:
        store.left = 1

        answer = await other.event(**other.question())

    before = await door.remembered("question")
    door.bot.clock.push(minutes=1)
    await door.bot.served.timetable.tick()
    assert answer.status == 200
    assert before == []
    assert len(await door.remembered("question")) == 1
