"""Our bot in Teams: who gets in, what people can do, and what becomes of what goes out."""

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from adapters.teams.read import read
from bot.intents import Quiet
from store.operations import depths
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.stories.teams import settle_in
from tests.teams.bot import ServedBot, serving
from tests.teams.faults import How
from tests.teams.ground import Seen
from tests.teams.keys import Odd, Wrong
from tests.teams.standin import TeamsStandin

pytestmark = pytest.mark.long

HERE, ELSEWHERE, LEADS = "onboarding", "projects", "leads"


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant, with two pilots that everybody can read."""
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        async with serving(teams, clock, databases, monkeypatch) as found:
            for channel in (HERE, ELSEWHERE):
                await found.teams.say("Dora", channel, "@Whoknows pilot on")
                await found.teams.say("Dora", channel, "@Whoknows pilot readers everyone")
            await found.pass_time(minutes=1)
            yield found
            assert teams.refusals == []
            assert teams.complaints == []
            assert teams.alarms == []


async def of(bot: ServedBot, kind: str) -> list[dict[str, object]]:
    return [each for each in await bot.dump() if each["type"] == kind]


async def asked(bot: ServedBot, text: str = "How do you introduce newcomers?") -> str:
    """Amina asks, and it is posted on a card; return the card's message."""
    await bot.teams.say("Amina", HERE, f"@Whoknows ask {text}")
    await bot.pass_time(seconds=5)
    return next(each.id for each in reversed(shown(bot, "Bruno")) if text in each.text)


def shown(bot: ServedBot, who: str, where: str = HERE) -> list[Seen]:
    return [each for each in bot.teams.seen_by(who, where) if each.is_ours]


def alone(bot: ServedBot, who: str) -> str:
    personal = bot.teams.seen_by(who, bot.teams.user(who).name)
    return "\n".join(each.text for each in personal if each.is_ours)


@pytest.mark.parametrize("how", list(Wrong))
async def test_who_is_not_teams_does_not_get_in(bot: ServedBot, how: Wrong) -> None:
    activity = bot.teams.activity("Amina", HERE, "@Whoknows ask Who let them in?")

    delivery = await bot.teams.raw(activity, how)

    assert delivery.status in (401, 403)
    assert await of(bot, "question") == []


@pytest.mark.parametrize("how", [None, *Odd])
async def test_teams_gets_in_in_whatever_form_its_token_comes(
    bot: ServedBot, how: Odd | None
) -> None:
    activity = bot.teams.activity("Amina", HERE, "@Whoknows ask Who has the key?")

    delivery = await bot.teams.raw(activity, how)
    await bot.pass_time(seconds=1)

    assert delivery.status == 200
    assert len(await of(bot, "question")) == 1


async def test_a_new_key_is_known_within_a_minute(bot: ServedBot) -> None:
    bot.teams.rotate(keeps_old=False)
    await bot.pass_time(seconds=61)

    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")

    await bot.pass_time(seconds=1)
    assert len(await of(bot, "question")) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b"{}", b'{"type": 5}'])
async def test_what_is_no_activity_is_refused_and_never_breaks(bot: ServedBot, body: bytes) -> None:
    delivery = await bot.teams.raw(body)

    assert delivery.status is not None
    assert 400 <= delivery.status < 500


async def test_an_answer_by_the_button_works_without_any_consent(bot: ServedBot) -> None:
    card = await asked(bot)

    await bot.teams.press("Greta", "Answer", HERE, card)
    await bot.teams.fill("Greta", {"text": "Each gets a buddy."})
    await bot.pass_time(seconds=5)

    [answer] = await of(bot, "answer")
    assert answer["text"] == "Each gets a buddy."
    assert any("Each gets a buddy." in each.text for each in shown(bot, "Hugo"))


async def test_the_card_is_brought_up_to_date_in_place(bot: ServedBot) -> None:
    card = await asked(bot)

    await bot.teams.reply("Greta", HERE, card, "Each gets a buddy.")
    await bot.pass_time(seconds=5)

    [now] = [each for each in shown(bot, "Hugo") if each.id == card]
    assert "Helpful" in now.text
    await bot.teams.press("Amina", "This solved it", HERE, card)
    await bot.pass_time(seconds=5)
    [question] = await of(bot, "question")
    assert question["state"] == "solved"
    [now] = [each for each in shown(bot, "Hugo") if each.id == card]
    assert "Solved" in now.text


