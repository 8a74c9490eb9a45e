"""Order does not matter: whatever comes first, the same is remembered in the end."""

import itertools
import random
from datetime import timedelta
from typing import Any

import pytest

from bot.intents import (
    Ask,
    Decline,
    Delete,
    Follow,
    Intent,
    Mark,
    MarkKind,
    Rename,
    Reply,
    Restore,
    Say,
    SeenPerson,
    SeenPlace,
    Withdraw,
)
from bot.model import CapturedBy, Phase, Question, Reason, Visibility
from metrics.measures import measure
from store.facts import FactsOf
from tests.cast import AMINA, BRUNO, CHEN, FARAH, LISTENING, MONDAY, PILOT
from tests.conftest import Bot

Happening = tuple[int, Intent, SeenPerson | None, SeenPlace]
"""The minute on the platform (of an edit: that of its message), what, who, where."""

TOKENS = ("asker", "author")

ASKED = Question(
    "asked", PILOT.key, AMINA.key, "How?", MONDAY, CapturedBy.COMMAND, Visibility.PUBLIC
)


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
        (3, Mark(answer, MarkKind.HELPFUL, on=True), CHEN, PILOT),
        (4, Mark(answer, MarkKind.HELPFUL, on=False), CHEN, PILOT),
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
        (5, Mark(answer, MarkKind.SOLVED, on=True), AMINA, LISTENING),
        (6, Mark(question, MarkKind.SOLVED, on=False), AMINA, LISTENING),
    ]


def followed() -> list[Happening]:
    """A question that turns into a request, followed, answered, solved and withdrawn."""
    question = f"{PILOT.key}/1.000001"
    first, second = f"{PILOT.key}/2.000001", f"{PILOT.key}/2.000002"
    asked = Ask("How do we onboard?", CapturedBy.MENTION, question)
    seeks = "Has anybody done an onboarding before?"
    edited = Ask(seeks, CapturedBy.MENTION, question, edited_at=MONDAY + minutes(9))
    return [
        (0, asked, AMINA, PILOT),
        (0, edited, AMINA, PILOT),
        (1, Reply(first, question, "With a buddy."), BRUNO, PILOT),
        (5, Mark(question, MarkKind.SOLVED, on=True), AMINA, PILOT),
        (6, Mark(first, MarkKind.HELPFUL, on=True), AMINA, PILOT),
        (2, Reply(second, question, "With a list."), CHEN, PILOT),
        (7, Delete(question), None, PILOT),
    ]


def reopened() -> list[Happening]:
    """Solved, still open after all, and answered before and after that."""
    question = f"{PILOT.key}/1.000001"
    return [
        (0, Ask("How do we onboard?", CapturedBy.MENTION, question), AMINA, PILOT),
        (1, Reply(f"{question}-1", question, "With a buddy."), BRUNO, PILOT),
        (2, Mark(question, MarkKind.SOLVED, on=True), AMINA, PILOT),
        (3, Mark(question, MarkKind.SOLVED, on=False), AMINA, PILOT),
        (5, Reply(f"{question}-2", question, "With a list."), CHEN, PILOT),
        (6, Mark(f"{question}-2", MarkKind.HELPFUL, on=True), AMINA, PILOT),
        (7, Mark(question, MarkKind.SOLVED, on=True), AMINA, PILOT),
    ]


def brought_back() -> list[Happening]:
    """An answer deleted and brought back with other words, a question too, and deleted anew."""
    question = f"{PILOT.key}/1.000001"
    first, second = f"{PILOT.key}/2.000001", f"{PILOT.key}/2.000002"
    asked = Ask("How do we onboard?", CapturedBy.MENTION, question)
    anew = Ask("How do you onboard?", CapturedBy.MENTION, question, edited_at=MONDAY + minutes(6))
    said = Reply(first, question, "With a list.", MONDAY + minutes(4))
    return [
        (0, asked, AMINA, PILOT),
        (1, Reply(first, question, "With a buddy."), BRUNO, PILOT),
        (2, Reply(second, question, "With a mug."), CHEN, PILOT),
        (3, Delete(first), None, PILOT),
        (1, Restore(first, said, MONDAY + minutes(4)), BRUNO, PILOT),
        (5, Delete(question), None, PILOT),
        (0, Restore(question, anew, MONDAY + minutes(6)), AMINA, PILOT),
        (7, Delete(second), None, PILOT),
    ]


async def happen(
    order: tuple[int, ...], story: list[Happening], bot: Bot, organisation: str
) -> None:
    """Let the story happen in this order in an organisation of its own."""
    object.__setattr__(bot.inbox, "organisation", organisation)
    async with bot.database.writing(organisation) as tx:
        for place, phase in ((PILOT, Phase.PILOT), (LISTENING, Phase.LISTENING)):
            await tx.note_place(place, "slack:T1", MONDAY)
            await tx.set_phase(place.key, phase)
    for number in order:
        minute, intent, person, place = story[number]
        await bot.hear(intent, person, place, at=MONDAY + minutes(minute))


