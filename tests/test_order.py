"""Order does not matter: whatever comes first, the same is remembered in the end."""

import itertools
import random
from datetime import timedelta
from typing import Any

import pytest

from bot.intents import (
    Ask,
    Delete,
    Intent,
    Kind,
    Mark,
    Rename,
    Reply,
    Say,
    SeenPerson,
    SeenPlace,
)
from bot.model import CapturedBy, Phase
from metrics.measures import measure
from store.facts import facts
from tests.cast import AMINA, BRUNO, CHEN, LISTENING, MONDAY, PILOT
from tests.conftest import Bot

Happening = tuple[int, Intent, SeenPerson | None, SeenPlace]
"""The minute on the platform (of an edit: that of its message), what, who, where."""

TOKENS = ("asker", "author")


def minutes(n: int) -> timedelta:
    return timedelta(minutes=n)


def mentioned() -> list[Happening]:
    """A question by mention, its answer, an edit, marks on and off, a rename, a delete."""
    question, answer = f"{PILOT.key}/1.000001", f"{PILOT.key}/2.000001"
    asked = Ask("How do we onboard?", CapturedBy.MENTION, question)
    edited = Ask("How do you onboard?", CapturedBy.MENTION, question, edited_at=MONDAY + minutes(9))
    return [
        (0, asked, AMINA, PILOT),
        (1, Reply(answer, question, "With a buddy."), BRUNO, PILOT),
        (0, edited, AMINA, PILOT),
        (3, Mark(answer, Kind.HELPFUL, on=True), CHEN, PILOT),
        (4, Mark(answer, Kind.HELPFUL, on=False), CHEN, PILOT),
        (5, Rename(), None, SeenPlace(PILOT.key, "arrivals", renamed=True)),
        (6, Delete(answer), None, PILOT),
    ]


def overheard() -> list[Happening]:
    """A message that asks only once edited, replies, an edit of a reply, solved, a delete."""
    question, answer = f"{LISTENING.key}/1.000001", f"{LISTENING.key}/2.000001"
    edited = Say(question, "Does anyone know how to do this?", MONDAY + minutes(8))
    once_more = Say(question, "Thanks, it works now.", MONDAY + minutes(12))
    return [
        (0, Say(question, "How to do th"), AMINA, LISTENING),
        (0, edited, AMINA, LISTENING),
        (0, once_more, AMINA, LISTENING),
        (3, Reply(answer, question, "Like so"), BRUNO, LISTENING),
        (3, Reply(answer, question, "Like so.", MONDAY + minutes(11)), BRUNO, LISTENING),
        (5, Mark(answer, Kind.SOLVED, on=True), AMINA, LISTENING),
        (6, Mark(question, Kind.SOLVED, on=False), AMINA, LISTENING),
    ]


async def outcome_of(
    order: tuple[int, ...], story: list[Happening], bot: Bot, organisation: str
) -> tuple[list[dict[str, Any]], object]:
    """Let the story happen in this order in an organisation of its own; return what remains."""
    object.__setattr__(bot.inbox, "organisation", organisation)
    async with bot.database.writing(organisation) as tx:
        for place, phase in ((PILOT, Phase.PILOT), (LISTENING, Phase.LISTENING)):
            await tx.place(place, "slack:T1", MONDAY)
            await tx.set_phase(place.key, phase)
    for number in order:
        minute, intent, person, place = story[number]
        await bot.hear(intent, person, place, at=MONDAY + minutes(minute))
    objects = [each for each in await bot.remembered() if each["organisation"] == organisation]
    for each in objects:
        del each["organisation"]
        if each.get("gone"):
            each.update(dict.fromkeys(TOKENS, "token"))
    async with bot.database.reading() as connection:
        start, end = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
        found = measure(await facts(connection, organisation, start, end), end, 1)
    return objects, found


def orders(length: int) -> list[tuple[int, ...]]:
    """Return every order of the first four, and a seeded draw of orders of all."""
    first = [(*order, *range(4, length)) for order in itertools.permutations(range(min(4, length)))]
    chance = random.Random(7)
    return first + [tuple(chance.sample(range(length), length)) for _ in range(30)]


@pytest.mark.parametrize("story", [mentioned(), overheard()], ids=["mentioned", "overheard"])
async def test_every_order_of_a_story_ends_in_the_same_state_and_measures(
    bot: Bot, story: list[Happening]
) -> None:
    expected = await outcome_of(tuple(range(len(story))), story, bot, "in order")

    for order in orders(len(story)):
        found = await outcome_of(order, story, bot, f"order {order}")
        assert found == expected, order


async def test_each_thing_once_however_often_it_is_heard(bot: Bot) -> None:
    story = mentioned()
    once = await outcome_of(tuple(range(len(story))), story, bot, "once")

    often = await outcome_of((0, 0, 1, 1, 2, 3, 2, 3, 4, 4, 5, 5, 6, 6, 0, 1), story, bot, "often")

    assert often == once