async def test_what_was_answered_is_found_beside_what_one_writes(bot: ServedBot) -> None:
    card = await asked(bot)
    await bot.teams.reply("Greta", HERE, card, "Each gets a buddy.")
    await bot.pass_time(seconds=5)

    found = await bot.teams.extension_query("Hugo", "introduce newcomers", ELSEWHERE)

    assert "Each gets a buddy." in " ".join(found)


async def test_a_message_of_somebody_can_be_asked_with(bot: ServedBot) -> None:
    message = await bot.teams.say("Bruno", HERE, "Does anybody know the wifi password?")

    await bot.teams.message_action("Bruno", HERE, message, "ask")
    await bot.teams.fill("Bruno", {})
    await bot.pass_time(seconds=5)

    [question] = await of(bot, "question")
    assert question["text"] == "Does anybody know the wifi password?"
    assert question["captured_by"] == "shortcut"
    assert question["posted_as"]


async def test_the_askers_own_message_can_be_edited_and_deleted(bot: ServedBot) -> None:
    message = await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the kee?")
    await bot.pass_time(seconds=5)

    await bot.teams.edit("Amina", HERE, message, "@Whoknows ask Who has the key?")
    await bot.pass_time(seconds=5)
    [question] = await of(bot, "question")
    assert question["text"] == "Who has the key?"

    await bot.teams.delete("Amina", HERE, message)
    await bot.pass_time(seconds=5)
    [question] = await of(bot, "question")
    assert question["gone"] is True


@pytest.mark.parametrize("is_posted", [True, False])
async def test_a_reply_to_the_message_that_asked_is_an_answer_too(
    bot: ServedBot, is_posted: bool
) -> None:
    message = await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")
    if is_posted:
        await bot.pass_time(seconds=5)

    await bot.teams.reply("Greta", HERE, message, "It hangs by the door.")
    await bot.pass_time(seconds=5)

    [answer] = await of(bot, "answer")
    [question] = await of(bot, "question")
    assert (answer["question"], question["state"]) == (question["key"], "answered")
    assert any("Greta: 💡 Helpful" in each.text for each in shown(bot, "Hugo"))


async def test_what_is_brought_twice_counts_once(bot: ServedBot) -> None:
    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")

    await bot.teams.again(bot.teams.deliveries[-1])
    await bot.pass_time(seconds=5)

    assert len(await of(bot, "question")) == 1


async def test_a_channel_of_a_team_is_closed_until_an_admin_opens_it(bot: ServedBot) -> None:
    await bot.teams.say("Dora", LEADS, "@Whoknows pilot on")
    await bot.teams.say("Dora", LEADS, "@Whoknows pilot readers everyone")
    await bot.pass_time(seconds=5)

    places = {each["name"]: each["visibility"] for each in await of(bot, "place")}
    assert places[HERE] == "public"
    assert places[LEADS] == "private"


async def test_where_posting_is_held_back_it_goes_out_when_teams_says(bot: ServedBot) -> None:
    fault = bot.teams.fail(How.THROTTLED, "send", place=HERE, retry_after="37")
    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")

    await bot.pass_time(seconds=30)
    assert fault.met == 1
    assert not any("Who has the key?" in each.text for each in shown(bot, "Bruno"))

    await bot.pass_time(seconds=20)
    assert any("Who has the key?" in each.text for each in shown(bot, "Bruno"))


async def test_where_the_answer_is_lost_it_goes_out_twice_at_most_and_is_counted(
    bot: ServedBot,
) -> None:
    fault = bot.teams.fail(How.LOST, "send", place=HERE)
    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")

    await bot.pass_time(minutes=5)

    posted = [each for each in shown(bot, "Bruno") if "Who has the key?" in each.text]
    assert fault.met == 1
    assert len(posted) == 2
    async with bot.served.database.reading() as connection:
        assert (await depths(connection))["outbox_ambiguous"] == 1


