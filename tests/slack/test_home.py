"""A person's own page in Slack: what it shows, what can be done on it, and that it is renewed."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.faults import How
from tests.slack.scene import Scene, playing

pytestmark = pytest.mark.long

HERE = "onboarding"
ASKED = "How do other teams run onboarding with buddies?"


@pytest.fixture
async def scene(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """The cast's workspace; Slack has nothing to complain of at the end."""
    async with playing(clock, databases, monkeypatch) as found:
        yield found


async def opened(scene: Scene, who: str) -> str:
    """Have somebody open their page; return it as they read it."""
    await scene.slack.open_home(who)
    await scene.quiet()
    return scene.page(who)


async def asked_and_answered(scene: Scene) -> None:
    """Have Chen ask and Greta answer."""
    await scene.type("Chen", HERE, f"/ask {ASKED}")
    await scene.say("Greta", HERE, "We pair people.", scene.post(HERE, ASKED).ts)


async def test_a_page_shows_what_there_is_to_do_and_what_became_of_the_rest(scene: Scene) -> None:
    empty = await opened(scene, "Chen")
    await asked_and_answered(scene)

    page = await opened(scene, "Chen")

    assert "Nothing waits for you." in empty
    assert page.startswith("Waits for you\nDid it help? ")
    assert f"{ASKED} · 1 person answered" in page
    assert page.endswith("[Ask colleagues] [Share an example] [Change my profile]")


async def test_the_messages_tab_shows_no_page(scene: Scene) -> None:
    await scene.slack.open_home("Chen", tab="messages")
    await scene.quiet()

    assert scene.page("Chen") == ""


async def test_a_verdict_given_on_the_page_is_thanked_for_and_renews_it(scene: Scene) -> None:
    await asked_and_answered(scene)
    await opened(scene, "Chen")

    await scene.press("Chen", "Yes, solved")

    assert scene.form("Chen").startswith("Whoknows\nGood to know.")
    assert "Nothing waits for you." in scene.page("Chen")
    assert "✅ solved" in scene.page("Chen")


async def test_somebody_who_was_asked_answers_from_the_page(scene: Scene) -> None:
    await scene.type("Amina", HERE, "/whoknows topics gardening, SAP")
    await scene.type("Chen", HERE, "/ask Who knows SAP gardening?")
    await scene.bot.pass_time(hours=2)
    page = await opened(scene, "Amina")
    assert "@Chen asks: Who knows SAP gardening?" in page

    await scene.press("Amina", "Answer")
    assert scene.form("Amina").startswith("Answer")
    await scene.send("Amina", text="I do.")

    assert "Amina answers:" in scene.posts(HERE)[-1]
    assert scene.form("Amina") == ("Whoknows\nThank you. Your answer is posted, in your name.")
    assert "Nothing waits for you." in scene.page("Amina")


async def test_a_question_asked_from_the_page_appears_on_it(scene: Scene) -> None:
    await opened(scene, "Bruno")

    await scene.press("Bruno", "Ask colleagues")
    await scene.send("Bruno", place="#projects", text="Who has the key?")

    assert scene.form("Bruno").startswith("Whoknows\nThank you for asking.")
    assert "Who has the key?" in scene.posts("projects")[-1]
    assert "• Who has the key? · " in scene.page("Bruno")


async def test_an_example_and_a_profile_come_from_the_page_too(scene: Scene) -> None:
    await opened(scene, "Bruno")

    await scene.press("Bruno", "Share an example")
    await scene.send("Bruno", place="#projects", title="Buddies", did="We pair people.")
    await scene.slack.close("Bruno")
    await scene.press("Bruno", "Change my profile")
    await scene.submit("Bruno", {"zone": "Narnia"})
    assert scene.error("Bruno").startswith("I do not know the time zone")
    await scene.send("Bruno", language="pl", zone="Europe/Warsaw")

    assert "Bruno shares an example:" in scene.posts("projects")[-1]
    assert "Czeka na ciebie" in scene.page("Bruno")


async def test_the_board_is_for_admins_and_opens_the_settings(scene: Scene) -> None:
    page = await opened(scene, "Dora")
    assert "How the channels do" in page
    assert "#onboarding · pilot" in page
    assert "leads" not in page
    assert "How the channels do" not in await opened(scene, "Amina")

    await scene.press("Dora", "Settings")
    assert scene.form("Dora").startswith("Settings")
    await scene.send("Dora", phase="open")

    assert "#onboarding · open" in scene.page("Dora")
    assert scene.form("Dora").startswith("Whoknows\nSaved.")


async def test_a_page_is_in_the_language_of_its_reader_from_the_first_time(scene: Scene) -> None:
    page = await opened(scene, "Kasia")

    assert page.startswith("Cześć, tu Whoknows")


async def test_words_of_a_private_channel_are_on_no_page(scene: Scene) -> None:
    await scene.type("Amina", "leads", "/ask Who leaves next month?")

    page = await opened(scene, "Amina")

    assert "a question in a private channel" in page
    assert "leaves" not in page
    assert "leads" not in page


async def test_a_notice_that_cannot_open_is_said_in_the_direct_line(scene: Scene) -> None:
    await asked_and_answered(scene)
    await opened(scene, "Chen")
    scene.slack.fail(How.REFUSED, "views.open", error="expired_trigger_id")

    await scene.press("Chen", "Partly")

    assert scene.told("Chen")[-1].startswith("Thank you. Say in the thread what is missing")
    assert scene.form("Chen") == ""


async def test_somebody_greeted_in_polish_is_answered_in_polish(scene: Scene) -> None:
    [told] = await scene.write("Kasia", "help")
    [here] = await scene.type("Kasia", HERE, "/whoknows quiet")

    assert "Co możesz" in told or "zapytaj" in told.lower()
    assert "/whoknows quiet" in here
    assert "I may write" not in here
