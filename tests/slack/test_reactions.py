"""What reactions say: with skin tones, taken back, on foreign messages, by other names."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.scene import Scene, playing

pytestmark = pytest.mark.long

HERE = "onboarding"
ASKED = "How do other teams run onboarding with buddies?"


@pytest.fixture
async def scene(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """The cast's workspace; Slack has nothing to complain of at the end."""
    monkeypatch.setenv("WHOKNOWS_REACTIONS", ":raised_hands:=helpful ok=solved danke-schön=helpful")
    async with playing(clock, databases, monkeypatch) as found:
        yield found


async def answered(scene: Scene) -> tuple[str, str]:
    """Have Chen ask and Greta answer; return the timestamps of both."""
    await scene.type("Chen", HERE, f"/ask {ASKED}")
    asked = scene.post(HERE, ASKED).ts
    reply = await scene.slack.say("Greta", HERE, "We pair people.", asked)
    await scene.quiet()
    return asked, reply


async def helpful(scene: Scene) -> list[str]:
    """Return who says that an answer helped."""
    return [str(each["by"]) for each in await scene.remembered("helpful")]


async def test_names_that_were_set_count_with_skin_tones_and_no_others_do(scene: Scene) -> None:
    _, reply = await answered(scene)

    await scene.slack.react("Bruno", HERE, reply, "raised_hands::skin-tone-5")
    await scene.slack.react("Hugo", HERE, reply, "danke-schön")
    await scene.slack.react("Amina", HERE, reply, "bulb")
    await scene.quiet()

    assert await helpful(scene) == ["slack:T1/UBRUNO", "slack:T1/UHUGO"]


async def test_a_mark_taken_back_no_longer_counts(scene: Scene) -> None:
    asked, reply = await answered(scene)
    await scene.slack.react("Bruno", HERE, reply, "raised_hands")
    await scene.slack.react("Chen", HERE, asked, "ok")
    await scene.quiet()
    [solved] = await scene.remembered("question")

    scene.bot.clock.push(seconds=5)
    await scene.slack.unreact("Bruno", HERE, reply, "raised_hands")
    await scene.slack.unreact("Chen", HERE, asked, "ok")
    await scene.quiet()

    [question] = await scene.remembered("question")
    assert (solved["verdict"], question["verdict"]) == ("solved", None)
    assert await helpful(scene) == []


async def test_solved_is_the_word_of_the_asker_alone(scene: Scene) -> None:
    asked, _ = await answered(scene)

    await scene.slack.react("Bruno", HERE, asked, "ok")
    await scene.quiet()
    [question] = await scene.remembered("question")

    assert question["verdict"] is None


async def test_a_mark_on_a_message_that_is_no_answer_says_nothing(scene: Scene) -> None:
    stray = await scene.slack.say("Greta", HERE, "Good morning.")

    await scene.slack.react("Bruno", HERE, stray, "raised_hands")
    await scene.slack.react("Bruno", HERE, scene.post(HERE, "Whoknows is here").ts, "raised_hands")
    await scene.quiet()

    assert await helpful(scene) == []
