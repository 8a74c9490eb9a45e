"""Named in Slack's channels and written to alone: what is posted, and who is told what."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.scene import Scene, playing

HERE = "onboarding"


@pytest.fixture
async def scene(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """The cast's workspace; Slack has nothing to complain of at the end."""
    async with playing(clock, databases, monkeypatch) as found:
        yield found


async def asked(scene: Scene) -> list[str]:
    return [str(each["text"]) for each in await scene.remembered("question")]


async def test_who_only_tells_of_us_is_left_alone(scene: Scene) -> None:
    for said in (
        "I asked @whoknows about it yesterday and nobody knew",
        "FYI everyone: @whoknows is our new bot, use it!",
        "@Chen @whoknows can tell you. Thanks!",
    ):
        assert await scene.say("Amina", HERE, said) == []

    assert await asked(scene) == []


async def test_a_command_by_name_is_answered_to_its_speaker_alone(scene: Scene) -> None:
    [quiet] = await scene.say("Amina", HERE, "Good morning @whoknows, quiet on")
    [found] = await scene.say("Amina", HERE, "Hi @whoknows find badge printer")
    [out] = await scene.say("Amina", HERE, "@Chen @whoknows privacy out")

    assert quiet.startswith("Quiet from now on")
    assert "badge printer" in found
    assert out.startswith("Nothing was changed. If you meant me, say /whoknows privacy out")
    assert scene.told("Bruno", HERE) == []
    assert await asked(scene) == []


async def test_what_is_not_sure_is_asked_back_and_can_be_asked(scene: Scene) -> None:
    [back] = await scene.say("Amina", HERE, "@whoknows home office rules")
    before = await asked(scene)

    await scene.press("Amina", "Ask colleagues", HERE)
    await scene.send("Amina", HERE, text="What are the rules for the home office?")

    assert back.startswith("Did you want to ask your colleagues this? Nothing was posted.")
    assert before == []
    assert await asked(scene) == ["What are the rules for the home office?"]


async def test_alone_with_us_people_talk_as_they_do(scene: Scene) -> None:
    told = [await scene.write("Amina", said) for said in ("thanks", "stop", "who knows SAP?", "?")]

    assert told[0] == ["Gladly, any time."]
    assert [each[0].partition(".")[0].partition(" do other")[0] for each in told[1:]] == [
        "Quiet from now on: no nudges, no reminders, no cards",
        "Nobody is known to know about “SAP” yet",
        "What would you like to know? Write it after the command, for example /ask How",
    ]
    assert await asked(scene) == []