async def test_who_blocked_the_bot_is_left_alone_until_they_write(bot: ServedBot) -> None:
    card = await asked(bot)
    bot.teams.block("Amina")

    await bot.teams.reply("Greta", HERE, card, "Each gets a buddy.")
    await bot.pass_time(minutes=5)

    people = {each["name"]: each["active"] for each in await of(bot, "person")}
    assert people["Amina"] is False
    # What was refused was planned by the person who blocked us.
    bot.teams.calls.clear()


async def resting(bot: ServedBot) -> dict[str, str]:
    """Return why nothing is posted in a channel, for each where that is so."""
    await bot.settled()
    chosen = text("SELECT name, rests_why FROM places WHERE rests_since IS NOT NULL")
    async with bot.served.database.reading() as connection:
        return {name: why for name, why in (await connection.execute(chosen)).all() if name}


async def test_what_becomes_of_a_team_becomes_of_all_its_channels(bot: ServedBot) -> None:
    await bot.teams.say("Dora", LEADS, "@Whoknows pilot on")
    await bot.pass_time(seconds=5)

    await bot.teams.archive("Dora")
    archived = await resting(bot)
    await bot.teams.unarchive("Dora")

    assert {name: archived.get(name) for name in (HERE, ELSEWHERE, LEADS)} == dict.fromkeys(
        (HERE, ELSEWHERE, LEADS), "is_archived"
    )
    assert await resting(bot) == {}


async def test_a_team_that_takes_us_out_has_us_in_none_of_its_channels(bot: ServedBot) -> None:
    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")
    await bot.teams.uninstall("Dora", HERE)
    await bot.pass_time(minutes=5)
    gone = await resting(bot)

    await bot.teams.install("Dora", HERE)
    await bot.pass_time(minutes=5)

    assert {name: gone.get(name) for name in (HERE, ELSEWHERE)} == {
        HERE: "not_in_channel",
        ELSEWHERE: "not_in_channel",
    }
    assert await resting(bot) == {}


async def test_a_channel_that_was_renamed_or_deleted(bot: ServedBot) -> None:
    await bot.teams.rename("Dora", ELSEWHERE, "undertakings")
    await bot.teams.delete_channel("Dora", HERE)
    await bot.pass_time(minutes=1)

    assert "undertakings" in {each["name"] for each in await of(bot, "place")}
    assert await resting(bot) == {HERE: "channel_not_found"}


async def knowledge(bot: ServedBot) -> None:
    """Something was asked and answered in a channel that everybody can read."""
    card = await asked(bot)
    await bot.teams.reply("Greta", HERE, card, "Each gets a buddy.")
    await bot.pass_time(seconds=5)


async def found(bot: ServedBot, who: str, where: str) -> str:
    """Return what somebody is shown who looks for it beside what they write."""
    return " ".join(await bot.teams.extension_query(who, "introduce newcomers", where))


async def test_a_guest_finds_nothing_of_channels_that_they_are_not_in(bot: ServedBot) -> None:
    await knowledge(bot)
    bot.teams.add_user("Gus", is_guest=True)
    bot.teams.add_user("Nora")
    bot.teams.add_chat("Lunch", "Gus", "Nora", "Dora")
    await bot.teams.say("Dora", "Lunch", "@Whoknows pilot on")
    await bot.settled()

    assert "Each gets a buddy." not in await found(bot, "Gus", "Lunch")
    assert "Each gets a buddy." in await found(bot, "Nora", "Lunch")


async def test_of_whom_teams_tells_nothing_may_be_a_guest(bot: ServedBot) -> None:
    await knowledge(bot)
    bot.teams.add_user("Nora")
    bot.teams.add_chat("Lunch", "Nora", "Dora")
    for what in ("member", "members"):
        bot.teams.fail(How.STATUS, what, times=9)
    await bot.teams.say("Dora", "Lunch", "@Whoknows pilot on")
    await bot.settled()

    first = await found(bot, "Nora", "Lunch")
    bot.teams.api.faults.planned.clear()
    await bot.pass_time(minutes=2)

    assert "Each gets a buddy." not in first
    assert "Each gets a buddy." in await found(bot, "Nora", "Lunch")


