"""What was learnt and what came of it; and how a place does, told of no small group."""

import itertools
from dataclasses import replace
from datetime import timedelta

from bot.buttons import submitted
from bot.intents import (
    AddInsight,
    Ask,
    Insights,
    Reply,
    ReviseInsight,
    SeenPerson,
    SetPhase,
    SetPlace,
    ShowReport,
    TellOutcome,
    Why,
    WithdrawInsight,
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

    for said in (LEARNT["text"], LEARNT["action"], LEARNT["owner"], "31 Jan 2027"):
        assert said in words(outcome)
    [action] = await bot.remembered("action")
    assert (action["owner"], action["due"]) == ("Dora", "2027-01-31")
    assert buttons(outcome.message) == {}


async def test_a_day_that_is_none_leaves_the_form_open_with_what_it_takes(bot: Bot) -> None:
    opened = await bot.hear(Insights(add=True), DORA)
    assert opened.form

    outcome = await bot.hear(submitted(opened.form.does, {**LEARNT, "due": "soon"}), DORA)

    assert "“soon” is not a day that I know. Write it as 2026-12-15" in words(outcome)
    assert outcome.form
    assert {each.name: each.value for each in outcome.form.inputs} == {**LEARNT, "due": "soon"}
    assert await bot.remembered("insight") == []
    await bot.hear(submitted(outcome.form.does, {**LEARNT, "due": "2027-12-15"}), DORA)
    [action] = await bot.remembered("action")
    assert action["due"] == "2027-12-15"


async def test_what_was_typed_behind_add_stands_in_the_form(bot: Bot) -> None:
    outcome = await bot.hear(Insights(add=True, text=LEARNT["text"]), DORA)
    again = await bot.press(buttons(outcome.message)["What we learnt"], DORA)

    for each in (outcome, again):
        assert each.form
        assert each.form.inputs[0].value == LEARNT["text"]


async def test_what_was_learnt_is_put_in_other_words_by_who_leads_the_pilot(bot: Bot) -> None:
    key = await learnt(bot)
    edit = buttons((await bot.hear(Insights(), DORA)).message)["Edit"]
    form = (await bot.press(edit, DORA)).form
    assert form
    assert {each.name: each.value for each in form.inputs} == {**LEARNT, "due": "2027-01-31"}

    new = {**LEARNT, "text": "They wait three days.", "due": ""}
    await bot.hear(submitted(form.does, new), DORA)

    [insight] = await bot.remembered("insight")
    [action] = await bot.remembered("action")
    assert (insight["key"], insight["text"]) == (key, "They wait three days.")
    assert action["due"] is None


async def test_the_newest_words_of_what_was_learnt_count_in_whatever_order(bot: Bot) -> None:
    key = await learnt(bot)
    early, late = bot.clock() + timedelta(hours=1), bot.clock() + timedelta(hours=2)

    await bot.hear(ReviseInsight(key, "Newest"), DORA, at=late)
    await bot.hear(ReviseInsight(key, "Older"), DORA, at=early)

    [insight] = await bot.remembered("insight")
    assert insight["text"] == "Newest"


async def test_what_is_taken_back_is_shown_no_more_and_its_words_are_gone(bot: Bot) -> None:
    key = await learnt(bot)
    await bot.hear(TellOutcome(key, "They have it on day one."), DORA)
    back = buttons((await bot.hear(Insights(), DORA)).message)["Withdraw"]

    await bot.press(back, DORA)
    await bot.hear(ReviseInsight(key, "Again"), DORA)
    await bot.hear(TellOutcome(key, "Again"), DORA)
    posts = await bot.pass_time(days=7)

    assert "Nothing has been concluded here yet" in words(await bot.hear(Insights(), BRUNO))
    assert not any("day one" in words(each) for each in posts)
    [insight] = await bot.remembered("insight")
    [action] = await bot.remembered("action")
    assert insight["gone"]
    assert action["gone"]
    assert DORA.key not in str((insight, action))
    assert "laptop" not in str(insight)
    assert "Order" not in str(action)


async def test_who_wrote_it_may_change_it_though_they_lead_no_pilot_any_more(bot: Bot) -> None:
    key = await learnt(bot)
    async with bot.database.writing("default") as tx:
        insight = await tx.insight(key)
        assert insight
        await tx.know(BRUNO, TEAM, bot.clock())
        mine = replace(insight, key=f"{PILOT.key}/insight:other", by=BRUNO.key)
        await tx.add_insight(mine)

    theirs = await bot.hear(ReviseInsight(key, "Mine now"), BRUNO)
    own = await bot.hear(ReviseInsight(mine.key, "In my words"), BRUNO)

    assert "Only who wrote it" in words(theirs)
    assert "It is changed" in words(own)


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
        ReviseInsight(key),
        ReviseInsight(key, "Mine"),
        WithdrawInsight(key),
        TellOutcome(key),
        TellOutcome(key, "Nothing"),
    ):
        outcome = await bot.hear(intent, BRUNO)
        assert words(outcome).startswith("Only ")
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
