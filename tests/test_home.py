"""Somebody's own page: what waits for them, and what they did; for an admin the pilot board."""

from datetime import timedelta

import pytest

from bot.commands import command
from bot.intents import (
    Ask,
    Close,
    Home,
    Join,
    Leave,
    Mark,
    MarkKind,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetProfile,
    Share,
    Taken,
    Withdraw,
)
from bot.messages import Bullets, Button, Buttons, Heading, Link, Message
from bot.model import CapturedBy, Phase, Visibility
from bot.turn import Outcome
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, LISTENING, OFF, PEOPLE, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.scenes import CAREERS, answered, careers_join, direct, known, posted

BOARD = SeenPlace(f"{TEAM}/GBOARD", "boardroom", Visibility.PRIVATE)
EMPTY = (
    "Hello, I am Whoknows: colleagues ask with me, and help each other.\n"
    "/whoknows help shows what else there is, /whoknows privacy what is remembered.\n"
    "Waits for you\nNothing waits for you."
)
"""What somebody new reads, of whom nothing can be shown."""


async def page(bot: Bot, person: SeenPerson = AMINA) -> Outcome:
    """Somebody opens their own page."""
    return await bot.hear(Home(), person, direct(person))


def section(outcome: Outcome, title: str) -> list[str]:
    """Return the lines below a heading of a page, as a person reads them; buttons left out."""
    lines = words(outcome).splitlines()
    titles = {words_of(each) for each in outcome.message if isinstance(each, Heading)}
    if title not in lines:
        return []
    after = lines[lines.index(title) + 1 :]
    end = next((n for n, line in enumerate(after) if line in titles), len(after))
    return after[:end]


def words_of(part: Heading) -> str:
    return "".join(getattr(span, "text", "") for span in part.spans)


def links(message: Message) -> list[str]:
    """Return where the links of a page lead."""
    spans = [
        span
        for part in message
        if not isinstance(part, Buttons)
        for line in (part.items if isinstance(part, Bullets) else [getattr(part, "spans", ())])
        for span in line
    ]
    return [span.message for span in spans if isinstance(span, Link)]


def all_buttons(message: Message) -> list[Button]:
    return [each for part in message if isinstance(part, Buttons) for each in part.items]


# What waits


async def test_a_page_on_which_nothing_waits_says_so_and_offers_what_one_can_do(bot: Bot) -> None:
    before = await bot.remembered()

    outcome = await page(bot)

    assert words(outcome) == EMPTY
    assert list(buttons(outcome.message)) == [
        "Ask colleagues",
        "Share an example",
        "Change my profile",
    ]
    after = [each for each in await bot.remembered() if each["key"] != direct(AMINA).key]
    assert after == before


async def test_what_somebody_was_asked_waits_for_them_until_it_is_answered(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "laptops"), BRUNO)
    thread = await posted(bot, "Where are laptops ordered?")
    before = await page(bot, BRUNO)
    await bot.pass_time(hours=4)

    asked = await page(bot, BRUNO)
    await answered(bot, thread, CHEN)

    assert section(before, "Waits for you") == ["Nothing waits for you."]
    line = f"{AMINA.key} asks: Where are laptops ordered?"
    assert section(asked, "Waits for you") == [line]
    assert links(asked.message) == [thread]
    assert {"Answer", "Not me"} <= buttons(asked.message).keys()
    assert section(await page(bot, BRUNO), "Waits for you") == ["Nothing waits for you."]


@pytest.mark.parametrize("end", ["declined", "closed", "withdrawn", "off"])
@pytest.mark.long
async def test_what_needs_no_answer_of_theirs_any_more_does_not_wait(bot: Bot, end: str) -> None:
    await bot.hear(SetProfile("topics", "laptops"), BRUNO)
    await posted(bot, "Where are laptops ordered?")
    [question] = [str(each["key"]) for each in await bot.remembered("question")]
    await bot.pass_time(hours=4)
    assert "laptops" in words(await page(bot, BRUNO))

    match end:
        case "declined":
            await bot.press(f"notme {question} busy", BRUNO)
        case "closed":
            await bot.hear(Close(question))
        case "withdrawn":
            await bot.hear(Withdraw(question))
        case _:
            await bot.hear(SetPhase("off"), DORA)

    assert words(await page(bot, BRUNO)) == EMPTY


