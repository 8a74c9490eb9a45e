"""What a platform told of people is in rows, and joined there to what they do."""

from dataclasses import replace

from bot.intents import Ask, Find, Introduce, Reply, Say, SeenPerson
from tests.cast import AMINA, BRUNO, PILOT, TEAM
from tests.conftest import Bot, words
from tests.scenes import CAREERS, careers_join, known, mentioned

NORA = SeenPerson(f"{TEAM}/UNORA", may_be_guest=True)
"""Somebody of whom nothing is remembered, as a payload shows her."""
BADGES = "Where do we order name badges?"


async def told(bot: Bot, person: SeenPerson) -> None:
    """Have the platform tell of somebody, because it was asked."""
    await bot.hear(Introduce((person,)), None, None)
    bot.clock.push(minutes=1)


async def finds(bot: Bot, person: SeenPerson = NORA) -> str:
    """Return what somebody finds in one channel of what was said in another."""
    return words(await bot.hear(Find("name badges"), person, CAREERS))


async def test_of_whom_nothing_was_told_may_be_a_guest_and_of_whom_it_was_is_one_or_not(
    bot: Bot,
) -> None:
    await careers_join(bot)
    await known(bot, BADGES)

    before = await finds(bot)
    await told(bot, SeenPerson(NORA.key, "Nora", is_guest=False))
    as_colleague = await finds(bot)
    await told(bot, SeenPerson(NORA.key, "Nora", is_guest=True))
    as_guest = await finds(bot)

    assert "Nothing was found" in before
    assert "We order them in the shop." in as_colleague
    assert "Nothing was found" in as_guest


async def test_what_was_told_waits_until_somebody_is_remembered(bot: Bot) -> None:
    nora = SeenPerson(NORA.key, "Nora", zone="Asia/Tokyo", language="pl", is_guest=False)
    await told(bot, nora)
    people = [each["key"] for each in await bot.remembered("person")]
    await bot.hear(Ask("How do others onboard?"), NORA)

    assert NORA.key not in people
    [found] = [each for each in await bot.remembered("person") if each["key"] == NORA.key]
    assert (found["name"], found["zone"], found["language"]) == ("Nora", "Asia/Tokyo", "pl")


async def test_an_address_that_was_told_before_links_who_comes_to_be_remembered(bot: Bot) -> None:
    await bot.hear(Say(f"{PILOT.key}/1.000001", "Hello all of you"), BRUNO)
    await bot.hear(Ask("Where is the canteen?"), BRUNO)
    elsewhere = replace(NORA, key="teams:tenant1/nora")
    for each in (BRUNO, elsewhere):
        await told(bot, replace(each, name="B", fresh=True, is_guest=False, email="b@example.org"))

    there = replace(PILOT, key="teams:tenant1/19:a@thread.tacv2")
    async with bot.database.writing("default") as tx:
        await tx.note_place(there, "teams:tenant1", bot.clock())
        await tx.know(elsewhere, "teams:tenant1", bot.clock())
        both = (await tx.person(elsewhere.key)).keys

    assert set(both) == {BRUNO.key, elsewhere.key}


async def test_the_newest_word_of_a_platform_counts(bot: Bot) -> None:
    await careers_join(bot)
    await known(bot, BADGES)
    asked_at = bot.clock()
    bot.clock.push(minutes=1)
    await told(bot, SeenPerson(NORA.key, is_guest=True))

    late = Introduce((SeenPerson(NORA.key, is_guest=False),))
    await bot.hear(late, None, None, at=asked_at)

    assert "Nothing was found" in await finds(bot)


async def test_whom_a_platform_does_not_know_is_no_guest_but_who_was_one_stays_it(
    bot: Bot,
) -> None:
    await careers_join(bot)
    await known(bot, BADGES)
    guest = replace(NORA, key=f"{TEAM}/UGUEST")
    await told(bot, SeenPerson(guest.key, is_guest=True))

    await bot.hear(Introduce(unknown=(NORA.key, guest.key)), None, None)

    assert "We order them in the shop." in await finds(bot)
    assert "Nothing was found" in await finds(bot, guest)


async def test_a_stranger_among_ours_is_none_of_ours_once_it_was_told(bot: Bot) -> None:
    thread = await mentioned(bot)
    stranger = replace(NORA, may_be_guest=False)
    await told(bot, SeenPerson(NORA.key, "Nora", is_stranger=True, zone="Asia/Tokyo"))

    outcome = await bot.hear(Reply(f"{PILOT.key}/1700000060.000001", thread, "So."), stranger)
    asked = await bot.hear(Ask("Where is the canteen?"), NORA)

    assert (outcome.what, asked.what) == ("stranger", "stranger")
    assert await bot.remembered("answer") == []
    assert "NORA" not in str(await bot.remembered()).upper().replace("HAPPENING", "")


async def test_a_bot_wants_nothing_of_us_once_it_was_told(bot: Bot) -> None:
    await told(bot, SeenPerson(NORA.key, is_bot=True))

    assert (await bot.hear(Ask("Where is the canteen?"), NORA)).what == "bot"


async def test_what_was_told_of_who_is_not_remembered_is_forgotten(bot: Bot) -> None:
    await told(bot, SeenPerson(NORA.key, is_guest=False))
    await told(bot, SeenPerson(AMINA.key, is_guest=False))
    bot.clock.push(days=bot.inbox.policy.inbox_days)

    await bot.inbox.forget()

    async with bot.database.writing("default") as tx:
        assert not await tx.told([NORA.key])


async def test_what_is_told_of_somebody_remembered_is_in_their_own_row(bot: Bot) -> None:
    await mentioned(bot)
    await told(bot, SeenPerson(AMINA.key, is_guest=True))

    async with bot.database.writing("default") as tx:
        found = (await tx.told([AMINA.key]))[AMINA.key]
        person = await tx.person(AMINA.key)

    assert (found.is_guest, person.guest) == (True, True)
