"""Finding: what was answered and shared before, who knows, and what is known."""

import pytest

from bot.intents import (
    Ask,
    Delete,
    Find,
    Intent,
    Mark,
    MarkKind,
    Reply,
    Say,
    SeenPlace,
    SetProfile,
    Share,
    Topics,
    WhoKnows,
)
from bot.messages import Link, Message, Paragraph, Quoted, Who
from bot.model import CapturedBy, Phase
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, LISTENING, OFF, PILOT
from tests.conftest import Bot, buttons, words
from tests.scenes import answered, direct, known, told


def spans(message: Message) -> list[object]:
    """Return every span of the paragraphs of a message."""
    return [span for part in message if isinstance(part, Paragraph) for span in part.spans]


async def shared(bot: Bot, title: str = "Buddies for new people", did: str = "Six weeks.") -> str:
    """Bruno has shared an example; return its key."""
    await bot.hear(Share(title, did), BRUNO)
    await bot.timetable.tick()
    bot.platform.posts.clear()
    return str((await bot.remembered("example"))[-1]["key"])


async def test_what_is_found_comes_with_its_credit_and_the_way_there(bot: Bot) -> None:
    answer = await known(bot, "How do I order a laptop?")

    outcome = await bot.hear(Find("laptop order"), EMEKA)

    found = spans(outcome.message)
    assert "1 thing was found" in words(outcome)
    assert "We order them in the shop." in words(outcome)
    assert Who(BRUNO.key) in found
    assert [each.message for each in found if isinstance(each, Link)] == [answer]
    [search] = await bot.remembered("search")
    assert (search["words"], search["results"]) == ("laptop order", 1)


async def test_a_typing_mistake_and_another_ending_still_find(bot: Bot) -> None:
    await known(bot, "How do we organise onboarding of nurses?")

    for said in ("onboardings", "nurse onboarding", "organised onbording nurses"):
        assert "was found" in words(await bot.hear(Find(said), EMEKA))


async def test_where_nothing_is_found_colleagues_can_be_asked_with_the_same_words(
    bot: Bot,
) -> None:
    outcome = await bot.hear(Find("quantum entanglement"), EMEKA)
    form = (await bot.press(buttons(outcome.message)["Ask colleagues"], EMEKA)).form

    assert "Nothing was found on “quantum entanglement”" in words(outcome)
    assert form
    assert form.does == "ask"
    assert form.inputs[0].value == "quantum entanglement"


