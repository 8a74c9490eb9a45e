"""The private offer to whoever asks in a pilot without asking us: ask colleagues properly?"""

import pytest

from bot.intents import Delete, Privacy, Quiet, Reply, Say, SeenPerson, SeenPlace, SetPhase
from bot.messages import Post
from tests.cast import AMINA, BRUNO, CHEN, DORA, LISTENING, OFF, PILOT
from tests.conftest import Bot, buttons, words
from tests.scenes import told

ASKS = "Does anyone know how we order new laptops?"
TALKS = "The new laptops have arrived, finally."
MESSAGE = f"{PILOT.key}/1700000000.000001"


async def said(bot: Bot, text: str = ASKS, place: SeenPlace = PILOT) -> str:
    """Amina writes this in a channel, to nobody in particular."""
    await bot.hear(Say(MESSAGE, text), AMINA, place)
    return MESSAGE


async def offered(bot: Bot) -> Post:
    """Amina asks in the channel, and a minute later gets the offer."""
    await said(bot)
    [offer] = await bot.pass_time(minutes=1)
    return offer


async def kept(bot: Bot) -> bool:
    """Tell whether words are kept for an offer."""
    async with bot.database.writing("default") as tx:
        return await tx.offer(MESSAGE) is not None


async def test_it_comes_after_a_minute_for_the_authors_eyes_beside_the_message(bot: Bot) -> None:
    await said(bot)

    early = await bot.pass_time(seconds=59)
    [offer] = await bot.pass_time(seconds=1)

    assert early == []
    assert (offer.place, offer.thread, offer.person) == (PILOT.key, MESSAGE, AMINA.key)
    assert list(buttons(offer.message)) == ["Ask colleagues", "No, thank you", "Don’t offer again"]


async def test_before_a_yes_nothing_is_remembered(bot: Bot) -> None:
    before = await bot.remembered()

    await offered(bot)

    assert await bot.remembered() == before


@pytest.mark.parametrize("text", [TALKS, "Why?", "ok?"])
async def test_talk_and_a_short_word_are_left_alone(bot: Bot, text: str) -> None:
    await said(bot, text)

    assert await bot.pass_time(hours=1) == []
    assert not await kept(bot)


@pytest.mark.parametrize("place", [OFF, LISTENING])
async def test_only_in_a_pilot_is_it_offered(bot: Bot, place: SeenPlace) -> None:
    await said(bot, ASKS, place)

    assert await bot.pass_time(hours=1) == []
    assert not await kept(bot)


async def test_in_a_place_that_is_open_it_is_not_offered(bot: Bot) -> None:
    await bot.hear(SetPhase("open"), DORA)
    await bot.timetable.tick()
    await said(bot)

    assert await bot.pass_time(hours=1) == []


@pytest.mark.parametrize(
    ("phase", "said_of_it"),
    [
        ("pilot", "what looks like a question is asked once, in private"),
        ("open", "nothing is offered for other messages"),
    ],
)
async def test_the_notice_and_the_state_of_a_place_tell_pilot_and_open_apart(
    bot: Bot, phase: str, said_of_it: str
) -> None:
    await bot.hear(SetPhase("off"), DORA)
    await bot.pass_time(minutes=1)

    outcome = await bot.hear(SetPhase(phase), DORA)
    notice = words((await bot.pass_time(minutes=1))[-1])

    assert said_of_it in notice
    other = "other messages are left alone" if phase == "open" else "asked once, in private"
    assert other in words(outcome)


async def test_an_edit_within_the_minute_is_what_would_be_asked(bot: Bot) -> None:
    await said(bot, "Does anyone know how we order new lapt?")
    bot.clock.push(seconds=20)
    await bot.hear(Say(MESSAGE, ASKS, bot.clock()))

    [offer] = await bot.pass_time(minutes=1)
    await bot.press(buttons(offer.message)["Ask colleagues"])

    [question] = await bot.remembered("question")
    assert question["text"] == ASKS


async def test_of_two_edits_the_newer_is_asked_whichever_comes_first(bot: Bot) -> None:
    await said(bot)
    bot.clock.push(seconds=20)
    older, newer = bot.clock(), bot.clock.now.replace(second=40)
    await bot.hear(Say(MESSAGE, "Does anyone know how we order four laptops?", newer))
    await bot.hear(Say(MESSAGE, "Does anyone know how we order three laptops?", older))

    [offer] = await bot.pass_time(minutes=1)
    await bot.press(buttons(offer.message)["Ask colleagues"])

    [question] = await bot.remembered("question")
    assert "four laptops" in question["text"]


async def test_edited_into_talk_or_deleted_there_is_no_offer_and_no_word_is_kept(bot: Bot) -> None:
    await said(bot)
    await bot.hear(Say(MESSAGE, TALKS, bot.clock.now.replace(second=9)))
    edited = await kept(bot)
    other = f"{PILOT.key}/1700000000.000002"
    await bot.hear(Say(other, ASKS))
    await bot.hear(Delete(other), None)

    assert not edited
    assert await bot.pass_time(hours=1) == []


