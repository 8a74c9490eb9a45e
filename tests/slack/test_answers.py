"""Where each private answer appears, and what becomes of the buttons that were pressed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.slack import door
from bot import language
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.bot import serving
from tests.slack.faults import How
from tests.slack.ground import Seen
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


async def an_answered_question(scene: Scene) -> str:
    """Have Chen ask, Greta answer, Chen be helped; return the question's timestamp."""
    await scene.type("Chen", HERE, f"/ask {ASKED}")
    asked = scene.post(HERE, ASKED).ts
    reply = await scene.slack.say("Greta", HERE, "We pair people for six weeks.", asked)
    await scene.quiet()
    await scene.slack.react("Chen", HERE, reply, "bulb")
    await scene.quiet()
    return asked


def private(scene: Scene, who: str, where: str = HERE) -> list[Seen]:
    """Return what only this person sees in a channel."""
    return [each for each in scene.slack.seen_by(who, where) if each.is_private]


def calls(scene: Scene, method: str) -> list[str | None]:
    """Return how calls of a method ended."""
    return [each.error for each in scene.slack.calls if each.method == method]


async def test_a_command_is_answered_in_the_channel_for_its_speaker_alone(scene: Scene) -> None:
    [told] = await scene.type("Amina", HERE, "/whoknows quiet")
    [alone] = await scene.type("Amina", scene.slack.direct("Amina"), "/whoknows quiet")

    assert told == alone
    assert [each.is_private for each in scene.slack.seen_by("Amina", HERE)][-1]
    assert scene.told("Bruno", HERE) == []


async def test_a_press_on_a_public_post_is_answered_in_private_and_the_post_stays(
    scene: Scene,
) -> None:
    await scene.type("Chen", HERE, f"/ask {ASKED}")
    before = scene.post(HERE, ASKED)

    [told] = await scene.press("Bruno", "Follow", HERE, before.ts)
    [refused] = await scene.press("Bruno", "Withdraw", HERE, before.ts)

    assert told == "You will hear when somebody answers.\n[Unfollow]"
    assert refused == "Only the person who asked can do that."
    assert scene.post(HERE, ASKED) == before
    assert scene.told("Amina", HERE) == []


async def test_a_press_in_the_thread_is_answered_there_one_on_its_head_in_the_channel(
    scene: Scene,
) -> None:
    asked = await an_answered_question(scene)
    await scene.press("Hugo", "Answer", HERE, asked)
    await scene.send("Hugo", HERE, text="We give them tea.")
    posted = scene.post(HERE, "Hugo answers:")

    await scene.press("Bruno", "💡 Helpful", HERE, posted.ts)
    await scene.press("Bruno", "Follow", HERE, asked)

    in_thread, in_channel = private(scene, "Bruno")
    assert (in_thread.thread, in_channel.thread) == (asked, None)


async def test_a_mention_in_a_thread_is_answered_in_the_thread(scene: Scene) -> None:
    root = await scene.slack.say("Amina", HERE, "Good morning.")
    await scene.slack.say("Bruno", HERE, "Good morning to you.", root)

    await scene.say("Amina", HERE, "@whoknows help", root)

    [told] = private(scene, "Amina")
    assert told.thread == root


async def test_a_private_button_is_settled_by_what_takes_its_place(scene: Scene) -> None:
    await an_answered_question(scene)
    await scene.type("Emeka", HERE, f"/ask {ASKED}")
    [held] = scene.told("Emeka", HERE)
    assert "[Post now] [Don’t post]" in held

    await scene.press("Emeka", "Don’t post", HERE)

    assert scene.told("Emeka", HERE) == [
        "It was not posted, and its text is gone. That somebody asked still counts."
    ]


async def test_a_form_opened_from_a_private_message_leaves_its_buttons(scene: Scene) -> None:
    await an_answered_question(scene)
    await scene.type("Emeka", HERE, "/find onboarding buddies")
    [found] = scene.told("Emeka", HERE)

    await scene.press("Emeka", "Pass it on", HERE)
    [sent] = await scene.send("Emeka", HERE, to="Jonas")

    assert sent.startswith("It is on its way")
    assert scene.told("Emeka", HERE) == [found, sent]


async def test_in_the_direct_line_a_settled_message_keeps_its_words_and_loses_its_buttons(
    scene: Scene,
) -> None:
    await scene.type("Amina", HERE, "/whoknows topics gardening, SAP")
    await scene.type("Chen", HERE, "/ask Who knows SAP gardening?")
    await scene.bot.pass_time(hours=2)
    [asks] = scene.told("Amina")
    assert "[Answer] [Not me] [Not today]" in asks

    await scene.press("Amina", "Not me", scene.slack.direct("Amina"))
    [why] = scene.told("Amina")
    await scene.press("Amina", "Too busy", scene.slack.direct("Amina"))

    assert "[Too busy] [Not my field]" in why
    assert "[Answer]" not in why
    [settled] = scene.told("Amina")
    assert "Who knows SAP gardening?" in settled
    assert "Understood, it is left to others." in settled
    assert "What is it?" not in settled
    assert "[" not in settled


async def test_what_was_asked_back_is_gone_once_it_is_said(scene: Scene) -> None:
    await scene.type("Chen", HERE, "/ask Who knows SAP gardening?")
    card = scene.post(HERE, "Who knows SAP gardening?").ts
    await scene.press("Emeka", "Not me", HERE, card)
    [why] = scene.told("Emeka", HERE)
    await scene.press("Emeka", "Too busy", HERE)

    assert why.startswith("Thank you for saying so. What is it?")
    assert [each.partition(",")[0] for each in scene.told("Emeka", HERE)] == ["Understood"]