async def test_who_finds_what_helps_says_so_once_and_its_author_hears_of_it(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    outcome = await bot.hear(Find("laptop order"), EMEKA)
    helped = buttons(outcome.message)["This solved it"]

    await bot.press(helped, EMEKA)
    again = await bot.press(helped, EMEKA)
    await bot.timetable.tick()

    [post] = bot.platform.posts
    assert post.person == BRUNO.key
    assert "helped somebody again" in words(post)
    assert "noted before" in words(again)


async def test_what_somebody_else_found_helped_nobody_but_them(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    outcome = await bot.hear(Find("laptop order"), EMEKA)
    before = await bot.remembered()

    forged = await bot.press(buttons(outcome.message)["This solved it"], CHEN)
    made_up = await bot.press("taken slack:T1/x slack:T1/y", CHEN)

    assert "shown to somebody else" in words(forged)
    assert "shown to somebody else" in words(made_up)
    assert await bot.remembered() == before


async def test_what_was_deleted_since_it_was_found_helps_no_more(bot: Bot) -> None:
    answer = await known(bot, "How do I order a laptop?")
    outcome = await bot.hear(Find("laptop order"), EMEKA)
    await bot.hear(Delete(answer), None)

    late = await bot.press(buttons(outcome.message)["This solved it"], EMEKA)

    assert "taken back meanwhile" in words(late)
    assert not any(each["taken"] for each in await bot.remembered("suggestion"))


@pytest.mark.long
async def test_a_question_taken_back_is_not_solved_by_what_was_suggested_for_it(bot: Bot) -> None:
    await known(bot, "How do I order a laptop for somebody new?")
    held = await bot.hear(Ask("How do I order a laptop for somebody new?"), EMEKA)
    pressed = buttons(held.message)
    await bot.press(pressed["Don’t post"], EMEKA)

    late = await bot.press(pressed["This solved it"], EMEKA)

    gone = [each for each in await bot.remembered("question") if each.get("gone")]
    assert [each["state"] for each in gone] == ["closed"]
    assert "not there any more" in words(late)


@pytest.mark.parametrize(
    "intent", [Find("laptop"), Find("", examples_only=True), WhoKnows("laptop"), Topics()]
)
@pytest.mark.parametrize("place", [OFF, LISTENING])
async def test_a_place_that_takes_no_part_shows_nothing_and_counts_the_interest(
    bot: Bot, intent: Intent, place: SeenPlace
) -> None:
    await known(bot, "How do I order a laptop?")
    await bot.hear(SetProfile("topics", "laptops"), BRUNO)

    outcome = await bot.hear(intent, EMEKA, place)

    assert "not part of the pilot yet" in words(outcome)
    assert BRUNO.key not in words(outcome)
    assert len(await bot.remembered("interest")) == 1


# Who has done it before?


async def test_who_looks_for_examples_and_finds_none_asks_for_one(bot: Bot) -> None:
    outcome = await bot.hear(Find("moving to another ERP", examples_only=True), EMEKA)
    form = (await bot.press(buttons(outcome.message)["Ask colleagues"], EMEKA)).form
    assert form
    await bot.press(form.does, EMEKA, text="moving to another ERP", details="")
    await bot.timetable.tick()

    [request] = await bot.remembered("request")
    [post] = bot.platform.posts
    assert request["text"] == "moving to another ERP"
    assert "somebody who has done this before" in words(post)
    assert "Share an example" in buttons(post.message)
    assert await bot.remembered("question") == []


@pytest.mark.parametrize("place", ["in the channel", "in the direct line"])
async def test_what_is_found_may_reassure_and_if_not_it_becomes_a_request(
    bot: Bot, place: str
) -> None:
    await shared(bot)
    there = PILOT if place == "in the channel" else direct(EMEKA)
    outcome = await bot.hear(Find("buddies", examples_only=True), EMEKA, there)
    form = (await bot.press(buttons(outcome.message)["Ask colleagues"], EMEKA, there)).form

    assert "This reassured me" in buttons(outcome.message)
    assert form
    assert form.does == "ask example"


async def test_examples_alone_show_the_newest(bot: Bot) -> None:
    nothing = await bot.hear(Find("", examples_only=True), EMEKA)
    await shared(bot)
    await known(bot, "How do I order a laptop?")

    outcome = await bot.hear(Find("", examples_only=True), EMEKA)

    assert "Nobody has shared an example yet" in words(nothing)
    assert "Share an example" in buttons(nothing.message)
    assert "Buddies for new people" in words(outcome)
    assert "laptop" not in words(outcome)


@pytest.mark.parametrize("captured_by", [CapturedBy.COMMAND, CapturedBy.MENTION])
@pytest.mark.long
async def test_who_has_done_it_before_is_a_request_with_what_there_is_already(
    bot: Bot, captured_by: CapturedBy
) -> None:
    example = await shared(bot, "Buddies for new nurses")
    message = f"{PILOT.key}/5.000001" if captured_by is CapturedBy.MENTION else None

    outcome = await bot.hear(
        Ask("Who has introduced buddies for new nurses?", captured_by, message), EMEKA
    )
    bot.clock.push(minutes=3)
    await bot.press(buttons(outcome.message)["This reassured me"], EMEKA)
    posts = await bot.pass_time(hours=3)

    [request] = await bot.remembered("request")
    assert request["asked_at"] == "2026-11-23T09:00:00Z"
    assert request["reassured_at"] == "2026-11-23T09:03:00Z"
    assert not any(each.place == PILOT.key for each in posts)
    [taken] = [each for each in await bot.remembered("suggestion") if each["taken"]]
    assert taken["shown"] == example


async def test_a_request_that_nothing_found_reassures_is_posted_after_a_minute(bot: Bot) -> None:
    await shared(bot, "Buddies for new nurses")

    outcome = await bot.hear(Ask("Who has introduced buddies for new nurses?"), EMEKA)
    at_once = await bot.pass_time(seconds=50)
    after = await bot.pass_time(seconds=20)

    assert "somebody may have done this already" in words(outcome)
    assert at_once == []
    assert [each.place for each in after] == [PILOT.key]


# Who knows?


async def test_who_knows_is_told_by_answers_that_helped_and_by_what_people_say(bot: Bot) -> None:
    answer = await known(bot, "How do I order a laptop?")
    await bot.hear(SetProfile("topics", "laptops, SAP"), CHEN)

    outcome = await bot.hear(WhoKnows("laptop"), EMEKA)

    assert f"{BRUNO.key} helped with" in words(outcome)
    assert f"{CHEN.key} names “laptops”" in words(outcome)
    assert answer
    nobody = await bot.hear(WhoKnows("quantum"), EMEKA)
    assert "Nobody is known to know about “quantum” yet" in words(nobody)
    assert "Ask colleagues" in buttons(nobody.message)


async def test_a_topic_that_somebody_names_twice_is_known_by_one_person(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "SAP, sap"), CHEN)

    outcome = await bot.hear(Topics(), EMEKA)

    assert "SAP · 1" in words(outcome) or "sap · 1" in words(outcome)


async def test_who_was_left_out_is_never_named_as_knowing(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    await bot.hear(SetProfile("topics", "laptops"), BRUNO)
    async with bot.database.writing("default") as tx:
        await tx.set_profile(BRUNO.key, opted_out=True)

    who = await bot.hear(WhoKnows("laptop"), EMEKA)
    topics = await bot.hear(Topics(), EMEKA)
    await bot.hear(Ask("How can a laptop be ordered for a guest?"), EMEKA)
    posts = await bot.pass_time(hours=3)

    assert BRUNO.key not in words(who)
    assert "Nobody has said yet" in words(topics)
    assert told(posts, BRUNO) == []


async def test_in_a_private_place_its_own_answers_tell_who_knows_and_only_there(
    bot: Bot,
) -> None:
    await known(bot, "How do I order a laptop?")
    async with bot.database.writing("default") as tx:
        await tx.set_place(PILOT.key, visibility="private")

    here = await bot.hear(WhoKnows("laptop"), DORA)
    elsewhere = await bot.hear(WhoKnows("laptop"), EMEKA, direct(EMEKA))

    assert f"{BRUNO.key} helped with" in words(here)
    assert BRUNO.key not in words(elsewhere)


async def test_topics_are_counted_however_they_are_written(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "SAP, onboarding"), BRUNO)
    await bot.hear(SetProfile("topics", "sap"), CHEN)

    outcome = await bot.hear(Topics(), EMEKA)

    assert "sap · 2" in words(outcome).lower()
    assert "onboarding · 1" in words(outcome)


async def test_of_each_question_the_answer_that_helped_most_is_found(bot: Bot) -> None:
    await known(bot, "How do I order a laptop?")
    asked = (await bot.remembered("question"))[0]["key"]
    better = await answered(bot, asked, EMEKA, "Ask the helpdesk, they bring it.")
    for person in (AMINA, DORA):
        await bot.hear(Mark(better, MarkKind.HELPFUL, on=True), person)

    outcome = await bot.hear(Find("laptop"), CHEN)

    assert "1 thing was found" in words(outcome)
    assert "they bring it" in words(outcome)


async def test_an_answer_is_found_by_its_own_words_though_another_one_helped_more(
    bot: Bot,
) -> None:
    await known(bot, "How do I order a laptop?")
    asked = (await bot.remembered("question"))[0]["key"]
    await answered(bot, asked, EMEKA, "The helpdesk has spare chargers.")

    outcome = await bot.hear(Find("chargers"), CHEN)

    assert "1 thing was found" in words(outcome)
    assert "spare chargers" in words(outcome)


async def test_somebodys_words_stay_words(bot: Bot) -> None:
    said = "<!channel> *bold* {author}"
    outcome = await bot.hear(Find(said), EMEKA)

    assert Quoted(said) in spans(outcome.message)


async def test_what_was_only_listened_to_is_never_found(bot: Bot) -> None:
    asked = f"{LISTENING.key}/1.000001"
    await bot.hear(Say(asked, "How do I order a monitor for home?"), AMINA, LISTENING)
    await bot.hear(Reply(f"{LISTENING.key}/2.000001", asked, "In the shop."), BRUNO, LISTENING)
    async with bot.database.writing("default") as tx:
        await tx.set_phase(LISTENING.key, Phase.PILOT)

    for place in (LISTENING, PILOT):
        assert "Nothing was found" in words(await bot.hear(Find("monitor"), EMEKA, place))