async def what_remains(bot: Bot) -> dict[str, tuple[list[dict[str, Any]], object]]:
    """Return of each organisation what is remembered, and its measures."""
    objects: dict[str, list[dict[str, Any]]] = {}
    for each in await bot.remembered():
        objects.setdefault(each.pop("organisation"), []).append(each)
        if each.get("gone"):
            each.update(dict.fromkeys(TOKENS, "token"))
    start, end = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    async with bot.database.reading() as connection:
        return {
            each: (found, measure(await FactsOf(connection, each).facts(start, end), 1))
            for each, found in objects.items()
        }


def orders(length: int) -> list[tuple[int, ...]]:
    """Return every order of the first three, and a seeded draw of orders of all."""
    first = [(*order, *range(3, length)) for order in itertools.permutations(range(3))]
    chance = random.Random(7)
    return first + [tuple(chance.sample(range(length), length)) for _ in range(18)]


async def sent_and_due(bot: Bot, organisation: str) -> tuple[set[tuple[str, str]], set[str]]:
    """Send what is due now; return what went out to whom, and the steps that are planned."""
    await bot.timetable.tick()
    async with bot.database.writing(organisation) as tx:
        sent = {
            (kind, due.target)
            for kind in ("first", "news", "thanks", "helped", "who")
            for due in await tx.queued(kind, f"{PILOT.key}/1.000001")
        }
        later = await tx.steps_due(MONDAY + timedelta(days=30), 100)
    return sent, {step.value for _, step in later}


STORIES = {
    "mentioned": mentioned(),
    "overheard": overheard(),
    "followed": followed(),
    "stands": followed()[:-1],
    "reopened": reopened(),
    "brought back": brought_back(),
}


@pytest.mark.long
@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
async def test_every_order_of_a_story_ends_in_the_same_state_measures_news_and_plans(
    bot: Bot, story: list[Happening]
) -> None:
    await happen(tuple(range(len(story))), story, bot, "in order")
    expected = await sent_and_due(bot, "in order")

    for order in orders(len(story)):
        await happen(order, story, bot, f"order {order}")
        assert await sent_and_due(bot, f"order {order}") == expected, order

    remains = await what_remains(bot)
    for order in orders(len(story)):
        assert remains[f"order {order}"] == remains["in order"], order


@pytest.mark.long
async def test_each_thing_once_however_often_it_is_heard(bot: Bot) -> None:
    story = mentioned()
    await happen(tuple(range(len(story))), story, bot, "once")

    await happen((0, 0, 1, 1, 2, 3, 2, 3, 4, 4, 5, 5, 6, 6, 0, 1), story, bot, "often")

    remains = await what_remains(bot)
    assert remains["often"] == remains["once"]


def pressed() -> list[Happening]:
    """What several people do to one post at about the same time, each of them once."""
    question, post = "asked", f"{PILOT.key}/post"
    return [
        (1, Follow(question), FARAH, PILOT),
        (2, Reply(f"{post}-1", post, "With a buddy."), BRUNO, PILOT),
        (3, Decline(question, Reason.BUSY), CHEN, PILOT),
        (4, Withdraw(question), AMINA, PILOT),
        (5, Mark(f"{post}-1", MarkKind.HELPFUL, on=True), CHEN, PILOT),
    ]


@pytest.mark.long
async def test_whoever_presses_first_what_is_withdrawn_is_gone_and_nothing_else_of_it_goes_out(
    bot: Bot,
) -> None:
    """What is pressed on a question taken back is refused, so follows and declines may differ."""
    seen = set()
    for order in random.Random(7).sample(list(itertools.permutations(range(5))), 15):
        organisation = f"order {order}"
        object.__setattr__(bot.inbox, "organisation", organisation)
        async with bot.database.writing(organisation) as tx:
            await tx.note_place(PILOT, "slack:T1", MONDAY)
            await tx.set_phase(PILOT.key, Phase.PILOT)
            await tx.know(AMINA, "slack:T1", MONDAY)
            await tx.add_question(ASKED, MONDAY)
            await tx.set_thread("asked", f"{PILOT.key}/post", PILOT.key)
        for number in order:
            minute, intent, person, place = pressed()[number]
            await bot.hear(intent, person, place, at=MONDAY + minutes(minute))
        bot.platform.posts.clear()
        await bot.timetable.tick()
        now = [each for each in await bot.remembered() if each["organisation"] == organisation]
        told = [(each.person, each.replaces) for each in bot.platform.posts]
        [question] = [each for each in now if each["type"] == "question"]
        [answer] = [each for each in now if each["type"] == "answer"]
        [mark] = [each for each in now if each["type"] == "helpful"]
        seen.add((question["state"], "text" in question, answer["text"], mark["by"]))
        assert set(told) == {(None, f"{PILOT.key}/post")}, order
    assert seen == {("closed", False, "With a buddy.", CHEN.key)}
