"""A question by mention in Teams: its card in the thread, and what each button leaves behind."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import FrozenClock
from tests.databases import Databases
from tests.teams import cards
from tests.teams.bot import ServedBot, piloting
from tests.teams.ground import Seen

HERE = "onboarding"
ASKED = "Who has the key?"
OPEN = {"Answer", "Follow", "Not me", "Withdraw"}


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant, with a pilot."""
    async with piloting(clock, databases, monkeypatch) as found:
        yield found
        assert found.teams.refusals == []
        assert found.teams.complaints == []
        assert found.teams.troubles == []


async def of(bot: ServedBot, kind: str) -> dict[str, object]:
    [found] = [each for each in await bot.dump() if each["type"] == kind]
    return found


async def asked_in_a_thread(bot: ServedBot) -> tuple[str, str]:
    """Amina asks by mention in a thread of Bruno's; return its first message and our card."""
    root = await bot.teams.say("Bruno", HERE, "The door is locked again.")
    await bot.teams.reply("Amina", HERE, root, f"@Whoknows {ASKED}")
    await bot.pass_time(seconds=5)
    return root, card(bot, "Hugo").id


def card(bot: ServedBot, who: str) -> Seen:
    """Return the newest card of ours about the question, as somebody sees it."""
    seen = [each for each in bot.teams.seen_by(who, HERE) if each.is_ours]
    return next(each for each in reversed(seen) if ASKED in each.text)


def buttons(bot: ServedBot, who: str, message: str) -> set[str]:
    return {
        str(action["title"])
        for shown in bot.teams.cards_of(who, HERE)
        if shown.message.id == message
        for action in cards.actions(shown.card)
    }


async def press(bot: ServedBot, who: str, label: str, message: str) -> None:
    await bot.teams.press(who, label, HERE, message)
    await bot.pass_time(seconds=5)


async def test_a_question_by_mention_in_a_thread_gets_its_card_there(bot: ServedBot) -> None:
    root, ours = await asked_in_a_thread(bot)

    assert bot.teams.place(HERE).find(ours).thread == root  # type: ignore[union-attr]
    assert buttons(bot, "Hugo", ours) == OPEN
    told = bot.teams.seen_by("Amina", bot.teams.user("Amina").name)[-1].text
    assert "press Helpful on my card below it" in told

    await bot.teams.reply("Greta", HERE, root, "It hangs by the door.")
    await bot.pass_time(seconds=5)
    assert buttons(bot, "Hugo", ours) == OPEN | {"Greta: 💡 Helpful", "This solved it"}
    assert "1 person answered so far." in card(bot, "Hugo").text

    await press(bot, "Amina", "This solved it", ours)
    assert (await of(bot, "question"))["state"] == "solved"
    assert buttons(bot, "Hugo", ours) == set()
    assert "Solved" in card(bot, "Hugo").text


async def test_an_answer_by_the_button_of_that_card_stands_in_the_thread(bot: ServedBot) -> None:
    root, ours = await asked_in_a_thread(bot)

    await bot.teams.press("Greta", "Answer", HERE, ours)
    await bot.teams.fill("Greta", {"text": "It hangs by the door."})
    await bot.pass_time(seconds=5)

    place = bot.teams.place(HERE)
    found = next(each for each in place.messages if "It hangs by" in str(each.body))
    assert found.thread == root
    assert "Greta: 💡 Helpful" in buttons(bot, "Hugo", ours)


async def test_taking_it_back_shows_on_the_card(bot: ServedBot) -> None:
    _, ours = await asked_in_a_thread(bot)

    await press(bot, "Amina", "Withdraw", ours)

    assert (await of(bot, "question"))["gone"] is True
    seen = [each.text for each in bot.teams.seen_by("Hugo", HERE) if each.id == ours]
    assert seen == ["This question was withdrawn."]