@pytest.mark.parametrize("first", ["message", "reply"])
async def test_where_somebody_replied_already_it_is_not_offered(bot: Bot, first: str) -> None:
    reply = Reply(f"{PILOT.key}/1700000009.000001", MESSAGE, "In the shop.")
    if first == "reply":
        await bot.hear(reply, BRUNO)
    await said(bot)
    if first == "message":
        await bot.hear(reply, BRUNO)

    assert await bot.pass_time(hours=1) == []
    assert not await kept(bot)


async def test_the_authors_own_word_in_the_thread_does_not_stand_in_the_way(bot: Bot) -> None:
    await said(bot)
    await bot.hear(Reply(f"{PILOT.key}/1700000009.000001", MESSAGE, "I tried the shop."))

    assert len(await bot.pass_time(minutes=1)) == 1


async def test_yes_asks_with_the_message_itself_and_what_was_replied_meanwhile_counts(
    bot: Bot,
) -> None:
    asked_at = bot.clock()
    offer = await offered(bot)
    bot.clock.push(minutes=5)
    await bot.hear(Reply(f"{PILOT.key}/1700000009.000001", MESSAGE, "In the shop."), BRUNO)
    bot.clock.push(minutes=5)

    outcome = await bot.press(buttons(offer.message)["Ask colleagues"])
    await bot.timetable.tick()

    [question] = await bot.remembered("question")
    [answer] = await bot.remembered("answer")
    assert question["key"] == MESSAGE
    assert question["captured_by"] == "offered"
    assert question["state"] == "answered"
    assert question["asked_at"] == asked_at.isoformat().replace("+00:00", "Z")
    assert (answer["author"], answer["question"]) == (BRUNO.key, MESSAGE)
    assert outcome.instead
    assert len(told(bot.platform.posts, AMINA)) == 1
    assert not await kept(bot)


async def test_yes_pressed_twice_asks_once(bot: Bot) -> None:
    pressed = buttons((await offered(bot)).message)["Ask colleagues"]

    await bot.press(pressed)
    again = await bot.press(pressed)

    assert len(await bot.remembered("question")) == 1
    assert "Ask with" in words(again)


async def test_after_no_nothing_is_kept_and_a_later_edit_offers_nothing(bot: Bot) -> None:
    pressed = buttons((await offered(bot)).message)["No, thank you"]
    before = await bot.remembered()

    outcome = await bot.press(pressed)
    await bot.hear(Say(MESSAGE, ASKS + " Please!", bot.clock.now.replace(minute=9)))
    posts = await bot.pass_time(days=1)

    assert "Nothing of it is kept" in words(outcome)
    assert not await kept(bot)
    assert posts == []
    now = [each for each in await bot.remembered() if each["type"] != "count"]
    assert now == before


async def test_never_means_never_again(bot: Bot) -> None:
    await bot.press(buttons((await offered(bot)).message)["Don’t offer again"])

    await bot.hear(Say(f"{PILOT.key}/1700000000.000003", ASKS))

    assert await bot.pass_time(days=1) == []
    assert await bot.remembered("question") == []


@pytest.mark.parametrize("choice", ["yes", "no", "never"])
async def test_nobody_else_answers_the_offer(bot: Bot, choice: str) -> None:
    await offered(bot)

    outcome = await bot.press(f"offer {MESSAGE} {choice}", CHEN)

    assert "That was some time ago" in words(outcome)
    assert await kept(bot)
    assert CHEN.key not in str(await bot.remembered())


async def test_after_a_day_or_a_delete_it_is_too_late(bot: Bot) -> None:
    pressed = buttons((await offered(bot)).message)["Ask colleagues"]
    bot.clock.push(days=1, seconds=1)
    await bot.inbox.forget()

    outcome = await bot.press(pressed)

    assert not await kept(bot)
    assert "Ask with" in words(outcome)
    assert await bot.remembered("question") == []


async def test_a_place_turned_off_drops_the_words(bot: Bot) -> None:
    pressed = buttons((await offered(bot)).message)["Ask colleagues"]
    await bot.hear(SetPhase("off"), DORA)

    assert not await kept(bot)
    await bot.press(pressed)
    assert await bot.remembered("question") == []


@pytest.mark.parametrize("wish", [Quiet("on"), Privacy("out")])
async def test_who_wants_quiet_or_is_left_out_is_not_offered_anything(
    bot: Bot, wish: Quiet | Privacy
) -> None:
    await bot.hear(wish)
    await said(bot)

    assert await bot.pass_time(days=1) == []
    assert not await kept(bot)


async def test_in_a_busy_hour_the_caps_hold(bot: Bot) -> None:
    for number in range(4):
        await bot.hear(Say(f"{PILOT.key}/17000000{number}0.000001", ASKS))

    today = await bot.pass_time(hours=2)

    assert len(today) == 2


async def test_a_stranger_made_up_in_the_key_is_met_kindly(bot: Bot) -> None:
    outcome = await bot.press("offer nonsense yes", SeenPerson("slack:T2/UZOE"))

    assert "Ask with" in words(outcome)