async def test_what_is_refused_leaves_the_buttons_of_a_private_message(scene: Scene) -> None:
    await an_answered_question(scene)
    await scene.type("Emeka", HERE, "/find onboarding buddies")
    [found] = scene.told("Emeka", HERE)
    messages = scene.slack.channel(HERE).messages
    [answer] = [each.ts for each in messages if each.user == "UGRETA"]
    await scene.slack.delete("Greta", HERE, answer)
    await scene.quiet()

    [refused] = await scene.press("Emeka", "This solved it", HERE)

    assert refused == "That is not there any more; it was taken back meanwhile."
    assert scene.told("Emeka", HERE) == [found, refused]


async def test_post_now_says_so_when_it_is_posted_already(scene: Scene) -> None:
    await an_answered_question(scene)
    await scene.type("Emeka", HERE, f"/ask {ASKED}")
    await scene.bot.pass_time(minutes=2)

    await scene.press("Emeka", "Post now", HERE)

    assert scene.told("Emeka", HERE) == [
        "Your question is posted already; you will hear of the first answer."
    ]
    assert len([each for each in scene.posts(HERE) if "Emeka asks" in each]) == 1


# Late, and by other ways.


async def test_a_late_answer_comes_by_the_address_that_slack_gave(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_DEADLINE", 0.0)

    [told] = await scene.type("Amina", HERE, "/whoknows quiet")

    assert told.startswith("I may write to you on my own")
    assert calls(scene, "chat.postEphemeral") == []
    assert [each.is_private for each in scene.slack.seen_by("Amina", HERE)][-1]
    assert len(scene.told("Amina", HERE)) == 1


async def test_where_that_address_is_used_up_it_is_said_in_the_channel_else_alone(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_DEADLINE", 0.0)
    scene.slack.fail(How.STATUS, "response_url", status=404, times=2)

    [here] = await scene.type("Amina", HERE, "/whoknows quiet")
    scene.slack.fail(How.REFUSED, "chat.postEphemeral", error="not_in_channel")
    nothing_here = await scene.type("Amina", HERE, "/whoknows quiet")

    assert nothing_here == []
    assert scene.told("Amina") == [here]
    assert scene.told("Bruno", HERE) == []


@pytest.mark.parametrize(
    ("how", "more"),
    [
        (How.RATE_LIMITED, {"retry_after": "1"}),
        (How.STATUS, {"status": 503}),
        (How.REFUSED, {"error": "internal_error"}),
    ],
)
async def test_words_that_slack_does_not_take_just_now_come_a_moment_later(
    scene: Scene, how: How, more: dict[str, Any]
) -> None:
    await scene.write("Amina", "help")
    before = len(scene.told("Amina"))
    fault = scene.slack.fail(how, "chat.postMessage", **more)

    await scene.write("Amina", "help")
    scene.bot.clock.push(seconds=2)
    await scene.quiet()

    assert fault.met == 1
    assert len(scene.told("Amina")) == before + 1


async def test_a_press_on_an_old_message_whose_address_is_no_use_is_answered_all_the_same(
    scene: Scene,
) -> None:
    await an_answered_question(scene)
    await scene.type("Emeka", HERE, f"/ask {ASKED}")
    scene.slack.fail(How.STATUS, "response_url", status=404, times=2)

    await scene.press("Emeka", "Don’t post", HERE)

    assert scene.told("Emeka", HERE)[-1].startswith("It was not posted")


async def test_a_form_sent_an_hour_later_is_answered_where_it_was_opened(scene: Scene) -> None:
    await scene.type("Amina", HERE, "/ask")
    await scene.bot.pass_time(hours=1)

    [told] = await scene.send("Amina", HERE, text="Who has the key?")

    assert told.startswith("Thank you for asking.")
    assert "expired_url" in [each.error for each in scene.slack.refusals]
    scene.slack.calls[:] = [each for each in scene.slack.calls if each.error != "expired_url"]


async def test_a_late_refusal_of_a_form_loses_no_word_of_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.type("Amina", HERE, "/whoknows profile")
    await scene.press("Amina", "Change my profile", HERE)
    monkeypatch.setattr(door, "_DEADLINE_OF_FORMS", 0.0)

    [told] = await scene.send("Amina", HERE, zone="Narnia", team="Wards & <co>")

    assert told.startswith("I do not know the time zone “Narnia”")
    view = scene.slack.modal_of("Amina")
    assert view is not None
    filled = [each["element"].get("initial_value") for each in view.body["blocks"]]
    assert filled[0] == "Narnia"
    assert "Wards & <co>" in filled


async def test_the_first_answer_after_a_start_leads_to_what_it_speaks_of(
    scene: Scene, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    await an_answered_question(scene)
    url = str(scene.bot.served.database.engines.writer.url.render_as_string(hide_password=False))
    monkeypatch.setattr(databases, "url", lambda: url)

    async with serving(scene.slack, scene.bot.clock, databases, monkeypatch) as restarted:
        await Scene(restarted).type("Emeka", HERE, "/find onboarding buddies")

    [found] = private(scene, "Emeka")
    assert "/archives/CONBOARDING/p" in str(found.raw)


async def test_nobody_s_first_question_waits_for_what_is_slow_to_load(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    language.identifier_of.cache_clear()

    async with playing(clock, databases, monkeypatch):
        assert language.identifier_of.cache_info().currsize == 1