@pytest.mark.parametrize(
    ("label", "after", "said"),
    [
        ("Follow", "Unfollow", "You will hear when somebody answers."),
        ("Greta: 💡 Helpful", "Greta: Take it back", "It counts as helpful."),
    ],
)
async def test_who_presses_keeps_the_card_with_what_undoes_it(
    bot: ServedBot, label: str, after: str, said: str
) -> None:
    root, ours = await asked_in_a_thread(bot)
    await bot.teams.reply("Greta", HERE, root, "It hangs by the door.")
    await bot.pass_time(seconds=5)
    before = buttons(bot, "Hugo", ours)

    for _ in range(2):
        await press(bot, "Hugo", label, ours)
        assert buttons(bot, "Hugo", ours) == before - {label} | {after}
        assert said in card(bot, "Hugo").text
        assert buttons(bot, "Bruno", ours) == before
        await press(bot, "Hugo", after, ours)
        assert buttons(bot, "Hugo", ours) == before


async def test_who_says_not_me_keeps_the_card_too(bot: ServedBot) -> None:
    _, ours = await asked_in_a_thread(bot)

    await press(bot, "Hugo", "Not me", ours)
    await press(bot, "Hugo", "Too busy", ours)

    assert buttons(bot, "Hugo", ours) == OPEN
    assert "it is left to others" in card(bot, "Hugo").text


async def test_who_accepts_an_offer_gets_the_card_below_their_message(bot: ServedBot) -> None:
    message = await bot.teams.say("Amina", HERE, ASKED + " Does anybody know where it is?")
    await bot.pass_time(minutes=3)

    await bot.teams.press("Amina", "Ask colleagues", bot.teams.personal("Amina"))
    await bot.pass_time(seconds=5)

    ours = card(bot, "Hugo").id
    assert bot.teams.place(HERE).find(ours).thread == message  # type: ignore[union-attr]
    assert buttons(bot, "Hugo", ours) == OPEN


async def test_a_form_in_ones_own_chat_leaves_what_stood_there(bot: ServedBot) -> None:
    await bot.teams.say("Dora", HERE, "@Whoknows pilot readers everyone")
    await bot.teams.say("Amina", HERE, "@Whoknows ask How do we order laptops for a newcomer?")
    await bot.pass_time(seconds=5)
    await bot.teams.press("Greta", "Answer", HERE)
    await bot.teams.fill("Greta", {"text": "We order them in the shop."})
    await bot.pass_time(seconds=5)
    await bot.teams.press("Amina", "This solved it", HERE)
    await bot.pass_time(seconds=5)
    await bot.teams.say("Bruno", HERE, "@Whoknows ask How do I order laptops for newcomers?")
    await bot.settled()
    chat = bot.teams.personal("Bruno")
    held = bot.teams.cards_of("Bruno", chat)[0]
    stood = {str(each["title"]) for each in cards.actions(held.card)}
    assert {"This solved it", "Post now", "Don’t post", "Pass it on"} <= stood

    await bot.teams.press("Bruno", "Pass it on", chat)
    await bot.settled()

    [now] = [
        each for each in bot.teams.cards_of("Bruno", chat) if each.message.id == held.message.id
    ]
    assert {str(each["title"]) for each in cards.actions(now.card)} == stood
    form = bot.teams.form_of("Bruno")
    assert form is not None
    assert form.message.id != held.message.id
    for to in ("@Greta", "@Hugo"):  # it is Greta's own, so the form asks once more
        await bot.teams.fill("Bruno", {"to": to, "note": "For you."})
    await bot.teams.press("Bruno", "Don’t post", chat, held.message.id)
    await bot.pass_time(minutes=2)
    assert bot.teams.form_of("Bruno") is None
    assert "For you." in bot.teams.seen_by("Hugo", bot.teams.user("Hugo").name)[-1].text
    states = [each["state"] for each in await bot.dump() if each["type"] == "question"]
    assert "open" not in states