async def test_who_was_known_stays_so_while_teams_tells_nothing(bot: ServedBot) -> None:
    await knowledge(bot)
    before = await found(bot, "Bruno", ELSEWHERE)
    await bot.pass_time(days=2)
    for what in ("member", "members"):
        bot.teams.fail(How.STATUS, what, times=9)

    assert before == await found(bot, "Bruno", ELSEWHERE) != ""


@pytest.mark.parametrize("how", [How.NOT_FOUND, How.STATUS])
async def test_who_is_in_no_list_is_none_that_could_be_a_guest(bot: ServedBot, how: How) -> None:
    await knowledge(bot)
    bot.teams.add_user("Nora")
    bot.teams.add_chat("Lunch", "Nora", "Dora")
    for what in ("member", "members"):
        bot.teams.fail(how, what, times=9)
    await bot.teams.say("Dora", "Lunch", "@Whoknows pilot on")
    await bot.settled()

    is_found = "Each gets a buddy." in await found(bot, "Nora", "Lunch")

    assert is_found is (how is How.NOT_FOUND)


async def test_who_finds_nothing_beside_what_they_write_is_told_so(bot: ServedBot) -> None:
    [told] = await bot.teams.extension_query("Bruno", "flying carpets", ELSEWHERE)

    assert told.startswith("Nothing was found")


@pytest.mark.parametrize("said", ["quiet on", "@Whoknows quiet on", "/whoknows quiet on"])
async def test_what_is_told_to_type_can_be_typed_alone_with_us(bot: ServedBot, said: str) -> None:
    await bot.teams.open_personal("Bruno")

    await bot.teams.say("Bruno", bot.teams.personal("Bruno"), said)
    await bot.settled()

    assert "Quiet from now on" in alone(bot, "Bruno")
    assert "@Whoknows quiet off" in alone(bot, "Bruno")


async def test_what_is_told_to_type_is_understood_where_no_mention_was_made_of_it() -> None:
    said = {
        "type": "message",
        "id": "1700000000001",
        "timestamp": "2026-11-23T09:00:00Z",
        "conversation": {"id": "a:1", "tenantId": "t", "conversationType": "personal"},
        "from": {"id": "29:1", "aadObjectId": "u"},
        "recipient": {"id": "28:app", "name": "Whoknows"},
        "text": "@Whoknows quiet on",
    }

    assert read(json.dumps(said)).intent == Quiet("on")


async def test_who_takes_us_in_is_greeted_once_and_a_team_in_its_first_channel(
    bot: ServedBot,
) -> None:
    bot.teams.add_team("Sales", "Bruno", "Amina", has_app=False)
    bot.teams.add_channel("deals", team="Sales", has_app=False)
    first = bot.teams.team("Sales").id
    for _ in range(2):
        await bot.teams.open_personal("Bruno")
        await bot.teams.install("Bruno", "Sales")
        await bot.pass_time(minutes=1)
        await bot.teams.uninstall("Bruno")
        await bot.teams.uninstall("Bruno", "Sales")

    assert alone(bot, "Bruno").count("Hello, I am Whoknows.") == 1
    assert "@Whoknows find onboarding" in alone(bot, "Bruno")
    [here] = [each.text for each in shown(bot, "Amina", first)]
    assert here.startswith("Whoknows is here now.")
    assert "@Whoknows pilot on" in here
    assert shown(bot, "Amina", "deals") == []
    bot.teams.calls.clear()


async def test_who_is_in_a_channel_is_known_as_soon_as_it_takes_part(bot: ServedBot) -> None:
    bot.teams.add_team("Sales", "Bruno", "Dora")
    bot.teams.add_channel("deals", team="Sales")
    await bot.teams.say("Dora", "deals", "@Whoknows pilot on")
    await bot.settled()

    people = {each["key"]: each["name"] for each in await of(bot, "person")}
    places = {each["name"]: each["key"] for each in await of(bot, "place")}
    here = {
        people[each["person"]]
        for each in await of(bot, "member")
        if each["place"] == places["deals"]
    }
    assert here == {"Bruno", "Dora"}
    assert "@Whoknows pilot readers everyone" in alone(bot, "Dora")


