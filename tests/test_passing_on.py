"""Passing on: in one's own name, with the credit of who wrote it, never what is private."""

import pytest

from bot.buttons import submitted
from bot.intents import Ask, Delete, Introduce, PassOn, Privacy, Quiet, SeenPerson
from bot.messages import Button, InputKind
from bot.model import Phase
from bot.turn import Outcome
from tests.cast import AMINA, BRUNO, CHEN, EMEKA, FARAH, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.scenes import CAREERS, careers_join, direct, known, told

pytestmark = pytest.mark.long


async def met(bot: Bot) -> str:
    """Bruno's answer helped, and everybody is known; return the key of the answer."""
    for person in (AMINA, BRUNO, CHEN, EMEKA, FARAH):
        await bot.hear(Quiet("off"), person)
    return await known(bot, "How do I order a laptop?")


async def sent(bot: Bot, answer: str, **values: str) -> Outcome:
    """Chen sends the form; what is not filled in is empty."""
    filled = {"to": "", "place": "", "note": "", **values}
    return await bot.hear(submitted(f"pass {answer}", filled), CHEN)


def passes_on(answer: str) -> Button:
    return Button("Pass it on", f"pass {answer}")


async def test_a_colleague_gets_it_from_who_passes_it_on_with_the_credit_of_its_author(
    bot: Bot,
) -> None:
    answer = await met(bot)
    outcome = await bot.press(passes_on(answer), CHEN)
    assert outcome.form

    await bot.press(outcome.form.does, CHEN, to=EMEKA.key, note="For your new team")
    await bot.timetable.tick()

    [post] = told(bot.platform.posts, EMEKA)
    assert f"{CHEN.key} thought that this may help" in words(post)
    assert "For your new team" in words(post)
    assert "We order them in the shop." in words(post)
    assert f"From {BRUNO.key}" in words(post)
    assert f"via {CHEN.key}" in words(post)
    [passed] = await bot.remembered("pass_on")
    assert (passed["item"], passed["by"], passed["to"]) == (answer, CHEN.key, EMEKA.key)


async def test_the_form_asks_for_a_colleague_or_another_channel(bot: Bot) -> None:
    answer = await met(bot)
    alone = (await bot.press(passes_on(answer), CHEN)).form
    await careers_join(bot)

    form = (await bot.press(passes_on(answer), CHEN)).form

    assert alone
    assert [(each.name, each.is_required) for each in alone.inputs] == [
        ("to", True),
        ("note", False),
    ]
    assert form
    to, place, _note = form.inputs
    assert (to.name, to.kind, to.is_required) == ("to", InputKind.PERSON, False)
    assert (place.name, place.choices) == ("place", ((CAREERS.key, "#careers"),))
    assert not place.is_required


async def test_a_channel_chosen_in_the_form_gets_it(bot: Bot) -> None:
    answer = await met(bot)
    await careers_join(bot)

    await sent(bot, answer, place=CAREERS.key, note="For you all")
    await bot.timetable.tick()

    [post] = bot.platform.posts
    assert post.place == CAREERS.key
    assert "For you all" in words(post)


async def test_where_both_are_chosen_it_goes_to_the_colleague(bot: Bot) -> None:
    answer = await met(bot)
    await careers_join(bot)

    await sent(bot, answer, to=EMEKA.key, place=CAREERS.key)
    await bot.timetable.tick()

    [post] = bot.platform.posts
    assert (post.person, post.place) == (EMEKA.key, None)


async def test_a_form_sent_to_nobody_is_met_with_whom_to_choose(bot: Bot) -> None:
    answer = await met(bot)

    outcome = await sent(bot, answer, note="Look")

    assert "Choose a colleague or a channel" in words(outcome)
    assert outcome.form
    assert {each.name: each.value for each in outcome.form.inputs} == {"to": "", "note": "Look"}
    assert [name for name, _said in outcome.wrong] == ["to"]
    assert await bot.remembered("pass_on") == []


async def test_passed_on_again_it_keeps_its_author(bot: Bot) -> None:
    answer = await met(bot)
    await bot.hear(PassOn(answer, EMEKA.key), CHEN)
    await bot.timetable.tick()
    [first] = told(bot.platform.posts, EMEKA)

    form = (await bot.press(buttons(first.message)["Pass it on"], EMEKA, direct(EMEKA))).form
    assert form
    await bot.press(form.does, EMEKA, direct(EMEKA), to=FARAH.key)
    await bot.timetable.tick()

    [second] = told(bot.platform.posts, FARAH)
    assert f"From {BRUNO.key}" in words(second)
    assert f"via {EMEKA.key}" in words(second)
    assert CHEN.key not in words(second)


async def test_a_channel_gets_it_where_everybody_sees_it(bot: Bot) -> None:
    answer = await met(bot)
    await careers_join(bot)

    await bot.hear(PassOn(answer, CAREERS.key), CHEN)
    await bot.timetable.tick()

    [post] = bot.platform.posts
    assert post.place == CAREERS.key
    assert f"From {BRUNO.key}" in words(post)


