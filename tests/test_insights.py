"""What was learnt and what came of it; and how a place does, told of no small group."""

import itertools
from datetime import timedelta

from bot.buttons import submitted
from bot.intents import (
    AddInsight,
    Ask,
    Insights,
    Reply,
    SeenPerson,
    SetPhase,
    SetPlace,
    ShowReport,
    TellOutcome,
    Why,
)
from bot.model import CapturedBy, Phase
from tests.cast import BRUNO, DORA, OFF, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.scenes import CAREERS, careers_join, direct

LEARNT = {
    "text": "New people wait a week for a laptop.",
    "action": "Order on the day they sign.",
    "owner": "Dora",
    "due": "end of January",
}


async def learnt(bot: Bot) -> str:
    """Dora notes what was learnt; return its key."""
    outcome = await bot.hear(Insights(add=True), DORA)
    assert outcome.form
    await bot.hear(submitted(outcome.form.does, LEARNT), DORA)
    return str((await bot.remembered("insight"))[-1]["key"])


async def test_what_was_learnt_is_shown_with_what_is_done_by_whom_until_when(bot: Bot) -> None:
    await learnt(bot)

    outcome = await bot.hear(Insights(), BRUNO)

    for said in LEARNT.values():
        assert said in words(outcome)
    [action] = await bot.remembered("action")
    assert (action["owner"], action["due"]) == ("Dora", "end of January")
    assert buttons(outcome.message) == {}


async def test_what_came_of_it_is_told_here_and_in_the_next_digest(bot: Bot) -> None:
    await learnt(bot)
    tell = buttons((await bot.hear(Insights(), DORA)).message)["Tell what came of it"]
    form = (await bot.press(tell, DORA)).form
    assert form

    await bot.press(form.does, DORA, text="They have it on day one.")
    posts = await bot.pass_time(days=7)

    assert "They have it on day one." in words(await bot.hear(Insights(), BRUNO))
    assert any("day one" in words(each) and each.place == PILOT.key for each in posts)


async def test_the_newest_word_on_what_came_of_it_counts_in_whatever_order(bot: Bot) -> None:
    key = await learnt(bot)
    early, late = bot.clock() + timedelta(hours=1), bot.clock() + timedelta(hours=2)

    await bot.hear(TellOutcome(key, "At last."), DORA, at=late)
    await bot.hear(TellOutcome(key, "Not yet."), DORA, at=early)

    [action] = await bot.remembered("action")
    assert action["outcome"] == "At last."


async def test_only_who_leads_the_pilot_adds_to_it(bot: Bot) -> None:
    key = await learnt(bot)
    before = await bot.remembered()

    for intent in (
        Insights(add=True),
        AddInsight("Mine", into=PILOT.key),
        TellOutcome(key),
        TellOutcome(key, "Nothing"),
    ):
        outcome = await bot.hear(intent, BRUNO)
        assert "Only an admin" in words(outcome)
        assert outcome.form is None

    assert await bot.remembered() == before


async def test_nothing_is_kept_for_a_place_that_is_off_or_with_nothing_in_it(bot: Bot) -> None:
    await careers_join(bot)
    async with bot.database.writing("default") as tx:
        await tx.set_phase(CAREERS.key, Phase.OFF)

    there = await bot.hear(AddInsight("Something", into=CAREERS.key), DORA)
    empty = await bot.hear(AddInsight("", into=PILOT.key), DORA)
    off = await bot.hear(Insights(), DORA, OFF)

    assert "not part of the pilot" in words(there)
    assert "nothing in it" in words(empty)
    assert "not part of the pilot" in words(off)
    assert await bot.remembered("insight") == []


async def test_where_nothing_was_learnt_yet_it_says_so(bot: Bot) -> None:
    assert "Nothing has been concluded here yet" in words(await bot.hear(Insights(), BRUNO))
    assert "Add what you learnt" in buttons((await bot.hear(Insights(), DORA)).message)


async def people_talk(bot: Bot, askers: int, authors: int) -> None:
    """So many people ask, and so many (others) answer the first question."""
    for n in range(askers):
        key = f"{PILOT.key}/1.{n:06}"
        await bot.hear(Ask(f"What is {n}?", CapturedBy.MENTION, key), _someone("asker", n))
    for n in range(authors):
        reply = Reply(f"{PILOT.key}/2.{n:06}", f"{PILOT.key}/1.000000", f"It is {n}.")
        await bot.hear(reply, _someone("author", n))


def _someone(kind: str, n: int) -> SeenPerson:
    return SeenPerson(f"{TEAM}/U{kind}{n}", f"{kind} {n}")


async def test_the_report_in_a_place_hides_what_tells_of_fewer_than_five(bot: Bot) -> None:
    for askers, authors in itertools.pairwise((0, 4, 5)):
        await people_talk(bot, askers, authors)
        bot.clock.push(minutes=1)
        outcome = await bot.hear(ShowReport(), BRUNO)
        assert "Too few people" in words(outcome)
        assert not any(char.isdigit() and char != "5" for char in words(outcome))


async def test_with_enough_people_it_tells_how_the_place_does(bot: Bot) -> None:
    await people_talk(bot, 6, 5)
    bot.clock.push(minutes=1)

    outcome = await bot.hear(ShowReport(), BRUNO)

    assert "6 questions: 1 answered but not confirmed, 5 waiting." in words(outcome)
    assert "6 people asked, 5 people answered" in words(outcome)


async def test_there_is_no_report_where_nobody_is_served(bot: Bot) -> None:
    for place in (OFF, direct(BRUNO)):
        assert "nothing to report here" in words(await bot.hear(ShowReport(), BRUNO, place))


async def test_an_action_without_owner_and_date_is_told_without_dashes(bot: Bot) -> None:
    outcome = await bot.hear(Insights(add=True), DORA)
    assert outcome.form
    await bot.hear(submitted(outcome.form.does, {"text": "Ask early.", "action": "A page."}), DORA)

    told = words(await bot.hear(Insights()))

    assert "We will: A page." in told
    assert "–" not in told


async def test_alone_with_us_there_are_no_insights_and_nothing_to_set(bot: Bot) -> None:
    for intent in (Insights(), Insights(add=True), SetPhase("pilot"), SetPlace("digest", "off")):
        outcome = await bot.hear(intent, DORA, direct(DORA))

        assert outcome.what == Why.REFUSED
        assert "channel" in words(outcome)
        assert "not part of the pilot" not in words(outcome)
    places = {each["key"]: each["phase"] for each in await bot.remembered("place")}
    assert places.get(direct(DORA).key, "off") == "off"
