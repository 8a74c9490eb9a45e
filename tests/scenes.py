"""What has happened before a test begins, told in a line; and who was told what."""

from collections.abc import Sequence

from bot.intents import Ask, Mark, MarkKind, Reply, SeenPerson, SeenPlace, SetPhase
from bot.messages import Post
from bot.model import CapturedBy, Visibility
from tests.cast import BRUNO, CHEN, DORA, PILOT, TEAM
from tests.conftest import Bot

CAREERS = SeenPlace(f"{TEAM}/CCAREERS", "careers")
QUESTION = f"{PILOT.key}/1700000000.000001"
"""The key of what Amina asks by mention, and its thread."""


def direct(person: SeenPerson) -> SeenPlace:
    """Return the direct line with somebody."""
    return SeenPlace(f"{TEAM}/D{person.name}", visibility=Visibility.DIRECT)


async def mentioned(bot: Bot, text: str = "How do others onboard?") -> str:
    """Amina asks by mention."""
    await bot.hear(Ask(text, CapturedBy.MENTION, QUESTION))
    return QUESTION


async def posted(bot: Bot, text: str = "How do others onboard?") -> str:
    """Amina asks by command, and it is posted; return its thread."""
    await bot.hear(Ask(text))
    await bot.timetable.tick()
    return bot.platform.posts[-1].place + f"/post.{len(bot.platform.posts)}"  # type: ignore[operator]


async def answered(
    bot: Bot, thread: str, person: SeenPerson = BRUNO, text: str = "With a buddy."
) -> str:
    """Somebody replies in a thread; return the key of the answer."""
    bot.clock.push(seconds=10)
    key = f"{thread}-{person.name}-{bot.clock():%H%M%S}"
    await bot.hear(Reply(key, thread, text), person)
    return key


async def known(bot: Bot, asked: str, said: str = "We order them in the shop.") -> str:
    """Chen asked this earlier, Bruno answered and it helped; return the key of the answer."""
    question = f"{PILOT.key}/1600000000.{len(asked):06}"
    await bot.hear(Ask(asked, CapturedBy.MENTION, question), CHEN)
    answer = await answered(bot, question, BRUNO, said)
    await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), DORA)
    await bot.timetable.tick()
    bot.platform.posts.clear()
    return answer


async def careers_join(bot: Bot) -> None:
    """A second place begins its pilot."""
    await bot.hear(SetPhase("pilot"), DORA, CAREERS)
    await bot.timetable.tick()
    bot.platform.posts.clear()


def told(posts: Sequence[Post], person: SeenPerson) -> list[Post]:
    """Return what went to the direct line with somebody."""
    return [each for each in posts if each.person == person.key and each.place is None]