async def test_the_answer_form_and_not_me_open_from_the_page(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "laptops"), BRUNO)
    await posted(bot, "Where are laptops ordered?")
    await bot.pass_time(hours=4)
    shown = buttons((await page(bot, BRUNO)).message)

    answer = await bot.press(shown["Answer"], BRUNO, direct(BRUNO))
    not_me = await bot.press(shown["Not me"], BRUNO, direct(BRUNO))

    assert answer.form
    assert "Too busy" in buttons(not_me.message)


async def test_an_own_question_with_answers_waits_for_its_askers_word(bot: Bot) -> None:
    thread = await posted(bot, "Where are laptops ordered?")
    await answered(bot, thread, BRUNO)

    outcome = await page(bot)
    await bot.press(buttons(outcome.message)["Yes, solved"], AMINA, direct(AMINA))

    assert section(outcome, "Waits for you") == ["Did it help? Where are laptops ordered?"]
    [question] = await bot.remembered("question")
    assert question["verdict"] == "solved"
    after = await page(bot)
    assert section(after, "Waits for you") == ["Nothing waits for you."]
    assert section(after, "Your questions") == ["Where are laptops ordered? · ✅ solved"]


async def test_a_request_waits_for_its_askers_word_when_somebody_shared_an_example(
    bot: Bot,
) -> None:
    await posted(bot, "Who has moved to another ERP before?")
    [request] = await bot.remembered("request")
    before = await page(bot)

    await bot.hear(Share("ERP", "We did.", request=str(request["key"])), BRUNO)

    assert section(before, "Waits for you") == ["Nothing waits for you."]
    outcome = await page(bot)
    assert section(outcome, "Waits for you") == [
        "Did it help? Who has moved to another ERP before?"
    ]
    assert "This reassured me" in buttons(outcome.message)


# What they asked


async def test_own_questions_are_shown_open_ones_first_then_the_newest_with_their_state(
    bot: Bot,
) -> None:
    old = await posted(bot, "Where is the old lift?")
    bot.clock.push(minutes=1)
    await bot.hear(Mark(old, MarkKind.SOLVED, on=True))
    for asked in ("Where is the shop?", "Where is the gate?"):
        thread = await posted(bot, asked)
        bot.clock.push(minutes=1)
    await answered(bot, thread, BRUNO)
    await answered(bot, thread, CHEN)

    outcome = await page(bot)

    assert section(outcome, "Your questions") == [
        "Where is the gate? · 2 people answered",
        "Where is the shop? · waits for an answer",
        "Where is the old lift? · ✅ solved",
    ]
    assert {old, thread} <= set(links(outcome.message))


@pytest.mark.long
async def test_at_most_ten_questions_are_shown_and_none_of_somebody_else(bot: Bot) -> None:
    for n in range(12):
        await bot.hear(Ask(f"What is number {n} for?"))
        await bot.hear(Ask(f"Who wrote rule {n} down?"), BRUNO)
        bot.clock.push(minutes=1)

    outcome = await page(bot)

    lines = section(outcome, "Your questions")
    assert len(lines) == 10
    assert lines[0] == "What is number 11 for? · not posted yet"
    assert "rule" not in words(outcome)


async def test_what_was_only_listened_to_taken_back_or_stands_where_we_are_off_is_not_shown(
    bot: Bot,
) -> None:
    await bot.hear(
        Say(f"{LISTENING.key}/1.000001", "Does anybody know a good plumber?"), AMINA, LISTENING
    )
    await bot.hear(Ask("Where is the lift?"))
    [question] = [each for each in await bot.remembered("question") if "lift" in str(each)]
    await bot.hear(Withdraw(str(question["key"])))
    await careers_join(bot)
    await bot.hear(Ask("Where is the gate?"), AMINA, CAREERS)
    await bot.hear(SetPhase("off"), DORA, CAREERS)

    assert words(await page(bot)) == EMPTY


# Whom they helped