async def test_who_wrote_it_hears_once_that_it_helped_again(bot: Bot) -> None:
    answer = await met(bot)
    await bot.hear(PassOn(answer, EMEKA.key), CHEN)
    await bot.timetable.tick()
    [post] = told(bot.platform.posts, EMEKA)
    helped = buttons(post.message)["This helped me"]

    await bot.press(helped, EMEKA, direct(EMEKA))
    again = await bot.press(helped, EMEKA, direct(EMEKA))
    await bot.timetable.tick()

    assert len(told(bot.platform.posts, BRUNO)) == 1
    assert "noted before" in words(again)
    [taken] = [each for each in await bot.remembered("suggestion") if each["taken"]]
    assert taken["shown"] == answer


async def test_what_was_passed_to_one_person_helps_nobody_else(bot: Bot) -> None:
    answer = await met(bot)
    await bot.hear(PassOn(answer, EMEKA.key), CHEN)
    await bot.timetable.tick()
    [post] = told(bot.platform.posts, EMEKA)
    before = await bot.remembered()

    forged = await bot.press(buttons(post.message)["This helped me"], FARAH)

    assert "shown to somebody else" in words(forged)
    assert await bot.remembered() == before


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (CHEN.key, "You have it already"),
        (BRUNO.key, "from them in the first place"),
        (PILOT.key, "stands there already"),
        ("slack:T1/UNOBODY", "do not know that person or channel"),
        ("x", "do not know that person or channel"),
    ],
)
async def test_what_makes_no_sense_to_send_is_not_sent(bot: Bot, to: str, why: str) -> None:
    answer = await met(bot)

    outcome = await bot.hear(PassOn(answer, to), CHEN)
    await bot.timetable.tick()

    assert why in words(outcome)
    assert await bot.remembered("pass_on") == []
    assert bot.platform.posts == []


async def test_the_same_is_not_sent_twice_to_the_same_colleague(bot: Bot) -> None:
    answer = await met(bot)
    await bot.hear(PassOn(answer, EMEKA.key), CHEN)

    again = await bot.hear(PassOn(answer, EMEKA.key), CHEN)
    await bot.timetable.tick()

    assert "passed it on there before" in words(again)
    assert len(told(bot.platform.posts, EMEKA)) == 1


@pytest.mark.parametrize("left_alone", [Quiet("on"), Privacy("out")])
async def test_who_wants_to_be_left_alone_gets_nothing(
    bot: Bot, left_alone: Quiet | Privacy
) -> None:
    answer = await met(bot)
    await bot.hear(left_alone, EMEKA)

    outcome = await bot.hear(PassOn(answer, EMEKA.key), CHEN)
    await bot.timetable.tick()

    assert "tell them yourself" in words(outcome)
    assert bot.platform.posts == []


async def test_an_answer_deleted_before_it_was_sent_is_not_sent(bot: Bot) -> None:
    answer = await met(bot)
    await bot.hear(PassOn(answer, EMEKA.key), CHEN)

    await bot.hear(Delete(answer), None)
    await bot.timetable.tick()

    assert told(bot.platform.posts, EMEKA) == []
    assert "not an answer or an example" in words(await bot.hear(PassOn(answer), FARAH))


async def test_what_stands_in_a_place_that_was_turned_off_is_not_passed_on(bot: Bot) -> None:
    answer = await met(bot)
    await careers_join(bot)
    async with bot.database.writing("default") as tx:
        await tx.set_phase(PILOT.key, Phase.OFF)

    outcome = await bot.hear(PassOn(answer, EMEKA.key), CHEN, CAREERS)

    assert "not an answer or an example" in words(outcome)
    assert await bot.remembered("pass_on") == []


async def test_a_button_of_ours_is_no_item(bot: Bot) -> None:
    for forged in ("pass x", "pass slack:T1/CPILOT/1600000000.000024"):
        assert "not an answer or an example" in words(await bot.press(forged, CHEN))


async def test_a_guest_gets_nothing_of_a_channel_that_they_are_not_in(bot: Bot) -> None:
    answer = await met(bot)
    await careers_join(bot)
    guest = SeenPerson(f"{TEAM}/UGUS", "Gus", fresh=True, is_guest=True)
    await bot.hear(Ask("Where is the shop?"), guest, CAREERS)
    await bot.timetable.tick()
    bot.platform.posts.clear()

    refused = await sent(bot, answer, to=guest.key)
    await bot.timetable.tick()
    elsewhere = told(bot.platform.posts, guest)
    await bot.hear(Introduce((guest,), (guest.key,)), None, PILOT)
    bot.clock.push(minutes=1)
    await sent(bot, answer, to=guest.key)
    await bot.timetable.tick()

    assert "They are a guest here" in words(refused)
    assert elsewhere == []
    assert "We order them in the shop." in words(told(bot.platform.posts, guest)[-1])