async def test_who_can_ask_in_closed_channels_alone_is_sent_there(bot: ServedBot) -> None:
    for channel in (HERE, ELSEWHERE):
        await bot.teams.say("Dora", channel, "@Whoknows pilot off")
    await bot.teams.say("Dora", LEADS, "@Whoknows pilot on")
    await bot.settled()

    await bot.teams.open_personal("Bruno")
    await bot.teams.say("Bruno", bot.teams.personal("Bruno"), "ask Who has the price list?")
    await bot.settled()

    assert "The channels in which you can ask are private: ask there" in alone(bot, "Bruno")


async def test_words_for_one_person_that_are_held_back_come_a_moment_later(bot: ServedBot) -> None:
    await bot.teams.open_personal("Bruno")
    fault = bot.teams.fail(How.THROTTLED, "send", place="Bruno", retry_after="1")

    await bot.teams.say("Bruno", bot.teams.personal("Bruno"), "help")
    await bot.settled()
    bot.clock.push(seconds=2)
    await bot.settled()

    assert fault.met == 1
    assert "Ask your colleagues here" in alone(bot, "Bruno")


async def test_in_a_chat_who_quotes_the_question_answers_it(bot: ServedBot) -> None:
    bot.teams.add_chat("Lunch", "Bruno", "Dora", "Greta")
    await bot.teams.say("Dora", "Lunch", "@Whoknows pilot on")
    await bot.teams.say("Bruno", "Lunch", "@Whoknows ask Who has the price list?")
    await bot.pass_time(seconds=10)
    card = next(each.id for each in reversed(shown(bot, "Greta", "Lunch")) if "price" in each.text)

    said = bot.teams.activity("Greta", "Lunch", "@Whoknows I have them")
    content = json.dumps({"messageId": card, "messagePreview": "Bruno asks"})
    said["attachments"] = [{"contentType": "messageReference", "content": content}]
    await bot.teams.raw(said)
    await bot.pass_time(seconds=10)
    await bot.teams.press("Greta", "Answer", "Lunch", card)
    await bot.teams.fill("Greta", {"text": "On the shelf."})
    await bot.pass_time(seconds=10)

    assert len(await of(bot, "question")) == 1
    answers = {str(each["text"]) for each in await of(bot, "answer")}
    assert answers == {"I have them", "On the shelf."}
    assert not [each for each in bot.teams.calls if ";messageid=" in each.path]


async def test_words_that_their_author_takes_away_are_not_kept(bot: ServedBot) -> None:
    message = await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key?")
    await bot.pass_time(seconds=5)

    edited = bot.teams.activity("Amina", HERE, "")
    edited |= {"type": "messageUpdate", "id": message, "text": "", "attachments": []}
    await bot.teams.raw(edited)
    await bot.pass_time(seconds=5)

    [question] = await of(bot, "question")
    assert question["gone"] is True


async def test_who_is_taken_out_of_the_teams_is_not_named_until_they_are_back(
    bot: ServedBot,
) -> None:
    await bot.teams.say("Bruno", HERE, "@Whoknows profile topics gardening, SAP")
    await bot.pass_time(minutes=1)

    await bot.teams.leave("Bruno", HERE)
    await bot.pass_time(minutes=1)
    await bot.teams.say("Chen", HERE, "/whoknows who SAP gardening")
    await bot.pass_time(minutes=1)
    gone = alone(bot, "Chen")
    [left] = [each for each in await of(bot, "person") if each["name"] == "Bruno"]
    await bot.teams.join("Bruno", HERE)
    await bot.pass_time(minutes=1)
    await bot.teams.say("Chen", HERE, "/whoknows who SAP gardening")
    await bot.pass_time(minutes=1)

    assert "Bruno" not in gone
    assert left["active"] is False
    assert "Bruno" in alone(bot, "Chen")