async def test_who_was_helped_is_counted_once_and_the_answers_are_shown(bot: Bot) -> None:
    first = await known(bot, "How do I order a laptop?")  # Dora marked it
    second = await known(bot, "How do I order a second screen?")
    for person in (AMINA, DORA, BRUNO):
        await bot.hear(Mark(second, MarkKind.HELPFUL, on=True), person)

    outcome = await page(bot, BRUNO)

    assert section(outcome, "People you helped") == [
        "What you wrote helped 2 people.",
        "How do I order a second screen? · helped 2 people",
        "How do I order a laptop? · helped 1 person",
    ]
    assert links(outcome.message) == [second, first]


async def test_a_solved_question_was_helped_by_the_only_one_who_answered(bot: Bot) -> None:
    thread = await posted(bot, "Where is the lift?")
    await answered(bot, thread, BRUNO)
    both = await posted(bot, "Where is the gate?")
    await answered(bot, both, BRUNO)
    await answered(bot, both, CHEN)
    for each in (thread, both):
        await bot.hear(Mark(each, MarkKind.SOLVED, on=True))

    assert section(await page(bot, BRUNO), "People you helped") == [
        "What you wrote helped 1 person.",
        "Where is the lift? · helped 1 person",
    ]
    assert section(await page(bot, CHEN), "People you helped") == []


@pytest.mark.long
async def test_who_found_it_again_and_said_so_was_helped_too(bot: Bot) -> None:
    answer = await known(bot, "How do I order a laptop?")
    await bot.hear(Ask("How do I order a laptop for a guest?"), EMEKA)
    [question] = [
        str(each["key"]) for each in await bot.remembered("question") if "guest" in str(each)
    ]
    await bot.hear(Taken(question, answer), EMEKA)

    assert "helped 2 people" in words(await page(bot, BRUNO))


async def test_a_mark_taken_back_helped_nobody(bot: Bot) -> None:
    answer = await known(bot, "How do I order a laptop?")
    bot.clock.push(minutes=1)
    await bot.hear(Mark(answer, MarkKind.HELPFUL, on=False), DORA)

    assert section(await page(bot, BRUNO), "People you helped") == []


# Where they are


async def test_their_channels_are_those_that_take_part_and_that_they_are_in(bot: Bot) -> None:
    await careers_join(bot)
    for place in (PILOT, LISTENING, CAREERS):
        await bot.hear(Join(), AMINA, place)
    bot.clock.push(minutes=1)
    await bot.hear(Leave(), AMINA, CAREERS)

    assert section(await page(bot), "Your channels") == [PILOT.key]
    assert section(await page(bot, CHEN), "Your channels") == []


# What is private


async def in_private(bot: Bot) -> str:
    """A private place asks and answers; return what was asked."""
    for person in (BRUNO, AMINA, DORA):
        await bot.hear(Say("x", "hello"), person, BOARD)
    await bot.hear(SetPhase("pilot"), DORA, BOARD)
    for person in (BRUNO, AMINA, DORA):
        await bot.hear(Join(), person, BOARD)
    await bot.hear(SetProfile("topics", "mergers"), BRUNO)
    asked = f"{BOARD.key}/1.000001"
    await bot.hear(Ask("How do mergers end?", CapturedBy.MENTION, asked), AMINA, BOARD)
    return asked


async def test_of_a_private_place_there_is_only_the_way_there(bot: Bot) -> None:
    asked = await in_private(bot)
    await bot.pass_time(hours=4)
    bruno = await page(bot, BRUNO)
    await answered(bot, asked, BRUNO, "In May.")
    amina = await page(bot)
    bot.clock.push(minutes=1)
    await bot.hear(Mark(asked, MarkKind.SOLVED, on=True), AMINA, BOARD)
    helped = await page(bot, BRUNO)

    assert section(bruno, "Waits for you") == ["No answer yet: a question in a private channel"]
    assert section(amina, "Your questions") == [
        "a question in a private channel · 1 person answered"
    ]
    assert section(amina, "Your channels") == ["1 private channel"]
    assert section(helped, "People you helped")[1:] == [
        "a question in a private channel · helped 1 person"
    ]
    for outcome in (bruno, amina, helped):
        said = words(outcome).lower()
        assert not [each for each in ("merger", "board", "may") if each in said]
    assert asked in links(bruno.message)
    assert asked in links(amina.message)


async def test_it_is_the_same_where_the_page_is_opened_in_that_place(bot: Bot) -> None:
    await in_private(bot)

    outcome = await bot.hear(Home(), AMINA, BOARD)

    assert "a question in a private channel" in words(outcome)
    assert "merger" not in words(outcome)


async def test_who_left_a_private_place_sees_no_more_of_it(bot: Bot) -> None:
    asked = await in_private(bot)
    await answered(bot, asked, BRUNO, "In May.")
    bot.clock.push(minutes=1)
    for person in (AMINA, BRUNO):
        await bot.hear(Leave(), person, BOARD)

    for person in (AMINA, BRUNO):
        assert BOARD.key not in str((await page(bot, person)).message)


# The pilot board


async def busy(bot: Bot, askers: int, authors: int) -> None:
    """Some people ask, and some answer."""
    for n in range(max(askers, authors)):
        asked = f"{PILOT.key}/9{n}.000001"
        asker, author = PEOPLE[n % askers], PEOPLE[(n + 1) % authors]
        await bot.hear(Ask(f"Where is room {n}?", CapturedBy.MENTION, asked), asker)
        if author != asker:
            await answered(bot, asked, author)
    bot.clock.push(seconds=1)


@pytest.mark.long
async def test_an_admin_sees_how_the_places_do_and_others_do_not(bot: Bot) -> None:
    await busy(bot, 6, 6)
    await bot.hear(Ask("Anybody?"), AMINA, OFF)
    await bot.hear(Ask("Anybody there?"), AMINA, OFF)

    admins, others = await page(bot, DORA), await page(bot, EMEKA)

    assert section(admins, "How the channels do") == [
        f"{PILOT.key} · pilot · last 7 days: 6 questions: 6 answered but not confirmed",
        f"{LISTENING.key} · listening",
        f"{OFF.key} · off · wanted 2 times",
    ]
    assert "channels do" not in words(others)


@pytest.mark.parametrize(("askers", "authors"), [(6, 4), (4, 6), (1, 1)])
async def test_the_board_shows_no_numbers_about_a_few(bot: Bot, askers: int, authors: int) -> None:
    await busy(bot, askers, authors)

    [line, *_] = section(await page(bot, DORA), "How the channels do")

    assert line == f"{PILOT.key} · pilot · too few people in the last 7 days to show numbers"


@pytest.mark.long
async def test_what_happened_more_than_a_week_ago_is_not_on_the_board(bot: Bot) -> None:
    await busy(bot, 6, 6)
    bot.clock.now += timedelta(days=7, minutes=5)

    [line, *_] = section(await page(bot, DORA), "How the channels do")

    assert "too few" in line


async def test_the_board_tells_of_no_private_place(bot: Bot) -> None:
    await in_private(bot)

    outcome = await page(bot, DORA)

    assert BOARD.key not in " ".join(section(outcome, "How the channels do"))
    assert BOARD.key not in str(all_buttons(outcome.message))


async def test_the_board_ends_where_the_page_would_become_long(bot: Bot) -> None:
    async with bot.database.writing("default") as tx:
        for n in range(15):
            place = await tx.note_place(SeenPlace(f"{TEAM}/C{n}", f"place-{n}"), TEAM, bot.clock())
            await tx.set_phase(place.key, Phase.OPEN)

    lines = section(await page(bot, DORA), "How the channels do")

    assert len(lines) == 11
    assert lines[-1] == "and 7 more"


# From everywhere


async def test_the_page_opens_by_a_command_too(bot: Bot) -> None:
    await posted(bot, "Where is the lift?")

    outcome = await bot.hear(command("/whoknows home"), AMINA, OFF)

    assert "Where is the lift? · waits for an answer" in words(outcome)


async def test_the_page_is_in_the_language_of_its_reader(bot: Bot) -> None:
    await bot.hear(SetProfile("language", "pl"), FARAH)

    assert "Nic na ciebie nie czeka." in words(await page(bot, FARAH))
